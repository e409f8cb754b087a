/** Tests of vectors that stand for several. */
import { describe, expect, it } from "vitest";
import { composeQuery, meanDirection } from "./compose.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("composeQuery", () => {
  const x = Float32Array.of(1, 0);
  const y = Float32Array.of(0, 1);

  it("weighs its parts and has unit length", () => {
    const query = composeQuery([
      { vector: x, weight: 3 },
      { vector: y, weight: 4 },
    ]);
    expect(query[0]).toBeCloseTo(0.6, 6);
    expect(query[1]).toBeCloseTo(0.8, 6);
  });

  it("moves away from negative parts", () => {
    const query = composeQuery([
      { vector: x, weight: 1 },
      { vector: y, weight: -1 },
    ]);
    expect(query[1]).toBeLessThan(0);
  });

  it("refuses parts that cancel out", () => {
    const nothing = [
      { vector: x, weight: 1 },
      { vector: x, weight: -1 },
    ];
    expect(() => composeQuery(nothing)).toThrow(code("invalid-argument"));
    expect(() => composeQuery([{ vector: x, weight: 0 }])).toThrow(code("invalid-argument"));
  });

  it("averages rows", () => {
    const mean = meanDirection(Float32Array.of(1, 0, 0, 1), 2);
    expect(mean[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(mean[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});
