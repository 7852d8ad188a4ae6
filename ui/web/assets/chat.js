// The conversation on screen: asks the server, draws turns, keeps them.

import { newConversation } from "./conversations.js";
import { element } from "./dom.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
// Turns sent along for follow-ups; the server looks no further back.
const RECENT = 8;

export class Chat {
  /**
   * @param parts {base: the root path, log, notice, box(): the question's text box, panel, server, conversations, collection()}
   * @param changed called when another conversation is shown or this one has a new turn.
   */
  constructor(parts, changed) {
    Object.assign(this, parts);
    this.changed = changed;
    this.within = { collection: "", only: [] };
    this.busy = false;
    this.visit = 0; // counts conversations shown: an answer that comes late goes to its own
    this.shown = [];
    this.drawn = new WeakMap(); // the section of each of them
    this.conversation = newConversation(this.collection());
    this.opened = Promise.resolve();
  }

  /**
   * Show a kept conversation, or a new one. Drawn anew by the server, from the documents as they are.
   *
   * @param keep turns at the beginning that are shown already and stay as they are.
   */
  show(conversation, keep = 0) {
    this.opened = this.open(conversation, keep);
    return this.opened;
  }

  async open(conversation, keep) {
    const visit = (this.visit += 1);
    this.conversation = conversation ?? newConversation(this.collection());
    this.shown = this.shown.slice(0, keep);
    this.notice.replaceChildren();
    this.draw();
    const { turns } = this.conversation;
    if (turns.length > keep) {
      this.log.append(paragraph("waiting", "Opening the conversation…"));
      const reply = await this.call("restore", {
        collection: this.conversation.collection,
        answers: turns.map((turn) => turn.answer),
      });
      if (visit !== this.visit) return;
      // The server draws no more than the last few hundred.
      const drawn = reply.turns ?? [];
      const first = turns.length - drawn.length;
      const missing = reply.problem ? "Can't be shown now; open the conversation again." : "Too long ago to be shown.";
      const kept = this.shown;
      this.shown = turns.map((_, at) => kept[at] ?? drawn[at - first] ?? { problem: missing });
      this.draw();
      if (reply.problem) this.problem(reply.problem);
      if (!keep) this.scrollTo(turns.length);
    }
    this.changed();
  }

  /** Ask, and add the turn; `replace` is the number of a turn to answer anew in its place. */
  async ask(text, { asTyped = false, replace = 0 } = {}) {
    const question = text.trim();
    if (this.busy) return;
    const { conversation, visit } = this;
    this.busy = true;
    await this.opened.catch(() => {}); // its turns come before this one
    const number = replace || conversation.turns.length + 1;
    if (visit === this.visit) {
      this.notice.replaceChildren();
      if (question) this.waiting(number, question);
    }
    const request = {
      question: text,
      collection: conversation.collection,
      turn: number,
      history: history(conversation.turns.slice(0, number - 1)),
      within: this.within.collection === conversation.collection ? this.within.only : [],
      as_typed: asTyped,
    };
    const reply = await this.call("ask", request);
    this.busy = false;
    if (visit === this.visit) this.log.querySelector(".pending")?.remove();
    if (reply.problem) {
      if (!replace && !this.box().value) this.type(text); // nothing that was typed is lost
      if (visit !== this.visit) return;
      this.draw();
      this.problem(reply.problem);
      return;
    }
    const { answer, ...shown } = reply;
    const turn = { answer: { ...answer, timings_ms: {} }, asked: new Date().toISOString(), as_typed: asTyped };
    const old = conversation.turns[number - 1] ?? null;
    const before = conversation.turns.slice(0, number - 1);
    this.conversations.add(conversation, turn, old);
    if (visit !== this.visit) {
      // Left and opened again meanwhile: it has one turn more now.
      if (conversation.id === this.conversation.id) this.show(conversation);
      else this.changed();
      return;
    }
    const { length } = conversation.turns;
    if (conversation.turns[number - 1] !== turn || length !== Math.max(this.shown.length, number)) {
      // Another page has added turns of its own; what stands before them stays.
      const other = conversation.turns.findIndex(({ asked }, at) => asked !== before[at]?.asked || !this.shown[at]);
      await this.show(conversation, Math.max(other, 0));
    } else {
      this.shown[number - 1] = shown;
      this.draw();
    }
    this.scrollTo(number);
    // What was pressed may be gone: the keyboard goes on at the answer.
    if (document.activeElement === document.body) document.getElementById(`answer-${number}`)?.focus({ preventScroll: true });
    this.say(shown.status);
    this.changed();
  }

