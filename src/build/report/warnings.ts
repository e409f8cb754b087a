/** Warnings of a build, by message. */
import { cut } from "../feed/fields/plain-text.ts";

/** Rows that are quoted with each message. */
const MAX_EXAMPLES = 20;
/** Different messages, some of which name a column. Further ones are counted together. */
const MAX_MESSAGES = 200;
const OTHERS = "other warnings";

/** Something that was left out of products in the catalog, or changed in them. */
export interface BuildWarning {
  message: string;
  /** Number of times. */
  count: number;
  /** The first of them. */
  examples: { line: number; id: string; found: string }[];
}

/** Collects warnings by message, so that a million equal ones stay small. */
export class Warnings {
  readonly #byMessage = new Map<string, BuildWarning>();
  readonly #isWanted: (id: string) => boolean;

  /** @param isWanted whether to keep the warnings of a product, by its id */
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

/** Joins warnings of several builds: equal messages become one, with the first of their examples by line. */
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
