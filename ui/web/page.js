// What the page does by itself: links between answers and cards, previews of quotes, scrolling.
// Everything is delegated from the document, as Gradio replaces the content of its components.
(() => {
  "use strict";

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const scrolling = () => (calm.matches ? "auto" : "smooth");

  // Show the cards of one answer and hide those of the others.
  function showCards(section) {
    for (const each of document.querySelectorAll("#cards .cards")) each.hidden = each !== section;
  }

  function flash(element) {
    element.classList.remove("flash");
    void element.offsetWidth; // starts the animation anew
    element.classList.add("flash");
  }

  // Follow a link to a card, to the cards of an answer, or back to the answer.
  function follow(id) {
    const target = document.getElementById(id);
    if (!target) return;
    const section = target.closest("#cards .cards");
    if (section) showCards(section);
    target.scrollIntoView({ block: target.matches(".card") ? "center" : "start", behavior: scrolling() });
    target.focus({ preventScroll: true });
    if (target.matches(".card")) flash(target);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#cite-"], a[href^="#sources-"], a[href^="#answer-"]');
    if (!link) return;
    event.preventDefault();
    hidePreview();
    follow(link.getAttribute("href").slice(1));
  });

  // The preview of a quote: one element, moved to the link under the pointer or the keyboard's focus.
  const preview = document.createElement("div");
  preview.className = "preview";
  preview.hidden = true;
  preview.setAttribute("aria-hidden", "true"); // the card holds the same words

  function showPreview(chip) {
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

  function hidePreview() {
    preview.hidden = true;
  }

  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(enter, (event) => {
      const chip = event.target.closest(".chip");
      if (chip) showPreview(chip);
    });
    document.addEventListener(leave, (event) => {
      if (event.target.closest(".chip")) hidePreview();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hidePreview();
  });
  document.addEventListener("scroll", hidePreview, true);

  // Called by the log when its content changed.
  window.answerable = {
    showLatest(log) {
      const turns = log.querySelectorAll(".turn");
      if (turns.length) turns[turns.length - 1].scrollIntoView({ block: "start", behavior: scrolling() });
      document.getElementById("cards")?.scrollTo({ top: 0 });
    },
  };
})();
