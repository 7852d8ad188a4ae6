// The panel beside the chat: the quotes of one answer, or a whole document in their place.

import { scrolling } from "./chat.js";
import { element } from "./dom.js";

export class Panel {
  /** @param cards container of the quotes. */
  constructor(cards) {
    this.container = cards;
    this.shown = 0;
  }

  /** The cards of every turn, as the server drew them; those of the latest are shown. */
  cards(all) {
    if (!all.length) {
      this.container.replaceChildren(
        element("p", "empty", {}, "The passages an answer quotes appear here, each with the place it comes from."),
      );
      return;
    }
    this.container.replaceChildren(
      ...all.map((html, at) => {
        const label = `Quotes of answer ${at + 1}`;
        const section = element("section", "cards", { id: `sources-${at + 1}`, tabindex: -1, "aria-label": label });
        section.append(document.createRange().createContextualFragment(html));
        return section;
      }),
    );
    this.show(all.length);
    this.container.scrollTo?.({ top: 0 });
  }

  /** Show the cards of one turn and hide those of the others. */
  show(number) {
    this.shown = number;
    for (const each of this.container.children) each.hidden = each.id !== `sources-${number}`;
  }

  /** Go to what an address within the page names: the cards of an answer, or back to the answer. */
  follow(id) {
    const target = document.getElementById(id);
    if (!target) return;
    const section = target.closest(".cards");
    if (section) this.show(Number(section.id.slice("sources-".length)));
    // On a phone the quotes cover the talk.
    document.body.classList.toggle("quoting", Boolean(section));
    target.scrollIntoView({ block: "start", behavior: scrolling() });
    target.focus({ preventScroll: true });
  }
}
