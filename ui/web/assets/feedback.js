// What a person thinks of an answer, and how it becomes a question of his own evaluation set.

import { history, press } from "./chat.js";
import { element } from "./dom.js";

/** The form under an answer that did not help. */
export class Feedback {
  /**
   * @param parts {base, chat, pick(answer, take): opens the documents to select words in, closePicking()}
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Tell the server of a thumb; "down" also opens the form. */
  async rate(number, verdict) {
    const section = document.getElementById(`turn-${number}`);
    const begun = verdict === "down" && section.querySelector("form.feedback");
    if (begun) {
      begun.querySelector("textarea, button").focus();
      return;
    }
    const { conversation } = this.chat;
    const turn = conversation.turns[number - 1];
    this.chat.conversations.judge(conversation, turn, verdict);
    press(section, verdict);
    const said = await this.post("feedback", this.opinion(number, verdict, ""));
    section.querySelector(".feedback")?.remove();
    if (said.error) section.append(note(said.error));
    else if (verdict === "up") section.append(note("Noted, thank you. It stays on this machine."));
    else section.append(this.form(number));
    section.querySelector(".feedback")?.scrollIntoView({ block: "nearest" });
  }

  opinion(number, verdict, reason) {
    const { conversation } = this.chat;
    const { answer } = conversation.turns[number - 1];
    return {
      collection: conversation.collection,
      question: answer.question,
      history: history(conversation.turns.slice(0, number - 1)),
      understood: answer.understood,
      verdict,
      reason,
      answer: {
        found: answer.found,
        confidence: answer.confidence,
        citations: answer.citations.map(({ doc_id, start, end }) => ({ doc_id, start, end })),
      },
    };
  }

  form(number) {
    const form = element("form", "feedback");
    const id = `reason-${number}`;
    form.append(element("label", "", { for: id }, "What was wrong? (optional; it stays on this machine)"));
    const reason = element("textarea", "", { id, rows: 2, maxlength: 2000 });
    const row = element("div", "row");
    const send = element("button", "act", { type: "submit" }, "Send");
    const add = element("button", "act", { type: "button" }, "Add to my eval set…");
    const close = element("button", "act", { type: "button" }, "Close");
    row.append(send, add, close);
    form.append(reason, row);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = await this.post("feedback", this.opinion(number, "down", reason.value));
      form.querySelector(".note")?.remove();
      form.append(note(said.error ?? "Noted, thank you."));
    });
    add.addEventListener("click", () => {
      const next = this.caseForm(number);
      form.replaceWith(next);
      next.querySelector("button").focus();
    });
    close.addEventListener("click", () => leave(form));
    return form;
  }

  /** The form that makes an expected answer: words picked in the documents, or that there are none. */
  caseForm(number) {
    const form = element("form", "feedback case");
    form.append(
      element("p", "", {}, "Which words of the documents answer this question? Select them in a document, then press “Use the selection”."),
    );
    const picked = element("ul", "picked");
    const evidence = [];
    const draw = () => {
      picked.replaceChildren(
        ...evidence.map((each, at) => {
          const entry = element("li", "", { dir: "auto" }, `“${each.quote}” `);
          const away = element("button", "act", { type: "button", "aria-label": "Leave out" }, "Leave out");
          away.addEventListener("click", () => {
            evidence.splice(at, 1);
            draw();
          });
          entry.append(away);
          return entry;
        }),
      );
      none.disabled = evidence.length > 0;
      if (evidence.length) none.checked = false;
    };
    const label = element("label", "none");
    const none = element("input", "", { type: "checkbox" });
    label.append(none, " The documents don't hold the answer.");
    const row = element("div", "row");
    const pick = element("button", "act", { type: "button" }, "Select in the documents");
    const save = element("button", "act", { type: "submit" }, "Save to my eval set");
    const close = element("button", "act", { type: "button" }, "Cancel");
    row.append(pick, save, close);
    form.append(picked, label, row);
    const finish = () => {
      this.closePicking();
      leave(form);
    };
    pick.addEventListener("click", () => {
      const { answer } = this.chat.conversation.turns[number - 1];
      this.pick(answer, (place) => {
        evidence.push(place);
        draw();
      });
    });
    close.addEventListener("click", finish);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.querySelector(".note")?.remove();
      if (!evidence.length && !none.checked) {
        form.append(note("Select the words first, or say that the documents don't hold the answer."));
        return;
      }
      const { question, history: before } = this.opinion(number, "down", "");
      const said = await this.post("cases", {
        collection: this.chat.conversation.collection,
        question,
        history: before,
        answerable: !none.checked,
        evidence,
      });
      if (said.error) form.append(note(said.error));
      else {
        const section = form.closest(".turn");
        finish();
        section.append(note(said.replaced ? "Your eval set has this question anew." : "Added to your eval set; run it under Evaluate."));
      }
    });
    draw();
    return form;
  }

  /** Send JSON; what went wrong comes back as {error}. */
  async post(what, body) {
    try {
      const response = await fetch(`${this.base}/api/${what}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      const said = await response.json();
      return response.ok ? said : { error: said.error ?? `The server refused this (${response.status}).` };
    } catch {
      return { error: "The server can't be reached; nothing was sent." };
    }
  }
}

/** Take a form away; the focus goes back to what brought it. */
function leave(form) {
  form.closest(".turn")?.querySelector('[data-act="down"]')?.focus();
  form.remove();
}

function note(text) {
  return element("p", "note feedback", { role: "status" }, text);
}
