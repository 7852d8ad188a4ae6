// What the browser keeps for the page; where it forbids that, what lasts as long as the page does.

const COLLECTION = "answerable:collection";
const OPEN = "answerable:open";

export class Keeping {
  constructor() {
    this.all = usable(() => localStorage) ?? new Passing();
    // Of this page alone: two pages may have two conversations open.
    this.own = usable(() => sessionStorage) ?? new Passing();
    this.lasting = !(this.all instanceof Passing);
  }

  /** Key of the collection that was asked last. */
  get collection() {
    return this.all.getItem(COLLECTION) ?? "";
  }
  set collection(key) {
    this.all.setItem(COLLECTION, key);
  }

  /** Id of the conversation that this page has open. */
  get opened() {
    return this.own.getItem(OPEN) ?? "";
  }
  set opened(id) {
    this.own.setItem(OPEN, id);
  }
}

// A storage that can be written; null where the browser forbids it.
function usable(find) {
  try {
    const storage = find();
    const probe = "answerable:probe";
    storage.setItem(probe, probe);
    storage.removeItem(probe);
    return storage;
  } catch {
    return null;
  }
}

class Passing extends Map {
  get length() {
    return this.size;
  }
  key(at) {
    return [...this.keys()][at] ?? null;
  }
  getItem(key) {
    return this.get(key) ?? null;
  }
  setItem(key, value) {
    this.set(key, value);
  }
  removeItem(key) {
    this.delete(key);
  }
}
