/** Tests of importing hnswlib files. */
import { describe, expect, it } from "vitest";
import type { Metric } from "../codes/int8-code.ts";
import { openIndex } from "../open-index.ts";
import { fileOf, goldens } from "./hnswlib.testing.ts";
import { importHnswlib } from "./import-hnswlib.ts";

/** Of a score by int8 codes of so few dimensions; half of the gaps that the fixtures keep. */
const TOLERANCE: Record<Metric, number> = { cosine: 0.006, ip: 0.03 };

describe("importing an hnswlib file", () => {
  it.each(goldens)("finds the neighbours hnswlib finds exactly ($name)", (golden) => {
    const { index: bytes, labels } = importHnswlib(fileOf(golden.name), {
      metric: golden.metric,
    });
    const kept = golden.labels.filter((_, row) => !golden.deleted.includes(row));
    expect(labels).toEqual(BigUint64Array.from(kept, BigInt));
    const index = openIndex(bytes);
    expect(index).toMatchObject({ size: kept.length, dim: golden.dim, metric: golden.metric });
    for (const query of golden.queries) {
      const { ids, scores } = index.search(query.vector, { k: query.labels.length });
      expect(Array.from(ids, (row) => `${labels[row]}`)).toEqual(query.labels);
      scores.forEach((score, i) => {
        expect(Math.abs(1 - score - query.distances[i]!)).toBeLessThan(TOLERANCE[golden.metric]);
      });
    }
  });

  it("passes the seed on, and gives the same bytes for it", () => {
    const file = fileOf("ip");
    const { index } = importHnswlib(file, { metric: "ip", dim: 8, seed: 5 });
    expect(importHnswlib(file, { metric: "ip", seed: 5 }).index).toEqual(index);
    expect(importHnswlib(file, { metric: "ip", seed: 6 }).index).not.toEqual(index);
  });

  it("leaves the file as it is", () => {
    const file = fileOf("ip");
    importHnswlib(file, { metric: "ip" });
    expect(file).toEqual(fileOf("ip"));
  });

  it("opens a file whose rows are all deleted", () => {
    const file = fileOf("one");
    file[98] = 1;
    const { index, labels } = importHnswlib(file, { metric: "cosine" });
    expect(labels.length).toBe(0);
    expect(openIndex(index).size).toBe(0);
  });

  it("names the label of a vector that the metric has no use for", () => {
    const rowBytes = 4 + 8 * 4 + 4 * 12 + 8;
    const file = fileOf("cosine");
    const vector = new Float32Array(file.buffer, 96 + 2 * rowBytes + 36, 12);
    vector.fill(0);
    const refusal = (problem: string) =>
      expect.objectContaining({
        code: "vector-invalid",
        message: expect.stringMatching(`label 9007199254741007, got ${problem}`),
      });
    expect(() => importHnswlib(file, { metric: "cosine" })).toThrow(refusal("only zeros"));
    expect(openIndex(importHnswlib(file, { metric: "ip" }).index).size).toBe(60);
    vector.fill(2e19);
    expect(() => importHnswlib(file, { metric: "ip" })).toThrow(refusal("one too long"));
    expect(openIndex(importHnswlib(file, { metric: "cosine" }).index).size).toBe(60);
  });

  it("refuses vectors of another dim", () => {
    expect(() => importHnswlib(fileOf("cosine"), { metric: "cosine", dim: 512 })).toThrow(
      expect.objectContaining({ code: "index-invalid" }),
    );
  });

  it("refuses an unknown metric", () => {
    expect(() => importHnswlib(fileOf("cosine"), { metric: "l2" as any })).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});
