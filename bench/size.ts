/** What a page with the widget loads, compressed as a server would (brotli, its best). */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const DIST = "dist";
const SCRIPT = "visual-search.js";

export interface SizeResult {
  bench: "size";
  /** JavaScript before the first interaction, Lit included, on a page in English. */
  elementBrotliBytes: number;
  /** The same on a page in the language whose messages are the longest. */
  elementLargestBrotliBytes: number;
  elementBytes: number;
  /** What the first interaction adds on the page's own thread. */
  libraryBrotliBytes: number;
  workerBrotliBytes: number;
  /** Brotli bytes of the script, of what it imports at once, and of what it may import later on. */
  files: Record<string, number>;
}

/** Files that a built file imports: at once, and when it comes to that. */
function importsOf(file: string): { now: string[]; later: string[] } {
  const code = readFileSync(join(DIST, file), "utf8");
  const paths = (pattern: RegExp) =>
    [...code.matchAll(pattern)].map(([, path]) => join(dirname(file), path!));
  return {
    now: paths(/(?:\bfrom|\bimport)\s*["'](\.\.?\/[^"']+\.js)["']/g),
    later: paths(/\bimport\(\s*["'`](\.\.?\/[^"'`]+\.js)["'`]\s*\)/g),
  };
}

/** A file with all that is loaded along with it. */
function closure(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of importsOf(file).now) closure(next, found);
  return found;
}

function brotliBytes(file: string): number {
  return brotliCompressSync(readFileSync(join(DIST, file))).length;
}

function sum(files: Iterable<string>, bytes: (file: string) => number): number {
  return [...files].reduce((total, file) => total + bytes(file), 0);
}

/** Scripts that a page in English loads before anything is asked of the widget. */
export function scriptsAtFirst(): string[] {
  return [...closure(SCRIPT)].sort();
}

export function size(): SizeResult {
  const first = closure(SCRIPT);
  const languages = readdirSync("src/element/messages")
    .filter((name) => /^[a-z]{2}\.ts$/.test(name) && name !== "en.ts")
    .map((name) => `visual-search-${name.replace(".ts", ".js")}`);
  const added = (file: string) => [...closure(file)].filter((name) => !first.has(name));
  const elementBrotliBytes = sum(first, brotliBytes);
  const messages = languages.map((file) => sum(added(file), brotliBytes));
  const later = [...first].flatMap((file) => importsOf(file).later);
  const all = new Set([...first, ...later.flatMap((file) => [...closure(file)])]);
  const library = later.find((file) =>
    readFileSync(join(DIST, file), "utf8").includes("worker.js"),
  );
  return {
    bench: "size",
    elementBrotliBytes,
    elementLargestBrotliBytes: elementBrotliBytes + Math.max(0, ...messages),
    elementBytes: sum(first, (file) => readFileSync(join(DIST, file)).length),
    libraryBrotliBytes: library ? sum(added(library), brotliBytes) : 0,
    workerBrotliBytes: brotliBytes("worker.js"),
    files: Object.fromEntries([...all].sort().map((file) => [file, brotliBytes(file)])),
  };
}