  /** Take over what another page of this browser has kept of the conversation shown; null: deleted it. */
  follow(kept) {
    if (this.busy) return; // the turn under way will find it
    const turns = kept?.turns ?? [];
    const other = turns.findIndex(({ asked }, at) => asked !== this.asked(at) || !this.shown[at]);
    if (other >= 0 || turns.length < this.shown.length) {
      this.show(kept, Math.max(other, 0));
      return;
    }
    this.conversation = kept;
    turns.forEach(({ verdict }, at) => press(this.drawn.get(this.shown[at]), verdict));
  }

  asked(at) {
    return this.conversation.turns[at]?.asked;
  }

  /** A call of the server's, whose failure is one calm line. */
  async call(name, request) {
    let reply;
    try {
      reply = await this.server[name](request);
    } catch {
      // Told below, as is what Gradio keeps to itself: it gives nothing where nobody answers.
    }
    const right = reply && typeof reply === "object" && !reply.detail;
    return right ? reply : { problem: await this.reason() };
  }

  /** Why a call failed. */
  async reason() {
    try {
      const { status } = await fetch(`${this.base}/`, { method: "HEAD" });
      if (status === 401) return "You are signed out; reload the page to sign in again.";
      return "The server could not do this; try again, or reload the page.";
    } catch {
      return "The server can't be reached; start it again with answerable chat, then try again.";
    }
  }

  draw() {
    const { turns } = this.conversation;
    // What is drawn stays: a form below an answer may hold words.
    const drawn = this.shown.map((shown, at) => {
      if (!this.drawn.has(shown)) this.drawn.set(shown, drawTurn(turns[at], shown, at + 1));
      return this.drawn.get(shown);
    });
    for (const each of [...this.log.children]) if (!drawn.includes(each)) each.remove();
    drawn.forEach((each, at) => {
      if (this.log.children[at] !== each) this.log.insertBefore(each, this.log.children[at] ?? null);
    });
    this.panel.cards(this.shown.map((each) => each.cards ?? ""));
    document.getElementById("chat").classList.toggle("begun", turns.length > 0);
  }

  waiting(number, question) {
    document.getElementById("chat").classList.add("begun");
    const turn = document.createElement("section");
    turn.className = "turn pending";
    turn.append(paragraph("question", question), paragraph("waiting", "Reading the documents…"));
    const old = document.getElementById(`turn-${number}`);
    if (old) old.replaceWith(turn);
    else this.log.append(turn); // `draw` takes it away again
    turn.scrollIntoView({ block: "start", behavior: scrolling() });
  }

  problem(line) {
    const said = paragraph("problem", line);
    said.setAttribute("role", "alert");
    this.notice.replaceChildren(said);
  }

  /** For who hears the page. */
  say(line) {
    const said = paragraph("unseen", line);
    said.setAttribute("role", "status");
    this.notice.append(said);
  }

  /** Put a text into the question's box, as if it had been typed. */
  type(text) {
    const box = this.box();
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  scrollTo(number) {
    document.getElementById(`turn-${number}`)?.scrollIntoView({ block: "start", behavior: scrolling() });
  }
}

/** The turns before a question as chat messages. */
export function history(turns) {
  return turns.slice(-RECENT).flatMap(({ answer }) => [
    { role: "user", content: answer.question },
    { role: "assistant", content: answer.text },
  ]);
}

export function scrolling() {
  return calm.matches ? "auto" : "smooth";
}

function drawTurn(turn, shown, number) {
  const section = document.createElement("section");
  section.className = "turn";
  section.id = `turn-${number}`;
  section.dataset.turn = number;
  const question = paragraph("question", turn.answer.question);
  if (shown.problem) {
    section.append(question, paragraph("problem", shown.problem));
    return section;
  }
  // The server's own HTML: every text of others in it is escaped there.
  const answer = document.createRange().createContextualFragment(shown.html);
  section.append(question, answer);
  press(section, turn.verdict);
  if (window.answerable.readOnly) section.querySelector(".thumbs")?.remove();
  if (turn.as_typed) section.querySelector('[data-act="as-typed"]')?.remove();
  return section;
}

/** Show which thumb of a turn is pressed. */
export function press(section, verdict) {
  for (const each of section?.querySelectorAll(".thumbs [data-act]") ?? []) {
    each.setAttribute("aria-pressed", String(each.dataset.act === verdict));
  }
}

function paragraph(className, text) {
  return element("p", className, { dir: "auto" }, text);
}
