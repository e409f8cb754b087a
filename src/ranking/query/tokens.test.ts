/** Tests of how words are compared. */
import { describe, expect, it } from "vitest";
import { hasPhrase, tokenize } from "./tokens.ts";

describe("words", () => {
  it("are whole, in any case and script", () => {
    expect(tokenize("Größe 38, T‑Shirt—ﬁne")).toEqual(["größe", "38", "t", "shirt", "fine"]);
    expect(tokenize("فستان أحمر")).toEqual(["فستان", "أحمر"]);
    expect(hasPhrase(tokenize("a navy blue coat"), tokenize("Navy Blue"))).toBe(true);
    expect(hasPhrase(tokenize("blue navy"), tokenize("navy blue"))).toBe(false);
    expect(hasPhrase(tokenize("blue"), tokenize("?!"))).toBe(false);
  });
});
