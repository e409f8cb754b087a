/** Tests of the report page. */
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, test } from "vitest";
import type { BuildReport } from "../build-report.ts";
import { escapeHtml, html } from "./html.ts";
import { MAX_PAGE_BYTES, reportPage } from "./page.ts";
import { albumOf, emptyReport, fullReport } from "./report.testing.ts";

const VOID = new Set(["meta", "img", "br", "link", "input", "hr", "base", "col", "source", "wbr"]);
const SELF_CLOSED = new Set(["rect", "line"]);

interface Read {
  text: string;
  elements: { name: string; attributes: Record<string, string> }[];
}

/** Reads a page, and fails where an element is not closed in its place. */
function read(page: string): Read {
  const open: string[] = [];
  const found: Read = { text: "", elements: [] };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        found.elements.push({ name, attributes });
        if (!VOID.has(name)) open.push(name);
      },
      onclosetag(name, implied) {
        if (VOID.has(name)) return;
        const isClosed = !implied || SELF_CLOSED.has(name);
        if (!isClosed || open.pop() !== name) throw new Error(`<${name}> is not closed`);
      },
      ontext(text) {
        found.text += text;
      },
    },
    { recognizeSelfClosing: true },
  );
  parser.write(page);
  parser.end();
  expect(open).toEqual([]);
  return found;
}

const ALLOWED = new Set(
  (
    "html head meta title style body a div header p span time h1 h2 h3 nav ul li main section dl dt dd b " +
    "table caption thead tbody tr th td small code br svg rect line title figure figcaption img details " +
    "summary footer"
  ).split(" "),
);

/** That nothing in a page could act, or refer to anything outside of it. */
function checkSafe(page: string): Read {
  const found = read(page);
  const ids = new Set(found.elements.map(({ attributes }) => attributes.id));
  const problems: string[] = [];
  for (const { name, attributes } of found.elements) {
    if (!ALLOWED.has(name)) problems.push(`<${name}>`);
    for (const [key, value] of Object.entries(attributes)) {
      const isSafe =
        key === "src"
          ? /^data:image\/webp;base64,[A-Za-z0-9+/=]*$/.test(value)
          : key === "href"
            ? ids.has(value.slice(1))
            : !/^on|^style$|^srcdoc$|^action$/i.test(key);
      if (!isSafe) problems.push(`${key}="${value}"`);
    }
  }
  expect(problems).toEqual([]);
  expect(page).not.toContain("<script");
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MAX_PAGE_BYTES);
  return found;
}

const HOSTILE = [
  "<script>alert(1)</script>",
  "\"><img src=x onerror=alert(1)>'",
  "</title></style></code><svg/onload=alert(1)>",
  "<!--",
  "]]><![CDATA[",
  "&lt;b&gt;&amp;#60;",
  "javascript:alert(1)",
  "http://evil.example/a.png",
  "\u202egpj.exe\u0000\ud800",
  "{{constructor}}`$1`",
];

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(..."<>&\"'/=! -[]`script"), maxLength: 300 }),
);

describe("escapeHtml", () => {
  test("a parser returns the text, in an element and in an attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { text: inside, elements } = read(html`<p id="${text}">${text}</p>`.text);
        const plain = escapeHtml(text) === text ? text : inside;
        expect(inside).toBe(plain);
        expect(elements).toEqual([{ name: "p", attributes: { id: inside } }]);
      }),
      { seed: 1 },
    );
    expect(read(html`<p>${"a<b & \"c\" 'd'"}</p>`.text).text).toBe("a<b & \"c\" 'd'");
  });
});

describe("reportPage", () => {
  test("a page with any text is well-formed, and no text breaks out of its place", () => {
    const shape = read(reportPage(fullReport("plain"), albumOf("plain"))).elements.map(
      ({ name }) => name,
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const page = reportPage(fullReport(`x${text}`), albumOf(`x${text}`));
        expect(checkSafe(page).elements.map(({ name }) => name)).toEqual(shape);
      }),
      { seed: 2, numRuns: 20, examples: HOSTILE.map((text) => [text]) },
    );
  });

  test("the page stays below its limit even with the longest texts, with and without pictures", () => {
    const worst = "&<\"'😀".repeat(100_000);
    checkSafe(reportPage(fullReport(worst, 1e9), albumOf(worst)));
    const picture = `data:image/webp;base64,${"A".repeat(15_000)}`;
    const page = reportPage(fullReport(worst), albumOf(worst, picture));
    expect(checkSafe(page).elements.some(({ name }) => name === "img")).toBe(false);
  });

  test("states the result of the build", () => {
    const verdictOf = (items: number, rejected: number) => {
      const report = fullReport("shop");
      report.counts = { ...report.counts, items, rejected };
      return read(reportPage(report)).text;
    };
    expect(verdictOf(11_766, 116)).toContain(
      "11,766 of 11,882 products are searchable; 116 were left out.",
    );
    expect(verdictOf(1, 0)).toContain("Its one product is searchable.");
    expect(verdictOf(1, 1)).toContain("1 of 2 products is searchable; 1 was left out.");
    expect(verdictOf(2, 0)).toContain("All 2 products are searchable.");
  });

  test("a build that failed at once has a page with what is known", () => {
    const { text, elements } = checkSafe(reportPage(emptyReport()));
    expect(text).toContain("The build failed");
    expect(text).toContain("feed-empty");
    expect(elements.some(({ attributes }) => attributes.id === "recall")).toBe(false);
  });

  test("numbers of any size, and none, never make NaN or Infinity", () => {
    for (const times of [0, 1, 2 ** 53]) {
      const report: BuildReport = fullReport("shop", times);
      const { text, elements } = checkSafe(reportPage(report, albumOf("shop")));
      const attributes = elements.flatMap(({ attributes }) => Object.values(attributes)).join(" ");
      expect(`${text} ${attributes}`).not.toMatch(/NaN|Infinity|undefined|\[object/);
    }
  });

  test("the policy allows only its own style sheet and embedded pictures", () => {
    const { elements } = read(reportPage(fullReport("shop")));
    const policy = elements.find(({ attributes }) => attributes["http-equiv"])?.attributes.content;
    expect(policy).toMatch(
      /^default-src 'none'; img-src data:; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'$/,
    );
  });

  test("screen readers get the names of tables and plots", () => {
    const page = reportPage(fullReport("shop"), albumOf("shop"));
    const { elements } = read(page);
    const count = (name: string) => elements.filter((element) => element.name === name).length;
    expect(count("caption")).toBe(count("table"));
    expect(count("h1")).toBe(1);
    for (const { name, attributes } of elements) {
      if (name === "svg") {
        expect(attributes["aria-hidden"] === "true" || attributes["aria-label"]).toBeTruthy();
      }
      if (name === "img") expect(attributes.alt).not.toBe("");
    }
  });
});
