// Making elements. Text goes in as text: nothing that others wrote is ever read as markup here.

export function element(tag, className = "", attributes = {}, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
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
