/** Links between pages: files exist, headings exist, and what ARCHITECTURE names is in the file that it names. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { FEED_FORMATS } from "../../src/build/feed/formats/index.ts";
import { GENERATED_PAGES, handWrittenPages } from "./pages.ts";
import { PICTURE, readTable, roomsPicture } from "./rooms-picture.ts";

interface Link {
  page: string;
  line: number;
  text: string;
  /** From the checkout's root; the page itself if the link is only to a heading. */
  path: string;
  heading: string | undefined;
}

const LINK = /!?\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;
const CODE = /^```.*?^```$|(?<!`)`[^`\n]+`(?!`)(?!\]\()/gms;

function readLinks(page: string): Link[] {
  // What stands in code is no link, but the text of a link may be code.
  const text = readFileSync(page, "utf8").replaceAll(CODE, (code) =>
    code.replaceAll(/[[\]]/g, " "),
  );
  return Array.from(text.matchAll(LINK), ({ 1: words, 2: href, index }) => {
    const [path, heading] = href!.split("#");
    const line = text.slice(0, index).split("\n").length;
    const target = path ? join(dirname(page), path) : page;
    return { page, line, text: words!, path: /^\w+:/.test(href!) ? href! : target, heading };
  }).filter(({ path }) => !/^\w+:/.test(path));
}

/** A heading's anchor, as GitHub and VitePress make it of simple headings. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[`*?!,.:()'"’<>/&+]/g, "")
    .trim()
    .replaceAll(/[\s]+/g, "-");

function headingsOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replaceAll(/^```.*?^```$/gms, "");
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading]) => slug(heading!));
}

const links = handWrittenPages().flatMap(readLinks);

test("links lead to files that exist or are made", () => {
  expect(links.length).toBeGreaterThan(80);
  const dead = links.filter(({ path }) => !existsSync(path) && !GENERATED_PAGES.includes(path));
  expect(dead.map(({ page, line, path }) => `${page}:${line} ${path}`)).toEqual([]);
});

test("links to headings lead to headings that exist", () => {
  const dead = links.filter(
    ({ path, heading }) =>
      heading && path.endsWith(".md") && existsSync(path) && !headingsOf(path).includes(heading),
  );
  expect(dead.map(({ page, line, path, heading }) => `${page}:${line} ${path}#${heading}`)).toEqual(
    [],
  );
});

test("names that the architecture links to are in the file that it links to", () => {
  const named = links.filter(
    ({ page, text, path }) =>
      page === "ARCHITECTURE.md" && /^`[\w.#]+`$/.test(text) && /\.m?ts$/.test(path),
  );
  const missing = named.filter(({ text, path }) => {
    const name = text.slice(1, -1).split(/[.#]/).at(-1)!;
    if (path.endsWith(`/${text.slice(1, -1)}`)) return false;
    return !RegExp(`\\b${name}\\b`).test(existsSync(path) ? readFileSync(path, "utf8") : "");
  });
  expect(missing.map(({ line, text, path }) => `${line}: ${text} in ${path}`)).toEqual([]);
});

test("files that pages name in code exist", () => {
  const NAMED = /`((?:src|docs|scripts|bench|e2e|examples|demo|models)\/[\w./-]+)`/g;
  const named = handWrittenPages().flatMap((page) =>
    Array.from(readFileSync(page, "utf8").matchAll(NAMED), ([, path]) => ({ page, path: path! })),
  );
  // A changelog and the history of benches speak of what has gone.
  const dead = named.filter(({ path }) => !existsSync(path) && path !== "bench/RESULTS.md");
  expect(dead.map(({ page, path }) => `${page}: ${path}`)).toEqual([]);
});

test("every page of the documentation is in its table of contents", () => {
  const contents = readFileSync("docs/.vitepress/config.mts", "utf8");
  const missing = [...GENERATED_PAGES, ...handWrittenPages()]
    .filter((page) => /^docs\/\w+\//.test(page))
    .map((page) =>
      page
        .slice("docs".length)
        .replace(/\.md$/, "")
        .replace(/\/index$/, "/"),
    )
    .filter((path) => !contents.includes(`"${path}"`));
  expect(missing).toEqual([]);
});

test("the picture of the rooms is that of the table of rooms", async () => {
  expect(readFileSync(PICTURE, "utf8"), "run npx tsx scripts/docs/rooms-picture.ts").toBe(
    roomsPicture(await readTable()),
  );
});

test("ARCHITECTURE and the picture have every room", async () => {
  const text = readFileSync("ARCHITECTURE.md", "utf8");
  const missing = Object.keys((await readTable()).ROOMS).filter(
    (room) => !text.includes(`(src/${room})`),
  );
  expect(missing).toEqual([]);
});

test("every bench has a section with its command", () => {
  const pages = readFileSync("docs/benchmarks.md", "utf8");
  const names = readFileSync("bench/run.ts", "utf8").matchAll(/^ {2}(\w+): async \(\) =>/gm);
  const missing = Array.from(names, ([, name]) => name!).filter(
    (name) => !pages.includes(`npm run -s bench -- ${name} `),
  );
  expect(missing).toEqual([]);
});

test("the guide's table of feed formats is that of the feed's readers", () => {
  const guide = readFileSync("docs/guide/feed-to-catalog.md", "utf8");
  const [, table = ""] = guide.split("| format ");
  const rows = table
    .slice(0, table.indexOf("\n\n"))
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()));
  expect(rows.map(([, title, product]) => ({ title, product }))).toEqual(
    Object.values(FEED_FORMATS).map(({ title, product }) => ({ title, product })),
  );
});
