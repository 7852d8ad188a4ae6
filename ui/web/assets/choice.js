// Which documents to ask: a box for each, and a link that opens it.

import { element, printable } from "./dom.js";
import { linkTo } from "./viewer.js";

// From this many on a search box is worth its room.
const SEARCHED = 12;
// More make a page slow.
const MOST = 500;

export class Choice {
  /** @param changed called with {collection, only: ids of the only documents to ask; none for all} */
  constructor(container, changed) {
    this.changed = changed;
    this.ticked = new Set();
    this.documents = [];
    this.details = element("details", "choice");
    this.summary = element("summary");
    this.search = element("input", "search", {
      type: "search",
      placeholder: "Find a document",
      "aria-label": "Find a document",
    });
    this.list = element("ul", "documents");
    this.all = element("button", "act", { type: "button" }, "Ask all of them");
    this.details.append(this.summary, this.search, this.list, this.all);
    container.replaceChildren(this.details);
    this.search.addEventListener("input", () => this.draw());
    this.list.addEventListener("change", ({ target }) => {
      if (target.checked) this.ticked.add(target.value);
      else this.ticked.delete(target.value);
      this.told();
    });
    this.all.addEventListener("click", () => {
      this.ticked.clear();
      this.told();
      this.draw();
    });
    this.told();
  }

  /** Offer these documents; those that were ticked and are still there stay ticked. */
  offer(collection, documents) {
    const there = new Set(documents.map((each) => each.doc_id));
    if (collection !== this.collection) this.ticked.clear();
    for (const each of this.ticked) if (!there.has(each)) this.ticked.delete(each);
    this.collection = collection;
    this.documents = documents;
    this.details.hidden = !documents.length;
    this.search.hidden = documents.length < SEARCHED;
    this.draw();
    this.told();
  }

  draw() {
    const wanted = this.search.value.trim().toLowerCase();
    const found = this.documents.filter((each) => each.title.toLowerCase().includes(wanted));
    this.list.replaceChildren(...found.slice(0, MOST).map((each) => this.entry(each)));
    if (found.length > MOST) this.list.append(element("li", "", {}, `And ${found.length - MOST} more: find them by name.`));
  }

  entry({ doc_id, title: given }) {
    const title = printable(given);
    const entry = element("li");
    const label = element("label", "", { dir: "auto" });
    const box = element("input", "", { type: "checkbox", value: doc_id });
    box.checked = this.ticked.has(doc_id);
    label.append(box, ` ${title}`);
    const href = linkTo({ collection: this.collection, doc: doc_id });
    entry.append(label, element("a", "read", { href, "aria-label": `Read ${title}` }, "Read"));
    return entry;
  }

  told() {
    const { size } = this.ticked;
    const all = this.documents.length;
    this.summary.textContent = size ? `Asking ${size} of ${all} documents` : `Documents (${all})`;
    this.all.hidden = !size;
    this.changed({ collection: this.collection, only: [...this.ticked] });
  }
}
