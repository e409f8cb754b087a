import { cut } from "../feed/fields/plain-text.ts";

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
  readonly #isWanted: (id: string) => boolean;

  /** @param isWanted whether to keep those of a product, by its id */
  constructor(isWanted: (id: string) => boolean = () => true) {
    this.#isWanted = isWanted;
  }

  add(message: string, line: number, id: string, found: string): void {
    if (!this.#isWanted(id)) return;
    const kind = kindIn(this.#byMessage, message);
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

/** Joins the warnings of builds: equal messages become one, with the first of their examples by line. */
export function joinWarnings(warnings: readonly BuildWarning[]): BuildWarning[] {
  const byMessage = new Map<string, BuildWarning>();
  for (const { message, count, examples } of warnings) {
    const kind = kindIn(byMessage, message);
    const known = byMessage.get(kind) ?? { message: kind, count: 0, examples: [] };
    const all = [...known.examples, ...examples].sort((a, b) => a.line - b.line);
    byMessage.set(kind, {
      message: kind,
      count: known.count + count,
      examples: all.slice(0, MAX_EXAMPLES),
    });
  }
  return [...byMessage.values()];
}

function kindIn(known: ReadonlyMap<string, BuildWarning>, message: string): string {
  return known.has(message) || known.size < MAX_MESSAGES ? message : OTHERS;
}
