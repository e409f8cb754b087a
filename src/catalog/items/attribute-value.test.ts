/** Tests of the values of attributes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  combinationKey,
  combinationOfKey,
  distinctValue,
  isCombination,
  isList,
  isValue,
  MAX_LIST_VALUES,
  readValue,
  sameValue,
  textsOf,
} from "./attribute-value.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "=", "[", '["a","b"]', "=a", "a", "b", "a, b"),
);
const value = fc
  .oneof(text, fc.integer(), fc.array(text, { minLength: 1, maxLength: 5 }))
  .map((one) => (Array.isArray(one) ? distinctValue(one)! : one));

test("a key stands for the texts of a value in any order, and for no other texts", () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      const key = combinationKey(one)!;
      const sorted = (texts: readonly string[]) => JSON.stringify([...texts].sort());
      const same = sorted(textsOf(one)) === sorted(textsOf(other));
      expect(key === combinationKey(other)).toBe(same);
      const combination = combinationOfKey(key);
      expect(isCombination(combination)).toBe(true);
      expect(sorted(textsOf(combination))).toBe(sorted(textsOf(one)));
      if (isList(one)) expect(combinationKey(one.toReversed())).toBe(key);
      if (!isList(one) && !isList(other)) {
        expect(key < combinationKey(other)!).toBe(String(one) < String(other));
      }
    }),
    { seed: 11, numRuns: 2000 },
  );
  expect(combinationKey(undefined)).toBeUndefined();
  expect(combinationKey([])).toBeUndefined();
});

test("any JSON is read as a value that could be written, and a written value as itself", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()), value), (json) => {
      const read = readValue(json);
      expect(read === undefined || isValue(read)).toBe(true);
      if (isValue(json)) expect(sameValue(read, json)).toBe(true);
    }),
    { seed: 12, numRuns: 1000 },
  );
  const many = Array.from({ length: 3 * MAX_LIST_VALUES }, (_, i) => `${i}`);
  expect(readValue(many)).toEqual(many.slice(0, MAX_LIST_VALUES));
  expect(isValue(many)).toBe(false);
  expect([readValue(["a", "a"]), readValue([]), readValue([1, "b"])]).toEqual([
    "a",
    undefined,
    "b",
  ]);
});

test("values are the same with the same texts in the same order", () => {
  expect(sameValue(["a", "b"], ["a", "b"])).toBe(true);
  for (const other of [["b", "a"], ["a"], ["a", "b", "c"], "a,b", "a", 1, null, undefined]) {
    expect(sameValue(["a", "b"], other), String(other)).toBe(false);
    expect(sameValue(other, ["a", "b"]), String(other)).toBe(false);
  }
});
