/** Reads the ways through the code that ARCHITECTURE.md describes, and checks that each step calls the next. */
import { readFileSync } from "node:fs";

export interface Step {
  file: string;
  /** The function, class or method that the step goes through. */
  symbol: string;
}

/** The steps of a section: the first link of each numbered item, such as [`rank`](src/ranking/rank.ts). */
export function readWay(markdown: string, title: string): Step[] {
  const [, after = ""] = markdown.split(`\n## ${title}\n`);
  const [section = ""] = after.split("\n## ");
  const items = section.matchAll(/^\d+\. .*?\[`([\w.#]+)`\]\((src\/[\w./-]+)\)/gm);
  return Array.from(items, ([, symbol = "", file = ""]) => ({ file, symbol }));
}

/** Whether the step's module declares its symbol, and an earlier step's module mentions it. */
export function isConnected(steps: readonly Step[], at: number): boolean {
  const { file, symbol } = steps[at]!;
  const name = symbol.split(/[.#]/).at(-1)!;
  const mentions = (path: string) => new RegExp(`\\b${name}\\b`).test(readFileSync(path, "utf8"));
  if (!mentions(file)) return false;
  return at === 0 || steps.slice(0, at).some((step) => step.file === file || mentions(step.file));
}
