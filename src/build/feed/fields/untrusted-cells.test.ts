/** Cells of a hostile feed: each is read in time that grows with its length, and as short ones always were. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { htmlToText } from "./html-text.ts";
import { imageListOf } from "./picture-list.ts";
import { parsePrice } from "./price.ts";

const LONG = 1_000_000;

describe("a cell of a million characters", () => {
  test("is no price", () => {
    expect(parsePrice(`x${" ".repeat(LONG)}+1`)).toBeUndefined();
    expect(parsePrice(`${"1,".repeat(LONG / 2)}1`)).toBeUndefined();
  });

  test("is a list of pictures", () => {
    const spaces = " ".repeat(LONG);
    expect(imageListOf(`a${spaces}b`)).toEqual([{ url: `a${spaces}b` }]);
    expect(imageListOf(`https://a.example/${spaces}b`)).toHaveLength(1);
    expect(imageListOf([`//a.example/${spaces}b`])).toHaveLength(1);
    expect(imageListOf("|,".repeat(LONG / 2))).toEqual([]);
  });

  test.each(["<p>x", "<b>x", "<li>", "<br>x "])("of %s is plain text", (piece) => {
    const text = htmlToText(piece.repeat(LONG / piece.length));
    expect(text.length).toBeGreaterThan(20_000);
  });
});

test("a list of pictures is split as it reads, however its separators are mixed", () => {
  const piece = fc.constantFrom(" ", "  ", ",", "|", "a", "b.jpg", "https://x.example/1", "//y/2");
  // The same rules without regard to time.
  const BETWEEN = /\s*[|,]\s*|\s+(?=https?:\/\/)/i;
  const AFTER = /\s*\|\s*|(?:\s*,\s*|\s+)(?=(?:https?:)?\/\/)/i;
  const oracle = (cell: string) =>
    cell
      .split(/^(?:https?:)?\/\//i.test(cell) ? AFTER : BETWEEN)
      .map((one) => one.replace(/[ \t\n|,]+$/, ""))
      .filter((one) => one !== "");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const cell = pieces.join("").trim();
      expect(imageListOf(cell).map(({ url }) => url)).toEqual(oracle(cell));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test("text of HTML is the same for its tags in one piece or in many", () => {
  expect(htmlToText("<p>One <b>two</b></p><ul><li>a</li><li></li><li>b</li></ul>end")).toBe(
    "One two\n\n- a\n-\n- b\n\nend",
  );
  expect(htmlToText(" <p> </p>x<br><br> y")).toBe("x\ny");
});
