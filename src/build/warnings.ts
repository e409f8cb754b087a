import { cut } from "./feed/plain-text.ts";

/** Rows quoted with each kind of warning. */
const MAX_EXAMPLES = 20;
/** Messages told apart, as some name a column; others are counted together. */
const MAX_MESSAGES = 200;
const OTHERS = "other warnings";

/** Something that was left out or changed in products that are in the catalog nevertheless. */
export interface BuildWarning {
  message: string;
  /** Number of times. */
  count: number;
  /** The first of them. */
  examples: { line: number; id: string; found: string }[];
}

/** Gathers warnings by message, so that a million equal ones stay small. */
export class Warnings {
  readonly #byMessage = new Map<string, BuildWarning>();

  add(message: string, line: number, id: string, found: string): void {
    const kind =
      this.#byMessage.has(message) || this.#byMessage.size < MAX_MESSAGES ? message : OTHERS;
    let warning = this.#byMessage.get(kind);
    if (warning === undefined) {
      warning = { message: kind, count: 0, examples: [] };
      this.#byMessage.set(kind, warning);
    }
    warning.count++;
    if (warning.examples.length < MAX_EXAMPLES) {
      warning.examples.push({ line, id, found: cut(found, 200) });
    }
  }

  list(): BuildWarning[] {
    return [...this.#byMessage.values()];
  }
}
