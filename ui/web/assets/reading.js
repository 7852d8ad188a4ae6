// The source viewer in the panel: what opens it, what it covers, and words picked in it.

import { element } from "./dom.js";
import { Viewer, parseLink, selectionRange } from "./viewer.js";

export class Reading {
  /**
   * @param container where documents are shown.
   * @param parts {base: the root path, chat}
   */
  constructor(container, { base, chat }) {
    this.container = container;
    this.chat = chat;
    this.bar = element("div", "picking", { role: "group", "aria-label": "Pick an expected answer" });
    this.bar.hidden = true;
    this.bar.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    const place = element("div", "place");
    container.replaceChildren(this.bar, place);
    this.viewer = new Viewer(place, { base, onBack: () => this.close(), onClose: () => this.closed() });
  }

  /** Open the document of an address within the page; `link` is what was followed. */
  open(address, link = null) {
    const at = parseLink(address);
    if (!at) return;
    if (location.hash !== address) history.pushState(null, "", address);
    this.show({ ...at, also: link ? others(link, at) : [] }, link);
  }

  show(at, opener = undefined) {
    toTheTalk();
    document.body.classList.add("reading");
    if (this.choice) this.choice.value = at.doc;
    return this.viewer.open(at, { opener });
  }

  close() {
    this.viewer.close();
  }

  closed() {
    document.body.classList.remove("reading");
    this.endPicking();
    if (parseLink(location.hash)) history.pushState(null, "", location.pathname + location.search);
  }

  /** Show what the page's address says: after a reload, or with the browser's back and forward. */
  followAddress() {
    const at = parseLink(location.hash);
    if (at) this.show(at);
    else this.close();
  }

  /** Let a person select words of the documents; `take` gets {doc_id, start, end, quote}. */
  async pick(answer, take) {
    const { collection } = this.chat.conversation;
    const listed = await this.chat.call("documents", collection);
    if (listed.problem) {
      this.chat.problem(listed.problem);
      return;
    }
    const choice = element("select", "", { "aria-label": "Document" });
    for (const { doc_id, title } of listed.documents) {
      const option = element("option", "", { value: doc_id }, title);
      choice.append(option);
    }
    const first = answer.citations[0] ?? answer.hits[0];
    if (first) choice.value = first.doc_id;
    const use = element("button", "act strong", { type: "button" }, "Use the selection");
    const said = element("span", "said", { role: "status" });
    const open = (at) => this.show({ collection, doc: choice.value, ...at });
    this.choice = choice;
    choice.addEventListener("change", () => open({}));
    use.addEventListener("click", async () => {
      const range = this.viewer.told && selectionRange(this.container);
      if (!range) {
        said.textContent = "Select some words of the document first.";
        return;
      }
      // What is shown, however it came to be: a link may have led on from the document chosen here.
      const place = { doc_id: this.viewer.told.doc_id, start: range.start, end: range.end };
      // A line break is shown as a space, so the document itself is asked for its words.
      const { quote, problem } = await this.chat.call("words", { collection, ...place });
      said.textContent = problem ?? "Taken.";
      if (!problem) take({ ...place, quote });
    });
    // A click on the button must not lose the selection.
    use.addEventListener("pointerdown", (event) => event.preventDefault());
    this.bar.replaceChildren(choice, use, said);
    this.bar.hidden = false;
    await open(first ? { start: first.start, end: first.end, quote: first.quote } : {});
    // The keyboard has something to begin with: Shift and an arrow key change it.
    select(this.container.querySelectorAll("mark.main"));
  }

  endPicking() {
    this.choice = null;
    this.bar.hidden = true;
  }
}

/** The viewer stands beside the talk: whoever follows a link elsewhere goes there. */
function toTheTalk() {
  const room = document.querySelector("#rooms [role=tab]");
  if (room?.getAttribute("aria-selected") === "false") room.click();
}

function select(marks) {
  if (!marks.length) return;
  const range = document.createRange();
  range.setStart(marks[0], 0);
  range.setEndAfter(marks[marks.length - 1].lastChild);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

/** The other quotes that the same answer takes from the same document. */
function others(link, at) {
  const quotes = new Map();
  for (const each of link.closest(".turn, .cards")?.querySelectorAll("a[href^='#source?']") ?? []) {
    const other = parseLink(each.getAttribute("href"));
    if (other?.collection !== at.collection || other.doc !== at.doc || other.start === undefined) continue;
    const { start, end, quote, number } = other;
    if (start !== at.start || end !== at.end) quotes.set(`${start}-${end}`, { start, end, quote, number });
  }
  return [...quotes.values()];
}
