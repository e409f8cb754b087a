/** Tests of the rotation. */
import { expect, it } from "vitest";
import { Rotation } from "./rotation.ts";

it("is shared as long as dimension and seed stay, and undone by its inverse", () => {
  const settings = [
    [7, 1],
    [8, 1],
    [8, 2],
    [7, 1],
  ] as const;
  const turned = settings.map(([dim, seed]) => {
    const rotation = Rotation.of(dim, seed);
    expect(rotation.dim).toBe(dim);
    expect(Rotation.of(dim, seed)).toBe(rotation);
    const x = Float64Array.from({ length: dim }, (_, i) => i + 1);
    rotation.apply(x);
    const back = x.slice();
    rotation.invert(back);
    back.forEach((value, i) => {
      expect(value).toBeCloseTo(i + 1, 10);
    });
    return x;
  });
  expect(turned[3]).toEqual(turned[0]);
  expect(turned[2]).not.toEqual(turned[1]);
});
