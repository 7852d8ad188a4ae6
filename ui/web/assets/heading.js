// The collection that the header names: chosen there by a person, or by the page's own scripts.

// A choice that got no answer by then, its request having failed, is given up.
const PATIENCE_MS = 10_000;

/** One choice of the scripts after the other: the last is the one that counts. */
export class Heading {
  /**
   * @param named key of the collection named at first.
   * @param send lets the header name another; `chose` is called when it was answered.
   */
  constructor(named, send) {
    this.named = named;
    this.send = send;
    this.wanted = "";
    this.pending = ""; // the choice under way
  }

  /** Let the header name a collection, unless it does or is about to. */
  choose(key) {
    if (key === (this.pending ? this.wanted : this.named)) return;
    this.wanted = key;
    if (this.pending) return;
    this.pending = key;
    this.deadline = setTimeout(() => (this.pending = ""), PATIENCE_MS);
    this.send(key);
  }

  /** A choice was answered, and this is named now; whether what was wanted is not to be had. */
  chose(key) {
    clearTimeout(this.deadline);
    const again = this.pending && this.wanted !== this.pending;
    this.pending = "";
    this.named = key;
    if (again) this.choose(this.wanted);
    return !again && key !== this.wanted;
  }
}
