/** Tests of texts as captions. */
import { describe, expect, it } from "vitest";
import { isNotLatin, phrase } from "./caption.ts";

describe("phrase", () => {
  it.each([
    ["sneakers", "a photo of sneakers"],
    ["red leather bag", "a photo of red leather bag"],
    ["a red dress", "a red dress"],
    ["The blue one", "The blue one"],
    ["photo of boots", "photo of boots"],
    ["something warm for a walk in the rain", "something warm for a walk in the rain"],
    ["anorak", "a photo of anorak"],
    ["in blue", "in blue"],
    ["more formal", "more formal"],
    ["inkblue shirt", "a photo of inkblue shirt"],
  ])("makes of %j %j", (text, expected) => {
    expect(phrase(text)).toBe(expected);
  });
});

describe("isNotLatin", () => {
  it.each([
    ["red dress", false],
    ["robe d'été, 38 €", false],
    ["501", false],
    ["👗", false],
    ["красное платье", true],
    ["赤いドレス", true],
    ["فستان أحمر", true],
    ["Nike красные кроссовки", true],
    ["a dress by Мария", false],
  ])("of %j is %s", (text, expected) => {
    expect(isNotLatin(text)).toBe(expected);
  });
});
