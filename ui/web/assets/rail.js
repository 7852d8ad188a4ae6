// The list of kept conversations: open, search, rename, delete (and undo), export.

import { element, printable } from "./dom.js";

const UNDO_MS = 10_000;

export class Rail {
  /**
   * @param container where to draw.
   * @param conversations what is kept.
   * @param acts {open(id), fresh(), exported(id, form), removed(id)}: what the page does.
   */
  constructor(container, conversations, acts) {
    this.container = container;
    this.conversations = conversations;
    this.acts = acts;
    this.current = "";
    container.replaceChildren();
    container.append(
      ...[this.top(), (this.undo = element("p", "undo", { role: "status" })), (this.list = element("ul", "conversations"))],
    );
    this.undo.hidden = true;
    container.addEventListener("click", (event) => this.clicked(event));
  }

  top() {
    const top = element("div", "rail-top");
    const fresh = element("button", "fresh", { type: "button", id: "fresh" }, "New conversation");
    this.box = element("input", "search", {
      type: "search",
      placeholder: "Search conversations",
      "aria-label": "Search conversations",
    });
    fresh.addEventListener("click", () => this.acts.fresh());
    this.box.addEventListener("input", () => this.draw());
    top.append(fresh, this.box);
    return top;
  }

  /** Draw what is kept now. */
  draw(current = this.current) {
    this.current = current;
    if (this.renaming) return; // what is typed there stays, and then all is drawn
    const found = this.conversations.search(this.box.value);
    const held = this.list.contains(document.activeElement) ? document.activeElement.closest("li").dataset.id : "";
    const menu = this.list.querySelector("details[open]")?.closest("li").dataset.id;
    this.list.replaceChildren(...found.map((each) => this.entry(each)));
    if (!found.length) {
      const words = this.box.value ? "No conversation has these words." : "Conversations are kept here, in this browser alone.";
      this.list.append(element("li", "none", {}, words));
    }
    // The focus is not lost with what had it.
    if (held) this.list.querySelector(`[data-id="${CSS.escape(held)}"] .open`)?.focus({ preventScroll: true });
    if (menu) this.list.querySelector(`[data-id="${CSS.escape(menu)}"] details`)?.setAttribute("open", "");
  }

  entry({ id, title: kept, updated }) {
    const title = printable(kept);
    const entry = element("li", "conversation", { "data-id": id });
    const open = element("button", "open", { type: "button", dir: "auto" }, title);
    if (id === this.current) open.setAttribute("aria-current", "true");
    open.title = `${title}\n${new Date(updated).toLocaleString()}`;
    const menu = element("details", "menu");
    menu.append(element("summary", "", { "aria-label": `More for ${title}` }, "⋯"));
    const acts = element("div", "acts");
    for (const [act, words] of [
      ["rename", "Rename"],
      ["markdown", "Export as Markdown"],
      ["json", "Export as JSON"],
      ["delete", "Delete"],
    ]) {
      acts.append(element("button", "", { type: "button", "data-act": act }, words));
    }
    menu.append(acts);
    // One open menu is enough, and it goes with a click elsewhere or with Escape.
    menu.addEventListener("toggle", () => menu.open && this.closeMenus(menu));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.firstElementChild.focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    entry.append(open, menu);
    return entry;
  }

  closeMenus(but) {
    for (const each of this.list.querySelectorAll("details[open]")) if (each !== but) each.open = false;
  }

  clicked(event) {
    const button = event.target.closest("button");
    const id = button?.closest(".conversation")?.dataset.id;
    if (!id) return;
    const act = button.dataset.act;
    if (!act) this.acts.open(id);
    else if (act === "rename") this.rename(button.closest(".conversation"), id);
    else if (act === "delete") this.remove(id);
    else this.acts.exported(id, act);
    if (act && act !== "rename") this.closeMenus();
  }

  rename(entry, id) {
    const title = this.conversations.read(id)?.title ?? "";
    const box = element("input", "title", { "aria-label": "Title", maxlength: 80 });
    box.value = title;
    let done = false;
    const finish = (keep) => {
      if (done) return;
      done = true;
      this.renaming = false;
      if (keep) this.conversations.rename(id, box.value);
      this.draw();
      this.list.querySelector(`[data-id="${CSS.escape(id)}"] .open`)?.focus();
    };
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      // The key is not also for the button that gets the focus.
      event.preventDefault();
      finish(event.key === "Enter");
    });
    box.addEventListener("blur", () => finish(true));
    this.renaming = true;
    entry.replaceChildren(box);
    box.focus();
    box.select();
  }

  remove(id) {
    const removed = this.conversations.remove(id);
    if (!removed) return;
    clearTimeout(this.timer);
    const back = element("button", "act", { type: "button" }, "Undo");
    back.addEventListener("click", () => {
      this.conversations.keep(removed);
      this.undo.hidden = true;
      this.draw();
      this.acts.open(id);
    });
    this.undo.replaceChildren(document.createTextNode("Deleted. "), back);
    this.undo.hidden = false;
    this.timer = setTimeout(() => (this.undo.hidden = true), UNDO_MS);
    this.draw();
    this.acts.removed(id);
    back.focus();
  }
}
