// The source viewer: a whole document beside the chat, at the quote that an answer cites.
// No library, no build. Positions count code points of Document.text, as the server does; a browser's
// strings count UTF-16 units, so that an emoji is 1 there and 2 here: see codePoints.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const HEAD = "#source?";
// Longer URLs than this are not for every server and proxy: what does not fit is posted.
const LONGEST_QUERY = 2000;
// How long a note stays off for, so that a quick answer shows no "Loading" at all (milliseconds).
const PATIENCE = 250;
// Elements whose own text is only the white space between others.
const BETWEEN = new Set(["UL", "TABLE", "TBODY", "DETAILS", "DIV"]);

let viewers = 0;

/** A deep link to a place in a document, for the part of the URL after its path. */
export function linkTo({ collection, doc, start, end, quote, sha, number, page }) {
  const query = new URLSearchParams();
  const values = { c: collection, d: doc, s: start, e: end, n: number, p: page, h: sha, q: quote };
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") query.set(key, String(value));
  }
  return HEAD + query;
}

/** What a deep link asks for, as Viewer.open takes it; null for any other fragment. */
export function parseLink(hash) {
  if (!hash || !hash.startsWith(HEAD)) return null;
  const query = new URLSearchParams(hash.slice(HEAD.length));
  const whole = (key) => (/^\d{1,10}$/.test(query.get(key) ?? "") ? Number(query.get(key)) : undefined);
  const [collection, doc] = [query.get("c"), query.get("d")];
  if (!collection || !doc) return null;
  const [start, end] = [whole("s"), whole("e")];
  const ranged = start !== undefined && end !== undefined && start <= end;
  const asked = { collection, doc, number: whole("n"), page: whole("p"), sha: query.get("h") ?? undefined };
  if (ranged) Object.assign(asked, { start, end, quote: query.get("q") ?? undefined });
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

/**
 * What is selected in a view as {start, end, text}, in code points of Document.text, without the white
 * space around it; null when nothing of the document is. A selection that begins or ends outside of the
 * view is cut to it. `text` is as it is shown: the server has the exact words at [start, end).
 */
export function selectionRange(container) {
  const selection = getSelection();
  const view = container.matches(".viewer-text") ? container : container.querySelector(".viewer-text");
  if (!view || !selection || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(view)) return null;
  let start = null;
  let end = null;
  const words = [];
  for (const { node, low, high } of selectedTexts(view, range)) {
    const place = positionOf(node, low);
    if (place === null) {
      words.push(node.data.slice(low, high)); // between blocks
      continue;
    }
    const text = node.data.slice(low, high);
    const blank = text.trim() === "";
    if (start === null && blank) continue;
    if (start === null) start = place + codePoints(text.slice(0, text.length - text.trimStart().length));
    if (!blank) end = place + codePoints(text.trimEnd());
    words.push(text);
  }
  return start === null ? null : { start, end, text: words.join("").trim() };
}

// The text nodes of a view that a range covers, each with the part of it that is covered.
function* selectedTexts(view, range) {
  const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
  for (let node = firstText(walker, view, range); node; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) return;
    const low = node === range.startContainer ? range.startOffset : 0;
    const high = node === range.endContainer ? range.endOffset : node.length;
    if (low < high && node.parentElement.closest(".part")) yield { node, low, high };
  }
}

function firstText(walker, view, range) {
  if (view.contains(range.startContainer)) {
    walker.currentNode = range.startContainer;
    if (range.startContainer.nodeType === Node.TEXT_NODE) return range.startContainer;
    const child = range.startContainer.childNodes[range.startOffset];
    if (child) {
      walker.currentNode = child;
      if (child.nodeType === Node.TEXT_NODE) return child;
    } else {
      // After the last child: what follows the element.
      let last = range.startContainer;
      while (last.lastChild) last = last.lastChild;
      walker.currentNode = last;
    }
  }
  let node = walker.nextNode();
  while (node && !range.intersectsNode(node)) node = walker.nextNode();
  return node;
}

