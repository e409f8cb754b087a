/** The warnings of an open search. */
import type { VisualSearchWarning } from "../lib/errors.ts";

/** Enough to see what happened; a search that is open for days must not collect them for ever. */
const MOST_KEPT = 10;

/** Passes each warning on, and keeps the last few. */
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
