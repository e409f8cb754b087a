/** Tests of calibration: labels and close matches. */
import { expect, test } from "vitest";
import { codeVector, decodeVector } from "../../../catalog/concepts/coded-vector.ts";
import {
  openFiles,
  TEST_BINDING,
  testFiles,
  testSource,
} from "../../../catalog/testing/source.testing.ts";
import { mixtureVectors, seededRandom } from "../../../vector/corpus.testing.ts";
import { calibrate } from "./calibration.ts";

const { dim } = TEST_BINDING;
const COUNT = 60;
const VALUES = ["cotton", "linen", "silk", "wool"];

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);

test("calibrates labels by how likely a product's own values are", async () => {
  const random = seededRandom(21);
  const raw = mixtureVectors(VALUES.length, dim, 22);
  const vectors = VALUES.map((_, i) => {
    const own = raw.slice(i * dim, (i + 1) * dim);
    const norm = Math.hypot(...own);
    return codeVector(own.map((x) => x / norm));
  });
  const source = testSource(COUNT);
  const items = source.items.map((item, i) => {
    const material = VALUES.filter(() => random() < 0.4);
    const told = material.length > 1 ? material : (material[0] ?? VALUES[i % 4]!);
    return { ...item, attributes: i % 7 === 0 ? {} : { material: told } };
  });
  // Pictures lie near what they are of, none of them exactly.
  items.forEach(({ attributes: { material } }, i) => {
    for (const value of [material ?? []].flat()) {
      const concept = decodeVector(vectors[VALUES.indexOf(value)]!);
      for (let d = 0; d < dim; d++) source.vectors[i * dim + d]! += 0.6 * concept[d]!;
    }
  });
  const catalog = await openFiles(await testFiles({ ...source, items }));
  const concepts = [{ facet: "material", values: VALUES, vectors }];
  const { facets } = calibrate(catalog, concepts, { set: 1, images: [], texts: [], photos: [] });
  const { scale, centre, means } = facets[0]!;

  const cosines = items.map((_, row) =>
    vectors.map((vector) => dot(catalog.vectors(row).subarray(0, dim), decodeVector(vector))),
  );
  /** Mean negative log of the likelihood that a value of the product's is the one, by its definition. */
  const lossAt = (scale: number, centre: number) => {
    let loss = 0;
    items.forEach(({ attributes: { material } }, row) => {
      if (material === undefined) return;
      const weights = cosines[row]!.map((cosine, i) =>
        Math.exp(scale * (cosine - centre * means[i]!)),
      );
      const all = weights.reduce((a, b) => a + b);
      const own = weights.filter((_, i) => [material].flat().includes(VALUES[i]!));
      loss -= Math.log(own.reduce((a, b) => a + b) / all);
    });
    return loss;
  };
  const losses = [0, 0.25, 0.5, 0.75, 1].flatMap((centre) =>
    Array.from({ length: 64 }, (_, i) => lossAt(1.1 ** i, centre)),
  );
  expect(lossAt(scale, centre)).toBeLessThan(Math.min(...losses.filter(Number.isFinite)) + 1e-3);
  expect(lossAt(scale, centre)).toBeLessThan(lossAt(1, 0) * 0.8);
  expect(scale).toBeGreaterThan(1);
  expect(scale).toBeLessThan(300);
});

test("judges pictures by shoppers' photos if there are enough of them", async () => {
  const source = testSource(COUNT);
  const catalog = await openFiles(await testFiles(source));
  const random = seededRandom(23);
  // Far from the products they are of, as photos of another kind are.
  const photoOf = (row: number) => {
    const own = Float32Array.from(catalog.vectors(row).subarray(0, dim), (x) => x + random() - 0.5);
    const norm = Math.hypot(...own);
    return { key: row, vector: codeVector(own.map((x) => x / norm)) };
  };
  const photos = Array.from({ length: 30 }, (_, i) => photoOf(2 * i));
  const none = { set: 1, images: [], texts: [] };
  const { closeMatch } = calibrate(catalog, [], { ...none, photos });
  const seconds = photos
    .map(({ vector: photo }) => {
      const scores = Array.from({ length: COUNT }, (_, row) =>
        dot(decodeVector(photo), catalog.vectors(row).subarray(0, dim)),
      );
      return scores.sort((a, b) => b - a)[1]!;
    })
    .sort((a, b) => a - b);
  expect(closeMatch.image).toBeCloseTo(seconds[1]!, 2);
  const few = calibrate(catalog, [], { ...none, photos: photos.slice(0, 5) });
  expect(few.closeMatch.image).toBe(
    calibrate(catalog, [], { ...none, photos: [] }).closeMatch.image,
  );
  expect(few.closeMatch.image).toBeGreaterThan(closeMatch.image);
});
