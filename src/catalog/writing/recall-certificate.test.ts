/** Tests of recall certificates: they tell good indexes from bad ones. */
import { describe, expect, it } from "vitest";
import { buildIndex } from "../../vector/build-index.ts";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { openIndex } from "../../vector/open-index.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { certify } from "./recall-certificate.ts";

describe("a recall certificate", () => {
  const dim = 64;
  const count = 3000;
  const vectors = mixtureVectors(count, dim, 12).map((value) => value * 3);
  const open = (options = {}) => openIndex(buildIndex(vectors, { dim, ...options }));
  const fine = open({ graph: true, residual: true });

  it("says how good the graph, the codes and filtered searches are", () => {
    const certificate = certify(vectors, open({ graph: true }))!;
    expect(certificate.exactRecall).toBeGreaterThan(0.97);
    expect(certificate.recall).toBeGreaterThan(certificate.exactRecall - 0.02);
    for (const { recall } of certificate.filters) expect(recall).toBeGreaterThan(0.97);
  });

  it("tells a bad index from a good one", () => {
    const good = certify(vectors, fine)!;
    const bad = certify(vectors, open({ graph: { m: 2, efConstruction: 2 } }))!;
    expect(good.exactRecall).toBeGreaterThan(0.998);
    expect(bad.recall).toBeLessThan(good.recall - 0.01);
  });

  it("counts items, each by the best of its vectors", () => {
    const table = VectorTable.ofCounts([...new Array(600).fill(4), 600]);
    const certificate = certify(vectors, fine, table)!;
    expect(certificate.exactRecall).toBeGreaterThan(0.998);
    expect(certificate.recall).toBeGreaterThan(0.97);
    for (const { recall } of certificate.filters) expect(recall).toBeGreaterThan(0.97);
    // With a table that is not the index's, other items are the right ones.
    const shifted = VectorTable.ofCounts([600, ...new Array(600).fill(4)]);
    const wrong: typeof fine = Object.create(fine, {
      size: { value: fine.size },
      dim: { value: dim },
      metric: { value: fine.metric },
      search: {
        value: (...[query, options]: Parameters<typeof fine.search>) => {
          const found = fine.search(query, options);
          return { ...found, ids: found.ids.map((id) => (id + 300) % fine.size) };
        },
      },
    });
    expect(certify(vectors, wrong, shifted)!.recall).toBeLessThan(0.5);
    const few = VectorTable.ofCounts([...new Array(9).fill(1), count - 9]);
    expect(certify(vectors, fine, few)).toBe(undefined);
  });

  it("is the same every time, and absent for a handful of rows", () => {
    expect(certify(vectors, fine)).toEqual(certify(vectors, fine));
    const few = vectors.subarray(0, 10 * dim);
    expect(certify(few, openIndex(buildIndex(few, { dim })))).toBeUndefined();
  });
});
