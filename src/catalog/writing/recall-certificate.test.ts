import { describe, expect, it } from "vitest";
import { buildIndex } from "../../vector/build-index.ts";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { openIndex } from "../../vector/open-index.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { certify } from "./recall-certificate.ts";

describe("a recall certificate", () => {
  const dim = 64;
  const vectors = mixtureVectors(5000, dim, 12).map((value) => value * 3);
  const open = (options = {}) => openIndex(buildIndex(vectors, { dim, ...options }));

  it("says how good the graph, the codes and filtered searches are", () => {
    const certificate = certify(vectors, open({ graph: true }))!;
    expect(certificate.exactRecall).toBeGreaterThan(0.97);
    expect(certificate.recall).toBeGreaterThan(certificate.exactRecall - 0.02);
    for (const { recall } of certificate.filters) expect(recall).toBeGreaterThan(0.97);
  });

  it("tells a bad index from a good one", () => {
    const good = certify(vectors, open({ graph: true, residual: true }))!;
    const bad = certify(vectors, open({ graph: { m: 2, efConstruction: 2 } }))!;
    expect(good.exactRecall).toBeGreaterThan(0.998);
    expect(bad.recall).toBeLessThan(good.recall - 0.01);
  });

  it("counts items, each by the best of its vectors", () => {
    const index = open({ graph: true, residual: true });
    const table = VectorTable.ofCounts([...new Array(1000).fill(4), 1000]);
    const certificate = certify(vectors, index, table)!;
    expect(certificate.exactRecall).toBeGreaterThan(0.998);
    expect(certificate.recall).toBeGreaterThan(0.97);
    for (const { recall } of certificate.filters) expect(recall).toBeGreaterThan(0.97);
    // Of a table that is not the index's, other items are the right ones.
    const shifted = VectorTable.ofCounts([1000, ...new Array(1000).fill(4)]);
    const wrong: typeof index = Object.create(index, {
      size: { value: index.size },
      dim: { value: dim },
      search: {
        value: (...[query, options]: Parameters<typeof index.search>) => {
          const found = index.search(query, options);
          return { ...found, ids: found.ids.map((id) => (id + 500) % index.size) };
        },
      },
    });
    expect(certify(vectors, wrong, shifted)!.recall).toBeLessThan(0.5);
    expect(certify(vectors, index, VectorTable.ofCounts([...new Array(9).fill(1), 4991]))).toBe(
      undefined,
    );
  });

  it("is the same every time, and none for a handful of rows", () => {
    const index = open();
    expect(certify(vectors, index)).toEqual(certify(vectors, index));
    const few = vectors.subarray(0, 10 * dim);
    expect(certify(few, openIndex(buildIndex(few, { dim })))).toBeUndefined();
  });
});
