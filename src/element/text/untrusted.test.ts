/** Tests that texts of a catalog are shortened and its addresses safe. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shorten, webAddress } from "./untrusted.ts";

describe("shorten", () => {
  it("cuts a long text between characters and leaves a short one as it is", () => {
    const anyText = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), (text, length) => {
        const short = shorten(text, length);
        if (short === text) return;
        const kept = [...short];
        expect(kept.length).toBeLessThanOrEqual(length);
        expect(kept.at(-1)).toBe("…");
        expect(text.startsWith(kept.slice(0, -1).join(""))).toBe(true);
        expect([...text].length).toBeGreaterThanOrEqual(length);
      }),
      { seed: 9 },
    );
    expect(shorten("a".repeat(10_000), 5)).toBe("aaaa…");
    expect(shorten("👗👗👗", 3)).toBe("👗👗👗");
  });
});

describe("webAddress", () => {
  it.each([
    ["https://shop.example/p?id=1", "https://shop.example/p?id=1"],
    ["http://shop.example/", "http://shop.example/"],
    ["javascript:alert(1)", undefined],
    [" javascript:alert(1)", undefined],
    ["java\nscript:alert(1)", undefined],
    ["JaVaScRiPt://shop.example/%0aalert(1)", undefined],
    ["data:text/html,<script>", undefined],
    ["blob:https://shop.example/1", undefined],
    ["/relative", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("makes %j %j", (address, expected) => {
    expect(webAddress(address)).toBe(expected);
  });
});
