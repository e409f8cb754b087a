/** A limit on what runs at a time, by size. */

/** Lets work run at the same time as long as its sizes together stay within a limit. */
export class Budget {
  readonly #limit: number;
  #used = 0;
  readonly #waiting: { size: number; start: () => void }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `work` when there is room for it; work larger than the whole limit runs alone. */
  async with<T>(size: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(size, this.#limit);
    if (this.#waiting.length > 0 || this.#used + share > this.#limit) {
      await new Promise<void>((start) => this.#waiting.push({ size: share, start }));
    } else {
      this.#used += share;
    }
    try {
      return await work();
    } finally {
      this.#used -= share;
      this.#startWaiting();
    }
  }

  #startWaiting(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined || this.#used + next.size > this.#limit) return;
      this.#waiting.shift();
      this.#used += next.size;
      next.start();
    }
  }
}
