import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../vector/corpus.testing.ts";
import { buildIndex, openIndex } from "../vector/vector-index.ts";
import { certify } from "./certificate.ts";

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

  it("is the same every time, and none for a handful of rows", () => {
    const index = open();
    expect(certify(vectors, index)).toEqual(certify(vectors, index));
    const few = vectors.subarray(0, 10 * dim);
    expect(certify(few, openIndex(buildIndex(few, { dim })))).toBeUndefined();
  });
});
