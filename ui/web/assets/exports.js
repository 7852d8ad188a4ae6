// What leaves the page: answers to the clipboard, conversations to a file.

/** Put a text on the clipboard, also where the browser keeps its clipboard for https alone. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "unseen";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("the browser does not allow copying");
  }
}

/** A conversation as Markdown: each question a heading, under it the answer with its sources. */
export function asMarkdown(conversation, shown) {
  const turns = conversation.turns.map(({ answer }, at) => {
    const question = answer.question.replace(/\s+/g, " ").replace(/([\\`*_[\]<>|~#&])/g, "\\$1");
    return `## ${question}\n\n${shown[at]?.markdown ?? answer.text}\n`;
  });
  return `# ${conversation.title.replace(/([\\`*_[\]<>|~#&])/g, "\\$1")}\n\n${turns.join("\n")}`;
}

/** A conversation as JSON: what is kept, answers as `answerable ask --json` prints them. */
export function asJson(conversation) {
  return `${JSON.stringify(conversation, null, 1)}\n`;
}

/** Save a text as a file. */
export function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A title as the name of a file. Example: "What is ML?" -> "what-is-ml" */
export function fileName(title) {
  const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return name.slice(0, 60) || "conversation";
}
