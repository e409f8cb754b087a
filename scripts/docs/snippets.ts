/**
 * The snippets of README and docs. `npx tsx scripts/docs/snippets.ts` fills those that show a file
 * (`ts file=examples/vite/src/main.js` after the fence) with what is in it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { handWrittenPages } from "./pages.ts";

export interface Snippet {
  /** The page that it is on, and the line of its fence. */
  page: string;
  line: number;
  language: string;
  /** The file that it shows, if it shows one. */
  file: string | undefined;
  code: string;
}

const FENCE = /^```(\w+)(?: file=(\S+))?\n(.*?)^```$/gms;

export function readSnippets(page: string): Snippet[] {
  const text = readFileSync(page, "utf8");
  return Array.from(text.matchAll(FENCE), (match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1]!,
    file: match[2],
    code: match[3]!,
  }));
}

function fill(page: string): void {
  const text = readFileSync(page, "utf8");
  const filled = text.replaceAll(FENCE, (fence, language: string, file: string | undefined) =>
    file ? `\`\`\`${language} file=${file}\n${readFileSync(file, "utf8")}\`\`\`` : fence,
  );
  if (filled !== text) writeFileSync(page, filled);
}

if (import.meta.filename === process.argv[1]) for (const page of handWrittenPages()) fill(page);
