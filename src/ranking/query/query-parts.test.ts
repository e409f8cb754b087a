/** Tests of how a query is made of its parts. */
import { describe, expect, it } from "vitest";
import {
  type CheckedParts,
  checkEnough,
  composeParts,
  NO_PARTS,
  type PartWeights,
  type VectorMaker,
} from "./query-parts.ts";

const axis = (d: number) => Float32Array.from({ length: 6 }, (_, i) => Number(i === d));

/** Each kind of part has an axis of its own; texts that say "not" another than those that do not. */
const MAKE: VectorMaker = {
  image: async () => axis(0),
  texts: async ([text]) => axis(text === "not" ? 2 : 1),
  items: () => axis(3),
  concept: ({ value }) => axis(value === "red" ? 4 : 5),
};

const ALL: CheckedParts = {
  image: true,
  text: ["text"],
  not: ["not"],
  like: [7],
  concepts: [
    { facet: "colour", value: "red", weight: 2 },
    { facet: "colour", value: "blue", weight: -3 },
  ],
};

async function ratios(parts: CheckedParts, weights: PartWeights = {}): Promise<number[]> {
  const { vector } = await composeParts(parts, weights, MAKE);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  return Array.from(vector, (x) => Math.round((x / vector[0]!) * 1000) / 1000);
}

describe("a query of all parts", () => {
  it("adds them up by their weights, and moves away from what is not wanted", async () => {
    expect(await ratios(ALL)).toEqual([1, 1, -0.5, 1, 2, -3]);
    expect(await ratios(ALL, { image: 0.5, not: 2, like: 0 })).toEqual([1, 2, -4, 0, 4, -6]);
  });

  it("keeps the vectors of parts that have one", async () => {
    const { parts, vectors } = await composeParts(ALL, {}, MAKE);
    expect(parts).toBe(ALL);
    expect(vectors).toEqual({ image: axis(0), text: axis(1), not: axis(2), like: axis(3) });
  });

  it("embeds nothing that it does not have", async () => {
    const none = () => {
      throw new Error("not asked for");
    };
    const make = { image: none, texts: none, items: none, concept: () => axis(4) };
    const parts = { ...NO_PARTS, concepts: ALL.concepts };
    expect((await composeParts(parts, {}, make)).vectors).toEqual({});
  });
});

describe("a query is enough", () => {
  const [towards, away] = ALL.concepts;

  it.each<Partial<CheckedParts>>([
    { image: true },
    { text: ["a"] },
    { like: [1] },
    { concepts: [towards!, away!] },
    ALL,
  ])("with %j", (parts) => {
    expect(() => checkEnough({ ...NO_PARTS, ...parts })).not.toThrow();
  });

  it.each<Partial<CheckedParts>>([{}, { not: ["a"] }, { concepts: [away!] }])(
    "but not with %j",
    (parts) => {
      expect(() => checkEnough({ ...NO_PARTS, ...parts })).toThrow(
        expect.objectContaining({ code: "invalid-argument" }),
      );
    },
  );
});
