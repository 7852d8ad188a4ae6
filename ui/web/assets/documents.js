// The place to drop files and folders: gathers them, sends them through Gradio's own upload, and says
// which could not be sent. What becomes of them is the server's to say.

import { element, printable } from "./dom.js";

// Sent at the same time.
const LANES = 3;

/**
 * @param container where to draw.
 * @param upload Gradio's: takes a File, gives {path}.
 * @param done called with [{name, path}], names with their folders, and the key of their collection.
 */
export function dropZone(container, upload, done) {
  const zone = element("div", "drop");
  const said = element("p", "said", { role: "status" });
  const files = picker("Choose files", { multiple: "" });
  const folder = picker("Choose a folder", { webkitdirectory: "" });
  zone.append(
    element("p", "", {}, "Drop files or a folder here: PDF, Word, HTML, Markdown, text, JSON Lines."),
    files.button,
    folder.button,
    files.input,
    folder.input,
    said,
  );
  container.replaceChildren(zone);
  let before = Promise.resolve();

  // What comes while others are sent waits for them; it goes where it was dropped, whatever is shown then.
  function send(chosen) {
    const collection = window.answerable.chosen();
    before = before.then(() => transfer(chosen, collection));
  }

  async function transfer(chosen, collection) {
    const sent = [];
    const failed = chosen.filter(({ file }) => !file).map(({ name }) => `${name} (can't be read)`);
    const left = chosen.filter(({ file }) => file);
    const total = left.length;
    const lane = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        said.textContent = printable(`Sending ${total - left.length} of ${total}: ${next.name}`);
        try {
          const { path } = await upload(next.file);
          sent.push({ name: next.name, path });
        } catch (error) {
          failed.push(`${next.name} (${error.message || "refused"})`);
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    said.textContent = printable(failed.length ? `Not sent: ${failed.join("; ")}` : "");
    if (sent.length) done(sent, collection);
  }

  for (const { input } of [files, folder]) {
    input.addEventListener("change", () => {
      send([...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file })));
      input.value = "";
    });
  }
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    // Taken at once: after the first pause the browser has forgotten them.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files].map((file) => ({ name: file.name, file }));
    send(entries.length ? (await Promise.all(entries.map(filesOf))).flat() : plain);
  });
}

function picker(words, attributes) {
  const input = element("input", "", { type: "file", "aria-label": words, hidden: "", ...attributes });
  const button = element("button", "pick", { type: "button" }, words);
  button.addEventListener("click", () => input.click());
  return { input, button };
}

/** The files of what was dropped, folders opened, each with its path in them; null for what can't be read. */
async function filesOf(entry) {
  const name = entry.fullPath.replace(/^\//, "");
  try {
    if (entry.isFile) return [{ name, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }];
    const reader = entry.createReader();
    const found = [];
    // A reader gives a hundred at a time.
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      found.push(...some);
    }
    return (await Promise.all(found.map(filesOf))).flat();
  } catch {
    return [{ name, file: null }];
  }
}

/**
 * What is ticked in the list of documents. Kept by document: Gradio draws another list into the boxes of the
 * old one, and their ticks would be another document's.
 */
export class Ticks {
  constructor() {
    this.ids = new Set();
    document.addEventListener("change", ({ target }) => {
      if (!target.matches?.("#listing .tick input")) return;
      const boxes = target.matches(".all") ? this.boxes() : [target];
      for (const { value } of boxes) target.checked ? this.ids.add(value) : this.ids.delete(value);
      this.show();
    });
    new MutationObserver(() => this.show()).observe(document.getElementById("listing"), {
      attributeFilter: ["value"],
      childList: true,
      subtree: true,
    });
  }

  /** Those ticked and in sight, to do something with: after that none is. */
  take() {
    const taken = this.boxes().flatMap(({ value }) => (this.ids.has(value) ? [value] : []));
    this.clear();
    return taken;
  }

  clear() {
    this.ids.clear();
    this.show();
  }

  boxes() {
    return [...document.querySelectorAll("#listing .tick input:not(.all)")];
  }

  /** Tick what is ticked; the box in the head, if all are. */
  show() {
    const boxes = this.boxes();
    for (const each of boxes) each.checked = this.ids.has(each.value);
    const all = document.querySelector("#listing .all");
    if (all) all.checked = boxes.length > 0 && boxes.every((each) => each.checked);
  }
}
