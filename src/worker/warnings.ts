import type { VisualSearchWarning } from "../lib/errors.ts";

/** Enough to see what went on; a search that is open for days must not gather them for ever. */
const MOST_KEPT = 10;

/** The warnings of an open search: each is passed on, and the last few are kept. */
export class Warnings {
  /** The last few, oldest first. */
  readonly last: VisualSearchWarning[] = [];
  readonly #listener: (warning: VisualSearchWarning) => void;

  constructor(listener: (warning: VisualSearchWarning) => void) {
    this.#listener = listener;
  }

  readonly report = (warning: VisualSearchWarning): void => {
    this.last.push(warning);
    if (this.last.length > MOST_KEPT) this.last.shift();
    this.#listener(warning);
  };
}
