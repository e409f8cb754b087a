/** The rate at which bytes arrive. */

/** Shorter intervals say more about the browser's buffers than about the network. */
const INTERVAL_MS = 250;
/** Time after which an old rate counts for a third. */
const SMOOTHING_MS = 3000;

/** Smoothed exponentially over time. */
export class Rate {
  /** Bytes per second; 0 while unknown. */
  current = 0;
  readonly #now: () => number;
  #bytes = 0;
  #since: number;

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    const now = this.#now();
    const elapsed = now - this.#since;
    if (elapsed < INTERVAL_MS) return;
    const rate = (this.#bytes * 1000) / elapsed;
    const weight = this.current === 0 ? 1 : 1 - Math.exp(-elapsed / SMOOTHING_MS);
    this.current += weight * (rate - this.current);
    this.#bytes = 0;
    this.#since = now;
  }
}
