// Puts the page together once Gradio has drawn it, and answers to what Gradio's components call.

import { Chat } from "./chat.js";
import { Choice } from "./choice.js";
import { Conversations, keyOf } from "./conversations.js";
import { Ticks, dropZone } from "./documents.js";
import { appear } from "./dom.js";
import { asJson, asMarkdown, copy, fileName, save } from "./exports.js";
import { Feedback } from "./feedback.js";
import { Panel } from "./panel.js";
import { Heading } from "./heading.js";
import { hidePreview, previewQuotes } from "./preview.js";
import { Rail } from "./rail.js";
import { Reading } from "./reading.js";
import { Keeping } from "./storage.js";
import { Watch } from "./watch.js";

const COPIED_MS = 1500;
// Answers that the server draws anew in one call, at most: `_MOST_TURNS` of `ui/web/replies.py`.
const AT_ONCE = 200;
const GONE = "The collection of this conversation is no longer here; what was answered can still be read.";
const FULL = "The browser's storage is full, so this is not kept; export or delete old conversations.";

const shell = window.answerable;

async function start() {
  const [rail, log, cards, choices, notice, view, server] = await Promise.all([
    appear("#rail .mount"),
    appear("#log .mount"),
    appear("#cards .mount"),
    appear("#choice .mount"),
    appear("#notice .mount"),
    appear("#viewer .mount"),
    shell.server,
  ]);
  const keeping = new Keeping();
  const conversations = new Conversations(keeping.all, () => chat.problem(FULL));
  const panel = new Panel(cards);
  const box = () => document.querySelector("#question textarea");
  shell.chosen = () => chosen || shell.collection;
  let chosen = keeping.collection;
  const heading = new Heading(shell.chosen(), (key) => shell.choose(key));
  const list = new Rail(rail, conversations, {
    open: (id) => open(conversations.read(id)),
    fresh: () => open(null),
    exported: exportOne,
    removed: (id) => id === chat.conversation.id && open(null),
  });
  const chat = new Chat(
    { base: shell.base, log, notice, box, panel, server, conversations, collection: () => shell.chosen() },
    () => {
      keeping.opened = chat.conversation.id;
      list.draw(chat.conversation.id);
      document.body.classList.remove("listing");
    },
  );
  const choice = new Choice(choices, (only) => (chat.within = only));
  const reading = new Reading(view, { base: shell.base, chat });
  const feedback = new Feedback({
    base: shell.base,
    chat,
    pick: (answer, take) => reading.pick(answer, take),
    closePicking: () => reading.endPicking(),
  });

  function open(conversation) {
    reading.close();
    // A conversation belongs to the documents it was held with.
    if (conversation) heading.choose(conversation.collection);
    return chat.show(conversation);
  }

  shell.chose = (key) => {
    const gone = heading.chose(key);
    if (gone && chat.conversation.collection === heading.wanted) chat.problem(GONE);
  };

  async function exportOne(id, form) {
    const conversation = conversations.read(id);
    const name = fileName(conversation.title);
    if (form === "json") {
      save(`${name}.json`, "application/json", asJson(conversation));
      return;
    }
    const drawn = [];
    for (let at = 0; at < conversation.turns.length; at += AT_ONCE) {
      const answers = conversation.turns.slice(at, at + AT_ONCE).map((turn) => turn.answer);
      const reply = await chat.call("restore", { collection: conversation.collection, answers });
      drawn.push(...(reply.turns ?? answers.map(() => ({}))));
    }
    save(`${name}.md`, "text/markdown", asMarkdown(conversation, drawn));
  }

  async function act(button, number) {
    const turn = chat.conversation.turns[number - 1];
    const { question } = turn.answer;
    const name = button.dataset.act;
    if (name === "copy-plain" || name === "copy-markdown") {
      const words = button.textContent;
      try {
        await copy(chat.shown[number - 1][name === "copy-plain" ? "plain" : "markdown"]);
        button.textContent = "Copied";
      } catch (error) {
        chat.problem(`Not copied: ${error.message}.`);
      }
      setTimeout(() => (button.textContent = words), COPIED_MS);
    } else if (name === "again") chat.ask(question);
    else if (name === "edit") chat.type(question);
    else if (name === "as-typed") chat.ask(question, { asTyped: true, replace: number });
    else if (name === "up" || name === "down") feedback.rate(number, name);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".turn [data-act]");
    if (button) act(button, Number(button.closest(".turn").dataset.turn));
    const link = event.target.closest?.('a[href^="#sources-"], a[href^="#answer-"], a[href^="#source?"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    hidePreview();
    const address = link.getAttribute("href");
    if (address.startsWith("#source?")) reading.open(address, link);
    else {
      reading.close();
      panel.follow(address.slice(1));
    }
  });

  previewQuotes();
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#list-toggle")) document.body.classList.toggle("listing");
    else if (!event.target.closest?.("#rail")) document.body.classList.remove("listing");
    if (event.target.closest?.("#close-quotes")) document.body.classList.remove("quoting");
  });

  // What Gradio's components call.
  shell.ask = (text) => {
    if (chat.busy) return text;
    chat.ask(text);
    return "";
  };
  shell.entered = async (key) => {
    if (key !== chosen) ticks?.clear();
    chosen = heading.named = key;
    keeping.collection = key;
    // A conversation is not carried over to other documents: it stays in the list.
    if (chat.conversation.collection !== key && !heading.pending) await open(null);
    const listed = await chat.call("documents", key);
    if (key === chosen) choice.offer(key, listed.documents ?? []);
    shell.settle();
    shell.wake();
  };
  const watches = new Map();
  shell.watch = (name, everyMs, look) => watches.set(name, new Watch(everyMs, look));
  shell.looked = (name, going) => watches.get(name)?.looked(going);
  shell.wake = () => watches.forEach((watch) => watch.wake());
  shell.dropZone = dropZone;
  let ticks;
  appear("#listing").then(() => (ticks = new Ticks()));
  shell.ticked = () => ticks.take();
  shell.started();

  addEventListener("hashchange", () => reading.followAddress());
  addEventListener("popstate", () => reading.followAddress());
  // Another page of this browser has written: the list is another, and maybe the conversation shown here.
  addEventListener("storage", ({ key, newValue }) => {
    list.draw();
    const id = key?.slice(keyOf("").length);
    if (newValue === null) conversations.removed.add(id);
    else conversations.removed.delete(id);
    if (key === keyOf(chat.conversation.id)) chat.follow(conversations.read(chat.conversation.id));
  });
  const last = conversations.read(keeping.opened);
  await chat.show(last);
  if (!keeping.lasting) chat.problem("This browser keeps nothing for the page: conversations are gone when it is closed.");
  reading.followAddress();
}

start();
