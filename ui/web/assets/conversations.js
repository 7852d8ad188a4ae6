// Conversations, kept in the browser's own storage: nobody else has them, and no restart of the server
// loses them. One entry for each, so that two open pages overwrite nothing but the one they both write.

const PREFIX = "answerable:conversation:";
const LONGEST_TITLE = 80;

/** Where the browser keeps a conversation, for who is told that something was written there. */
export function keyOf(id) {
  return PREFIX + id;
}

/** A conversation that is not kept until it has a turn. */
export function newConversation(collection) {
  const now = new Date().toISOString();
  return { id: crypto.randomUUID?.() ?? fallbackId(), title: "", collection, created: now, updated: now, turns: [] };
}

// `randomUUID` is there only for https and this machine.
function fallbackId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Conversations {
  /** @param full called where the browser's storage takes no more. */
  constructor(storage, full) {
    this.storage = storage;
    this.full = full;
    this.removed = new Set(); // ids, so that a late answer does not bring one back
  }

  /** All of them without their turns, the latest first; what can't be read is left alone and left out. */
  all() {
    const found = [];
    for (let at = 0; at < this.storage.length; at += 1) {
      const key = this.storage.key(at);
      if (!key.startsWith(PREFIX)) continue;
      const conversation = this.read(key.slice(PREFIX.length));
      if (conversation) found.push(conversation);
    }
    return found.sort((one, other) => (one.updated < other.updated ? 1 : -1));
  }

  /** One by its id; null where there is none, or none that can be read. */
  read(id) {
    try {
      const found = JSON.parse(this.storage.getItem(keyOf(id)));
      return found && Array.isArray(found.turns) && typeof found.updated === "string" ? found : null;
    } catch {
      return null;
    }
  }

  /** Keep it as it is. */
  keep(conversation) {
    this.removed.delete(conversation.id);
    try {
      this.storage.setItem(keyOf(conversation.id), JSON.stringify(conversation));
    } catch {
      this.full();
    }
  }

  /**
   * Add a turn, or put it in the place of `old`. Another page may have added turns of its own meanwhile:
   * they stay, and this one comes after them.
   */
  add(conversation, turn, old = null) {
    if (this.removed.has(conversation.id)) return;
    const kept = this.read(conversation.id);
    if (kept) Object.assign(conversation, { title: kept.title, turns: kept.turns });
    const { turns } = conversation;
    const at = old ? turns.findIndex((each) => each.asked === old.asked) : -1;
    turns[at < 0 ? turns.length : at] = turn;
    conversation.updated = new Date().toISOString();
    conversation.title ||= titleOf(turn.answer.question);
    this.keep(conversation);
  }

  /** Note what a person thinks of a turn. */
  judge(conversation, turn, verdict) {
    turn.verdict = verdict;
    const kept = this.read(conversation.id);
    const same = kept?.turns.find((each) => each.asked === turn.asked);
    if (!same) return;
    same.verdict = verdict;
    this.keep(kept);
  }

  rename(id, title) {
    const conversation = this.read(id);
    if (!conversation || !title.trim()) return;
    conversation.title = title.trim().slice(0, LONGEST_TITLE);
    this.keep(conversation);
  }

  /** Take it away; gives it back, to be kept again by who changes his mind. */
  remove(id) {
    const conversation = this.read(id);
    this.removed.add(id);
    this.storage.removeItem(keyOf(id));
    return conversation;
  }

  /** Those with all words of a search in their title, questions or answers. */
  search(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return this.all().filter((conversation) => {
      const text = [conversation.title, ...conversation.turns.flatMap(({ answer }) => [answer.question, answer.text])]
        .join("\n")
        .toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  }
}

function titleOf(question) {
  const line = question.replace(/\s+/g, " ").trim();
  const characters = [...line]; // whole ones
  return characters.length > LONGEST_TITLE ? `${characters.slice(0, LONGEST_TITLE - 1).join("")}…` : line;
}
