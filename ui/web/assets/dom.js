// Making elements. Text goes in as text: nothing that others wrote is ever read as markup here.

// The same as `ui/safe_text.py` has: spacing controls become a space; other controls, marks that turn
// the reading direction and halves of characters are replaced, one for one.
const SPACING = /[\x0b\x0c\r\x1c-\x1f\x85]/g;
const UNSAFE = /[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** The text with what a screen would obey replaced. */
export function printable(text) {
  return text.replace(SPACING, " ").replace(UNSAFE, "\ufffd");
}

export function element(tag, className = "", attributes = {}, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = printable(text);
  return made;
}

/** The element of a selector, once it is there: Gradio draws the page piece by piece. */
export function appear(selector) {
  return new Promise((resolve) => {
    const look = () => document.querySelector(selector);
    if (look()) {
      resolve(look());
      return;
    }
    const observer = new MutationObserver(() => {
      if (!look()) return;
      observer.disconnect();
      resolve(look());
    });
    observer.observe(document.documentElement, { childList: true, subtree: true });
  });
}
