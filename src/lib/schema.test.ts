/** Tests of the schemas for JSON that may come from anywhere, and of how they complain. */
import { describe, expect, it } from "vitest";
import {
  exactObject,
  exactOptional,
  integer,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  parse,
  parseJson,
  read,
  sha256,
  text,
  variant,
} from "./schema.ts";

const SOURCE = { name: "shape.json", code: "model-invalid", remedy: "Make it again." } as const;

const SHAPE = object({
  name: text(5),
  size: exactOptional(object({ width: integer(1, 9), height: integer(1, 9) })),
  scale: exactOptional(number(0, 1), 1),
  tags: exactOptional(listOf(text(5), { most: 2 }), []),
});

describe("a schema", () => {
  it("takes what it names, fills in defaults and leaves the rest out", () => {
    expect(parse(SHAPE, { name: "a", more: true }, SOURCE)).toEqual({
      name: "a",
      scale: 1,
      tags: [],
    });
  });

  it.each([
    [{}, "Expected a value at name of shape.json, got nothing. Make it again."],
    [[], "Expected an object as shape.json, got []. Make it again."],
    [{ name: "" }, 'a text of 1 to 5 characters at name of shape.json, got "".'],
    [
      { name: "a", size: { width: 0 } },
      "an integer from 1 to 9 at size.width of shape.json, got 0.",
    ],
    [{ name: "a", tags: ["a", 1] }, "a text of 1 to 5 characters at tags[1] of shape.json, got 1."],
    [{ name: "a", tags: ["", "", ""] }, "a text of 1 to 5 characters at tags[0] of shape.json"],
    [{ name: "a", tags: ["a", "b", "c"] }, 'a list of at most 2 at tags of shape.json, got ["a",'],
    [{ name: "a", scale: null }, "a number from 0 to 1 at scale of shape.json, got null."],
  ])("says where %j is wrong", (value, message) => {
    expect(() => parse(SHAPE, value, SOURCE)).toThrow(message);
    expect(() => parse(SHAPE, value, SOURCE)).toThrow(
      expect.objectContaining({ code: "model-invalid" }),
    );
  });

  it("says so when a text is no JSON", () => {
    expect(() => parseJson(SHAPE, "<html>", SOURCE)).toThrow(/^Expected JSON as shape\.json, got/);
    expect(parseJson(SHAPE, '{"name":"a"}', SOURCE).name).toBe("a");
  });

  it("gives the problem to those who do not throw", () => {
    expect(read(integer(1, 2), 3)).toEqual({
      problem: { path: "", expected: "an integer from 1 to 2", got: 3 },
    });
    expect(read(integer(1, 2), 2)).toEqual({ value: 2 });
  });

  it("names the choices", () => {
    expect(() => parse(oneOf("a", "b", "c"), "d", SOURCE)).toThrow('Expected "a", "b" or "c" as');
    const kinds = variant("kind", [object({ kind: oneOf("x") }), object({ kind: oneOf("y") })]);
    expect(() => parse(object({ it: kinds }), { it: { kind: "z" } }, SOURCE)).toThrow(
      'Expected "x" or "y" at it.kind of shape.json, got "z".',
    );
  });

  it("refuses the unknown fields of an exact object", () => {
    expect(() => parse(exactObject({ a: text(5) }), { a: "a", b: 1 }, SOURCE)).toThrow(
      "Expected no such field at b of shape.json, got 1.",
    );
  });

  it("knows numbers that JSON does not have, and sums of files", () => {
    for (const wrong of [Number.NaN, Infinity, 2 ** 53, "1"]) {
      expect(read(integer(0, Infinity), wrong)).toHaveProperty("problem");
    }
    expect(read(number(), Infinity)).toHaveProperty("problem");
    expect(read(sha256(), "A".repeat(64))).toHaveProperty("problem");
    expect(read(sha256(), "a".repeat(64))).toHaveProperty("value");
  });
});

describe("a map", () => {
  const MAP = mapOf(integer(0, 9), { least: 1, most: 3, of: "counts" });

  it("takes any name for a key", () => {
    const value = JSON.parse('{ "__proto__": 1, "constructor": 2, "toString": 3 }') as unknown;
    const map = parse(MAP, value, SOURCE);
    expect(Object.entries(map)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
      ["toString", 3],
    ]);
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  });

  it("says which entry is wrong, and how many there may be", () => {
    expect(() => parse(object({ map: MAP }), { map: { a: 1, b: "x" } }, SOURCE)).toThrow(
      'Expected an integer from 0 to 9 at map.b of shape.json, got "x".',
    );
    for (const wrong of [{}, { a: 1, b: 1, c: 1, d: 1 }, [1], null]) {
      expect(() => parse(MAP, wrong, SOURCE)).toThrow("an object of 1 to 3 counts as shape.json");
    }
  });
});