// The position of a place in a text node; null in the white space between blocks.
function positionOf(node, offset) {
  const block = node.parentElement.closest("[data-start]");
  if (!block || BETWEEN.has(node.parentElement.tagName)) return null;
  let before = codePoints(node.data.slice(0, offset));
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let each = walker.nextNode(); each && each !== node; each = walker.nextNode()) {
    if (each.parentElement.closest("[data-start]") === block) before += codePoints(each.data);
  }
  return Number(block.dataset.start) + before;
}

function codePoints(text) {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      count--;
      at++;
    }
  }
  return count;
}

function make(tag, { text, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/**
 * Shows one document in an element of the page.
 *
 * base: path that the app is mounted at, such as "" or "/answers".
 * onBack: called for "Back to the answer"; without it there is no such button.
 * onClose: called once the viewer has closed, by its button or by Escape.
 * onShow: called with what the server told, when a document is shown.
 */
export class Viewer {
  constructor(container, { base = "", onBack = null, onClose = null, onShow = null } = {}) {
    this.container = container;
    this.base = base.replace(/\/+$/, "");
    this.hooks = { onBack, onClose, onShow };
    this.requests = 0; // the answer to any but the last is out of date
    this.asked = null;
    this.told = null;
    this.opener = null;
    this.build();
  }

  get isOpen() {
    return !this.container.hidden && this.asked !== null;
  }

  build() {
    const name = `viewer-title-${++viewers}`;
    this.title = make("h2", { className: "viewer-title", id: name, tabIndex: -1, dir: "auto" });
    this.source = make("p", { className: "viewer-source" });
    this.back = make("button", { type: "button", text: "Back to the answer", hidden: !this.hooks.onBack });
    this.back.className = "viewer-back";
    this.original = make("a", { className: "viewer-original", hidden: true, rel: "noopener" });
    this.shut = make("button", { type: "button", className: "viewer-close", text: "Close" });
    this.shut.setAttribute("aria-label", "Close the source");
    this.previous = make("button", { type: "button", text: "Previous quote" });
    this.next = make("button", { type: "button", text: "Next quote" });
    this.count = make("span", { className: "viewer-count" });
    this.steps = make("div", { className: "viewer-steps", hidden: true }, this.previous, this.next, this.count);
    this.list = make("ul");
    this.outline = make("details", { className: "viewer-outline", hidden: true });
    this.outline.append(make("summary", { text: "Headings" }), this.list);
    this.note = make("div", { className: "viewer-note" });
    this.note.setAttribute("role", "status");
    // Scrolls by itself, so the keyboard must reach it.
    this.text = make("div", { className: "viewer-text", tabIndex: 0 });
    this.text.setAttribute("role", "region");
    this.text.setAttribute("aria-labelledby", name);
    const bar = make("div", { className: "viewer-bar" }, this.back, this.shut);
    const tools = make("div", { className: "viewer-bar" }, this.original, this.steps);
    const head = make("header", { className: "viewer-head" }, bar, this.title, this.source, tools, this.outline);
    this.container.classList.add("viewer");
    this.container.hidden = true;
    this.container.replaceChildren(head, this.note, this.text);

    this.back.addEventListener("click", () => this.hooks.onBack(this.asked));
    this.shut.addEventListener("click", () => this.close());
    this.previous.addEventListener("click", () => this.step(-1));
    this.next.addEventListener("click", () => this.step(1));
    this.container.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.close();
    });
  }

  /**
   * Show a document: {collection, doc, start, end, quote, sha, number, also, page}. `also` holds the other
   * quotes of the answer as {start, end, quote, number}. `opener` gets the focus back at the end; by
   * default what has it now. Gives what the server told; null where it did not, or was asked anew.
   */
  async open(asked, { opener = document.activeElement } = {}) {
    if (opener && opener !== document.body && !this.container.contains(opener)) this.opener = opener;
    this.asked = asked;
    return this.load(asked.start ?? null);
  }

  async load(near) {
    const request = ++this.requests;
    const asked = this.asked;
    this.container.hidden = false;
    this.text.setAttribute("aria-busy", "true");
    const waiting = setTimeout(() => this.say("Opening the document…"), PATIENCE);
    let told;
    try {
      told = await this.fetch(asked, near === asked.start ? null : near);
    } catch (problem) {
      told = { problem: problem.message, again: problem.again };
    } finally {
      clearTimeout(waiting);
    }
    if (request !== this.requests) return null;
    this.text.removeAttribute("aria-busy");
    if (told.problem) {
      this.fail(told.problem, told.again ? () => this.load(near) : null);
      return null;
    }
    this.show(told, near);
    this.hooks.onShow?.(told);
    return told;
  }

  async fetch({ collection, doc, start, end, quote, sha, number, also }, near) {
    const values = { collection, doc, start, end, quote, number, sha, near };
    for (const key of Object.keys(values)) if (values[key] === undefined || values[key] === null) delete values[key];
    const query = new URLSearchParams(values);
    const url = `${this.base}/api/source`;
    const posted = also?.length || String(query).length > LONGEST_QUERY;
    const options = { headers: { Accept: "application/json" } };
    if (posted) {
      options.method = "POST";
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(also?.length ? { ...values, also } : values);
    }
    let response;
    try {
      response = await fetch(posted ? url : `${url}?${query}`, options);
    } catch {
      throw Object.assign(new Error("The server can't be reached."), { again: true });
    }
    const told = await response.json().catch(() => null);
    if (response.ok && told) return told;
    const detail = typeof told?.detail === "string" ? told.detail : "The document can't be shown now.";
    throw Object.assign(new Error(detail), { again: response.status >= 500 || !told });
  }

  show(told, near) {
    this.told = told;
    this.say(told.note, told.lost);
    this.title.textContent = told.title || told.source;
    const facts = [told.source, told.pages ? `${told.pages} ${told.pages === 1 ? "page" : "pages"}` : ""];
    this.source.textContent = facts.filter(Boolean).join(" · ");
    this.showOriginal(told);
    this.showOutline(told.outline);
    this.text.innerHTML = told.html; // every text in it is escaped: ui/viewer/fragment.py
    this.text.scrollTop = 0;
    this.addMore(told.window);
    this.quotes = this.findQuotes();
    this.at = this.quotes.findIndex((quote) => quote.id === "quote");
    this.steps.hidden = this.quotes.length < (this.at < 0 ? 1 : 2);
    const quote = this.text.querySelector("#quote");
    const away = near !== null && near !== this.asked.start;
    if (quote && !away) this.light(quote, "instant");
    else this.goTo(away ? near : this.openingPlace(told));
    this.tellCount();
  }

  // Where a document without a lit quote opens: at the heading above the old place, or at a page.
  openingPlace(told) {
    if (told.at) {
      const heading = told.outline.find((each) => each.id === told.at);
      if (heading) return heading.start;
    }
    const page = this.asked.start === undefined && this.asked.page;
    if (page) {
      const mark = this.text.querySelector(`.page[aria-label="Page ${Number(page)}"]`);
      if (mark) return mark;
    }
    return this.asked.start ?? null;
  }

  showOriginal({ original, page }) {
    this.original.hidden = !original;
    if (!original) return;
    const number = page ?? this.asked.page;
    this.original.href = this.base + original.url + (original.inline && number ? `#page=${number}` : "");
    this.original.title = original.name;
    this.original.toggleAttribute("download", !original.inline);
    if (original.inline) this.original.target = "_blank";
    else this.original.removeAttribute("target");
    if (!original.inline) this.original.textContent = "Download the original";
    else this.original.textContent = number ? `Open the PDF at page ${number}` : "Open the PDF";
  }

  showOutline(headings) {
    this.outline.hidden = headings.length < 2;
    this.outline.open = false;
    const items = headings.map((heading) => {
      const button = make("button", { type: "button", text: heading.text || "(empty)", dir: "auto" });
      button.dataset.level = heading.level;
      button.addEventListener("click", () => {
        this.outline.open = false;
        this.goTo(heading.start, true);
      });
      return make("li", {}, button);
    });
    this.list.replaceChildren(...items);
  }

  // A text too long to be shown at once goes on at a button.
  addMore({ start, end, length }) {
    const more = (text, place) => {
      const button = make("button", { type: "button", className: "viewer-more", text });
      button.addEventListener("click", () => this.load(place));
      return button;
    };
    if (start > 0) this.text.prepend(more("Show the text before", start));
    if (end < length) this.text.append(more("Show the text after", end));
  }

  // The first element of each quote, in the order of the text.
  findQuotes() {
    const seen = new Set();
    return [...this.text.querySelectorAll("mark.quote")].filter((mark) => {
      const key = mark.matches(".main") ? "main" : mark.dataset.number;
      return !seen.has(key) && seen.add(key);
    });
  }

  step(by) {
    if (!this.quotes?.length) return;
    const from = this.at < 0 && by < 0 ? 0 : this.at;
    this.at = (from + by + this.quotes.length) % this.quotes.length;
    this.light(this.quotes[this.at], calm.matches ? "instant" : "smooth");
    this.tellCount();
  }

  tellCount() {
    const count = this.quotes.length;
    this.count.textContent = this.at < 0 ? (count === 1 ? "1 quote" : `${count} quotes`) : `${this.at + 1} of ${count}`;
  }

  light(mark, behavior) {
    this.bring(mark, "center", behavior);
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
    const same = mark.matches(".main") ? "mark.main" : `mark[data-number="${Number(mark.dataset.number)}"]:not(.main)`;
    this.text.querySelectorAll("mark.lit").forEach((each) => each.classList.remove("lit"));
    void mark.offsetWidth; // starts the animation anew
    this.text.querySelectorAll(same).forEach((each) => each.classList.add("lit"));
  }

  // Go to a position of the text, or to an element; the title has the focus when there is neither.
  goTo(place, focus = false) {
    const element = typeof place === "number" ? this.blockAt(place) : place;
    if (element === undefined) return void this.load(place); // beyond the window
    if (element) this.bring(element, "start", "instant");
    if (element && (focus || this.told.at)) {
      if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
      element.focus({ preventScroll: true });
    } else this.title.focus({ preventScroll: true });
  }

  // The last block that begins at or before a position, or the first; undefined beyond what is shown.
  blockAt(position) {
    const { start, end, length } = this.told.window;
    position = Math.min(position, length);
    if (position < start || position > end || (position === end && end < length)) return undefined;
    const blocks = this.text.querySelectorAll("[data-start]:not(.marker)");
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(blocks[middle].dataset.start) <= position) low = middle + 1;
      else high = middle;
    }
    return blocks[Math.max(0, low - 1)] ?? null;
  }

  bring(element, block, behavior) {
    // Parts far from the screen are not laid out yet: this one must have its true height now.
    const part = element.closest(".part");
    if (part) part.style.contentVisibility = "visible";
    element.scrollIntoView({ block, inline: "nearest", behavior });
  }

  say(note, lost = "") {
    if (!note) return this.note.replaceChildren();
    this.note.replaceChildren(make("span", { text: note }));
    if (lost) this.note.append(make("blockquote", { text: lost, dir: "auto", tabIndex: 0 }));
  }

  fail(problem, again) {
    this.told = null;
    this.quotes = [];
    this.title.textContent = "The source can't be shown";
    this.source.textContent = "";
    this.original.hidden = this.outline.hidden = this.steps.hidden = true;
    this.text.replaceChildren();
    this.say(problem);
    if (again) {
      const button = make("button", { type: "button", text: "Try again" });
      button.addEventListener("click", again);
      this.note.append(button);
    }
    this.title.focus({ preventScroll: true });
  }

  /** Put the viewer away and give the focus back. */
  close() {
    if (this.container.hidden) return;
    this.requests++; // what is still under way is not wanted any more
    this.container.hidden = true;
    this.asked = this.told = null;
    this.text.replaceChildren();
    this.say("");
    const opener = this.opener;
    this.opener = null;
    this.hooks.onClose?.();
    if (opener?.isConnected) opener.focus();
  }

  /** The selection in the document, as `selectionRange` tells it. */
  selection() {
    return selectionRange(this.text);
  }
}
