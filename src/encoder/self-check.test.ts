/** Tests of the self-check's inputs and measure. */
import { expect, it } from "vitest";
import { selfCheckCosine, selfCheckImage } from "./self-check.ts";
import { sha256 } from "./testing.ts";

it("draws the same opaque picture for ever", () => {
  const { data, width, height } = selfCheckImage();
  expect([width, height, data.length]).toEqual([256, 256, 256 * 256 * 4]);
  expect(data.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  expect(sha256(Uint8ClampedArray.from(data))).toBe(
    "3c9417ed41d86a5536ab5b0b688523b39bcaba5215a48e580a4237d902748f57",
  );
});

it("compares embeddings by their cosine", () => {
  const a = Float32Array.of(1, 2, 3);
  expect(
    selfCheckCosine(
      a,
      a.map((value) => value * 5),
    ),
  ).toBeCloseTo(1, 12);
  expect(
    selfCheckCosine(
      a,
      a.map((value) => -value),
    ),
  ).toBeCloseTo(-1, 12);
  expect(selfCheckCosine(a, Float32Array.of(3, 0, -1))).toBeCloseTo(0, 12);
  expect(selfCheckCosine(a, new Float32Array(3))).toBe(0);
  expect(selfCheckCosine(a, Float32Array.of(1, Number.NaN, 0))).toBe(0);
  expect(() => selfCheckCosine(a, new Float32Array(4))).toThrow(
    expect.objectContaining({ code: "encoder-mismatch" }),
  );
});
