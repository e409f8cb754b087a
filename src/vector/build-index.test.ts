/** Tests of index files as they are built: their bytes, and what is refused. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildIndex } from "./build-index.ts";
import { mixtureVectors } from "./corpus.testing.ts";
import { openIndex } from "./open-index.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("an index file", () => {
  it("has the same bytes for the same vectors and seed, and others for another seed", () => {
    const vectors = mixtureVectors(50, 24, 9);
    expect(buildIndex(vectors, { dim: 24 })).toEqual(buildIndex(vectors, { dim: 24 }));
    expect(buildIndex(vectors, { dim: 24, seed: 2 })).not.toEqual(buildIndex(vectors, { dim: 24 }));
  });

  it("is the golden one", () => {
    const golden = readFileSync(new URL("fixtures/golden.vtrn", import.meta.url));
    const vectors = mixtureVectors(40, 24, 2026);
    expect(Buffer.from(buildIndex(vectors, { dim: 24, seed: 7 })).equals(golden)).toBe(true);
    const { ids, scores } = openIndex(golden).search(vectors.subarray(0, 24), { k: 4 });
    expect([...ids]).toEqual(GOLDEN_HITS.ids);
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo(GOLDEN_HITS.scores[i]!, 6);
    });
  });

  it("is refused when any one byte has changed", () => {
    const file = buildIndex(mixtureVectors(3, 8, 4), { dim: 8 });
    for (let at = 0; at < file.length; at++) {
      const broken = file.slice();
      broken[at]! ^= 1 << (at % 8);
      expect(() => openIndex(broken), `byte ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^index-(invalid|unsupported)$/) }),
      );
    }
  });

  it("is refused at any other length", () => {
    const file = buildIndex(mixtureVectors(3, 8, 4), { dim: 8 });
    for (let length = 0; length < file.length; length += 13) {
      expect(() => openIndex(file.subarray(0, length))).toThrow(code("index-invalid"));
    }
    const longer = new Uint8Array(file.length + 64);
    longer.set(file);
    expect(() => openIndex(longer)).toThrow(code("index-invalid"));
  });

  it("opens from the middle of a larger buffer", () => {
    const file = buildIndex(mixtureVectors(9, 8, 4), { dim: 8 });
    const padded = new Uint8Array(file.length + 100);
    padded.set(file, 37);
    expect(openIndex(padded.subarray(37, 37 + file.length)).vector(8)).toEqual(
      openIndex(file).vector(8),
    );
  });
});

describe("building an index", () => {
  const dim = 8;

  it("names the row that cannot be coded", () => {
    const vectors = mixtureVectors(9, dim, 4);
    vectors[3 * dim + 1] = Number.NaN;
    expect(() => buildIndex(vectors, { dim })).toThrow(/row 3/);
    vectors.fill(0, 3 * dim, 4 * dim);
    expect(() => buildIndex(vectors, { dim })).toThrow(code("vector-invalid"));
  });

  it.each<[string, number, object]>([
    ["a dim of 0", 8, { dim: 0 }],
    ["half a row", 9, { dim: 8 }],
    ["a negative seed", 8, { dim: 8, seed: -1 }],
    ["an unknown metric", 8, { dim: 8, metric: "l2" }],
  ])("refuses %s", (_, length, options) => {
    const vectors = new Float32Array(length).fill(1);
    expect(() => buildIndex(vectors, options as { dim: number })).toThrow(code("invalid-argument"));
  });
});

const GOLDEN_HITS = {
  ids: [0, 4, 34, 24],
  scores: [0.9999405741691589, 0.8899846076965332, 0.8868024349212646, 0.8694280385971069],
};
