"use strict";
/* Filters the failures and opens what a link points at. Without it everything is shown. */

(() => {
  const form = document.getElementById("filters");
  const cases = [...document.querySelectorAll("#cases > .case")];
  const words = new Map();

  const wordsOf = (element) => {
    if (!words.has(element)) {
      const parts = [...element.querySelectorAll("[data-words]")];
      words.set(element, parts.map((part) => part.textContent).join("\n").toLowerCase());
    }
    return words.get(element);
  };

  const filter = () => {
    const wanted = new FormData(form);
    const failure = wanted.get("failure") || "";
    const kind = wanted.get("kind") ?? "*";
    const terms = (wanted.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const element of cases) {
      const fits =
        (!failure || element.dataset.failure === failure) &&
        (kind === "*" || element.dataset.kind === kind) &&
        terms.every((term) => wordsOf(element).includes(term));
      element.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    document.getElementById("count").textContent = shown.toLocaleString("en") + " shown";
  };

  const follow = () => {
    let name = location.hash.slice(1);
    const target = name && document.getElementById(name);
    if (!target) return;
    if (target.hidden) {
      form.reset();
      filter();
    }
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
    }
    target.scrollIntoView();
  };

  if (form) {
    let waiting = 0;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 120);
    });
    form.hidden = false;
    /* A browser may have kept what was typed before a reload. */
    filter();
  }
  window.addEventListener("hashchange", follow);
  follow();
})();
