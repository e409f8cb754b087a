/** Tests of what sign bits tell about similarities. */
import { describe, expect, it } from "vitest";
import { buildIndex } from "../build-index.ts";
import { mixtureVectors } from "../corpus.testing.ts";
import { splitIndex } from "../file/split-index.ts";
import { openIndex } from "../open-index.ts";

describe("sign bits", () => {
  it.each([100, 129, 300, 512])(
    "estimate similarities without bias and with the expected error at dim %i",
    (dim) => {
      const count = 300;
      const queries = 50;
      const all = mixtureVectors(count + queries, dim, dim);
      const file = buildIndex(all.subarray(0, count * dim), { dim, signs: true });
      const [full, sketch] = [openIndex(file), openIndex(splitIndex(file).sketch)];
      const mean = new Float64Array(dim);
      for (let i = 0; i < count * dim; i++) mean[i % dim]! += all[i]! / count;
      const distances = Array.from({ length: count + queries }, (_, row) => {
        let squares = 0;
        for (let d = 0; d < dim; d++) squares += (all[row * dim + d]! - mean[d]!) ** 2;
        return Math.sqrt(squares);
      });
      let sum = 0;
      let squares = 0;
      for (let q = count; q < count + queries; q++) {
        const query = all.subarray(q * dim, (q + 1) * dim);
        const exact = full.search(query, { k: count, exact: true });
        const scores = new Map([...exact.ids].map((row, i) => [row, exact.scores[i]!]));
        const rough = sketch.search(query, { k: count });
        expect(rough.ids).toHaveLength(count);
        rough.ids.forEach((row, i) => {
          const error = (rough.scores[i]! - scores.get(row)!) / (distances[q]! * distances[row]!);
          sum += error;
          squares += error ** 2;
        });
      }
      const deviation = Math.sqrt((Math.PI / 2 - 1) / dim);
      expect(Math.abs(sum / (count * queries))).toBeLessThan(deviation / 10);
      const error = Math.sqrt(squares / (count * queries));
      // Three bits of a number of the query add a twentieth; rows nearer than a right angle take off.
      expect(error).toBeLessThan(deviation * 1.1);
      expect(error).toBeGreaterThan(deviation * 0.7);
    },
  );

  it("answer searches of many rows without a graph", () => {
    const dim = 512;
    // As many as a shortlist is worth its time for.
    const count = 4200;
    const queries = 50;
    const all = mixtureVectors(count + queries, dim, 8);
    const index = openIndex(buildIndex(all.subarray(0, count * dim), { dim, signs: true }));
    let found = 0;
    const methods = new Set<string>();
    for (let q = count; q < count + queries; q++) {
      const query = all.subarray(q * dim, (q + 1) * dim);
      const exact = new Set(index.search(query, { k: 10, exact: true }).ids);
      const result = index.search(query, { k: 10 });
      methods.add(result.method);
      for (const row of result.ids) if (exact.has(row)) found++;
    }
    expect(methods).toContain("signs");
    expect(found / (10 * queries)).toBeGreaterThanOrEqual(0.99);
  });
});
