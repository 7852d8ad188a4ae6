// Looks at work that goes on in the server, one look after the other, until it has ended.

// A look that got no answer by then, its request having failed, is given up.
const PATIENCE_MS = 20_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Watch {
  /**
   * @param everyMs between two looks.
   * @param look begins one; `looked` is called when its answer is there.
   */
  constructor(everyMs, look) {
    this.everyMs = everyMs;
    this.look = look;
    this.wanted = false;
    this.running = false;
    this.going = false; // whether work goes on, as far as is known
    this.looked = () => {};
  }

  /** Look now, or, where a look is on its way, once more after it: it may be older than what woke this. */
  async wake() {
    this.wanted = true;
    this.going = true;
    if (this.running) return;
    this.running = true;
    while (this.wanted) {
      this.wanted = false;
      const answered = new Promise((resolve) => (this.looked = resolve));
      this.look();
      const answer = await Promise.race([answered, pause(PATIENCE_MS)]);
      this.going = answer ?? this.going;
      if (this.going) {
        this.wanted = true;
        await pause(this.everyMs);
      }
    }
    this.running = false;
  }
}
