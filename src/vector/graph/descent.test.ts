/** Tests of the way down a graph's levels, over clusters that only some ways lead to. */
import { describe, expect, it } from "vitest";
import { buildIndex } from "../build-index.ts";
import { normalizeRows, seededNormal } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";
import type { Level } from "./graph.ts";

const DIM = 64;
/** Rows of a cluster stand together; the first of them is its hub. */
const ROWS = 160;

/** Rows close around each centre, and one more of each as a query. */
function drawClusters(centres: readonly Float32Array[], seed: number) {
  const normal = seededNormal(seed);
  const draw = (centre: Float32Array) => centre.map((value) => value + 0.2 * normal());
  const vectors = new Float32Array(centres.length * ROWS * DIM);
  centres.forEach((centre, c) => {
    for (let i = 0; i < ROWS; i++) vectors.set(draw(centre), (c * ROWS + i) * DIM);
  });
  return { vectors: normalizeRows(vectors, DIM), queries: centres.map(draw) };
}

function lists(adjacent: readonly (readonly number[])[]) {
  const offsets = new Uint32Array(adjacent.length + 1);
  adjacent.forEach((list, i) => {
    offsets[i + 1] = offsets[i]! + list.length;
  });
  return { offsets, neighbours: Uint32Array.from(adjacent.flat()) };
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Every cluster of `size` nodes a star around its first one, with no way from one to another. */
const stars = (clusters: number, size: number): number[][] =>
  range(clusters * size).map((node) => {
    const hub = node - (node % size);
    return node === hub ? range(size - 1).map((i) => hub + 1 + i) : [hub];
  });

function indexOf(vectors: Float32Array, clusters: number, levels: Level[]) {
  const settings = { entry: 0, m: 16, efConstruction: 200 };
  const graph = () => ({ ...lists(stars(clusters, ROWS)), levels, ...settings });
  return openIndex(buildIndex(vectors, { dim: DIM, signs: true, graph }));
}

describe("the descent", () => {
  it("finds clusters that no edge of an upper level leads to", () => {
    const normal = seededNormal(1);
    const centres = range(40).map(() => Float32Array.from({ length: DIM }, normal));
    const { vectors, queries } = drawClusters(centres, 2);
    const hubs = Uint32Array.from(centres, (_, c) => c * ROWS);
    const index = indexOf(vectors, centres.length, [
      { rows: hubs, down: hubs, ...lists(centres.map(() => [])) },
    ]);
    queries.forEach((query, c) => {
      const { ids, method } = index.search(query, { k: 10, ef: 40 });
      expect(method).toBe("graph");
      expect([...ids].map((row) => Math.floor(row / ROWS))).toEqual(Array(10).fill(c));
    });
  });

  it("enters a level from more than the one best node of the level above", () => {
    // Of three clusters each, the first has no node on the top level, and below it a way from the third alone,
    // though the second, which has no other node there, lies nearer.
    const normal = seededNormal(3);
    const centres = range(10).flatMap(() => {
      const hidden = Float32Array.from({ length: DIM }, normal);
      const beside = (distance: number) => hidden.map((value) => value + distance * normal());
      return [hidden, beside(0.8), beside(1.2)];
    });
    const { vectors, queries } = drawClusters(centres, 4);
    // Together more nodes than are surveyed.
    const size = 30;
    const rows = Uint32Array.from(
      range(centres.length * size),
      (node) => Math.floor(node / size) * ROWS + (node % size),
    );
    const adjacent = stars(centres.length, size);
    for (let c = 0; c < centres.length; c += 3) {
      adjacent[(c + 1) * size] = [];
      adjacent[(c + 2) * size]!.push(c * size);
    }
    const shown = range(centres.length).filter((c) => c % 3 > 0);
    const index = indexOf(vectors, centres.length, [
      { rows, down: rows, ...lists(adjacent) },
      {
        rows: Uint32Array.from(shown, (c) => c * ROWS),
        down: Uint32Array.from(shown, (c) => c * size),
        ...lists(shown.map(() => [])),
      },
    ]);
    for (let c = 0; c < centres.length; c += 3) {
      const { ids, method } = index.search(queries[c]!, { k: 10, ef: 40 });
      expect(method).toBe("graph");
      expect([...ids].map((row) => Math.floor(row / ROWS))).toEqual(Array(10).fill(c));
    }
  });
});
