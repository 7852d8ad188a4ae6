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

  /** Key of the collection that was asked last: by this page, else by any. */
  get collection() {
    return this.own.getItem(COLLECTION) ?? this.all.getItem(COLLECTION) ?? "";
  }
  set collection(key) {
    write(this.own, COLLECTION, key);
    write(this.all, COLLECTION, key);
  }

  /** Id of the conversation that this page has open. */
  get opened() {
    return this.own.getItem(OPEN) ?? "";
  }
  set opened(id) {
    write(this.own, OPEN, id);
  }
}

// A storage that the browser allows; null where it does not. One that is full is still to be read.
function usable(find) {
  try {
    const storage = find();
    storage.getItem(OPEN);
    return storage.length || write(storage, "answerable:probe", "") ? storage : null;
  } catch {
    return null;
  }
}

// Whether it was written: what is kept here can be done without.
function write(storage, key, value) {
  try {
    storage.setItem(key, value);
    return true;
  } catch {
    return false;
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
