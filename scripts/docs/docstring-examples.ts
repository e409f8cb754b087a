/** The examples in docstrings of the published API, which the API reference shows. */
import { readdirSync, readFileSync } from "node:fs";
import type { Snippet } from "./snippets.ts";

/** What publishes docstrings. */
const PUBLISHED = ["lib/types", "worker", "client", "element", "react", "vector", "build"];
const DOCSTRING = /\/\*\*[\s\S]*?\*\//g;
const EXAMPLE = /@example\n([\s\S]*?)(?=\n@|$)/g;
const FENCE = /^```(\w+)\n([\s\S]*?)\n?```$/;

function modulesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\.(test|testing|generated)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}

/** The text of a docstring without its frame. */
function textOf(docstring: string): string {
  return docstring
    .slice(3, -2)
    .replaceAll(/^[ \t]*\*[ \t]?/gm, "")
    .trim();
}

export function readExamples(): Snippet[] {
  return PUBLISHED.flatMap((room) => modulesIn(`src/${room}`)).flatMap((page) => {
    const code = readFileSync(page, "utf8");
    return Array.from(code.matchAll(DOCSTRING)).flatMap(({ 0: docstring, index }) => {
      const line = code.slice(0, index).split("\n").length;
      return Array.from(textOf(docstring).matchAll(EXAMPLE), ([, example]) => {
        const [, language = "ts", inFence] = FENCE.exec(example!.trim()) ?? [];
        return { page, line, language, file: undefined, code: `${inFence ?? example}\n` };
      });
    });
  });
}
