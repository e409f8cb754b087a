/** Tests of the checks of arguments and of their messages. */
import { describe, expect, it } from "vitest";
import { checkInteger, checkNumber, invalidArgument, isIntegerIn, shown } from "./checks.ts";

describe("checks of numbers", () => {
  it("take both ends of a range", () => {
    expect(checkInteger("limit", 1, 1, 10)).toBe(1);
    expect(checkInteger("limit", 10, 1, 10)).toBe(10);
    expect(checkNumber("minScore", -1, -1, 1)).toBe(-1);
    expect(checkNumber("minScore", 1, -1, 1)).toBe(1);
  });

  it.each([0, 11, 1.5, Number.NaN, Infinity, "1", null, undefined, 1n])("refuse %s", (wrong) => {
    expect(isIntegerIn(wrong, 1, 10)).toBe(false);
    expect(() => checkInteger("limit", wrong, 1, 10)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });

  it("say what was expected and what they got", () => {
    expect(() => checkNumber("minScore", 2, -1, 1)).toThrow(
      "Expected a number from -1 to 1 as minScore, got 2.",
    );
    expect(invalidArgument("device", "auto", "gpu", "Use auto.").message).toBe(
      'Expected auto as device, got "gpu". Use auto.',
    );
  });
});

describe("a value in a message", () => {
  it("is short JSON", () => {
    expect(shown({ a: 1 })).toBe('{"a":1}');
    expect(shown("x".repeat(1000))).toHaveLength(100);
    expect(shown(undefined)).toBe("nothing");
    expect(shown(Number.NaN)).toBe("NaN");
  });

  it("is there for what JSON cannot hold", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(shown(cycle)).toBe("an object");
    const levels = 100_000;
    expect(shown(JSON.parse("[".repeat(levels) + "]".repeat(levels)))).toBe("a list of 1");
    expect(shown(1n)).toBe("1");
    expect(shown(() => {})).toContain("=>");
  });
});
