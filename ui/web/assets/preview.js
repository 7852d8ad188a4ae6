// The preview of a quote: one element, moved to the [n] under the pointer or the keyboard's focus.

const preview = document.createElement("div");
preview.className = "preview";
preview.hidden = true;
preview.setAttribute("aria-hidden", "true"); // the document holds the same words

function show(chip) {
  const title = document.createElement("b");
  title.textContent = chip.dataset.title;
  preview.replaceChildren(title, document.createElement("br"), chip.dataset.quote);
  (document.querySelector(".gradio-container") ?? document.body).append(preview);
  preview.hidden = false;
  const mark = chip.getBoundingClientRect();
  const box = preview.getBoundingClientRect();
  const left = Math.max(8, Math.min(mark.left, innerWidth - box.width - 8));
  const above = mark.top - box.height - 6;
  preview.style.left = `${left}px`;
  preview.style.top = `${above > 8 ? above : mark.bottom + 6}px`;
}

export function hidePreview() {
  preview.hidden = true;
}

export function previewQuotes() {
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(enter, (event) => {
      const chip = event.target.closest?.(".chip");
      if (chip) show(chip);
    });
    document.addEventListener(leave, (event) => {
      if (event.target.closest?.(".chip")) hidePreview();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hidePreview();
  });
  document.addEventListener("scroll", hidePreview, true);
}
