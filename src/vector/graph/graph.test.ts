/** Tests of graphs: what they find, under filters too, and what they consist of. */
import { describe, expect, it } from "vitest";
import { countBits, createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { buildIndex } from "../build-index.ts";
import { codeRows } from "../codes/int8-code.ts";
import { bestOf, bruteForce, seededRandom } from "../corpus.testing.ts";
import { readContainer, SegmentKind } from "../file/container.ts";
import { Section } from "../file/index-sections.ts";
import { openIndex } from "../open-index.ts";
import type { VectorIndex } from "../vector-index.ts";
import { buildGraph } from "./build-graph.ts";
import { COUNT, DIM, queries, recall, scores, truths, vectors } from "./corpus.testing.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

const firstRows = (count: number) => vectors.subarray(0, count * DIM);

/** How many rows a walk from the graph's entry reaches, and the most neighbours of one row. */
function waysOf(file: Uint8Array): { reached: number; most: number } {
  const { sections, count } = readContainer(file, SegmentKind.index);
  const numbers = (type: number) => new Uint32Array(sections.get(type)!.slice().buffer);
  const degrees = new Uint16Array(sections.get(Section.graphDegrees)!.slice().buffer, 0, count);
  const neighbours = numbers(Section.graphNeighbours);
  const starts: number[] = [];
  degrees.reduce((start, degree) => {
    starts.push(start);
    return start + degree;
  }, 0);
  const [, entry] = numbers(Section.graphUpper);
  const reached = new Set([entry!]);
  for (const row of reached) {
    const start = starts[row]!;
    for (const other of neighbours.subarray(start, start + degrees[row]!)) reached.add(other);
  }
  return { reached: reached.size, most: Math.max(...degrees) };
}

const graph = buildGraph(codeRows(vectors, { dim: DIM, metric: "cosine", seed: 1 }), {});
const index = openIndex(buildIndex(vectors, { dim: DIM, graph: () => graph, signs: true }));

describe("the search of a graph", () => {
  it("looks at few rows", () => {
    const { method, scored, ids } = index.search(queries[0]!, { k: 10 });
    expect(method).toBe("graph");
    expect(scored).toBeLessThan(COUNT / 10);
    expect(ids).toHaveLength(10);
  });

  it("has the recall of its calibration, and more if more is asked for", () => {
    const exact = recall(index, { exact: true });
    expect(exact).toBeGreaterThan(0.98);
    expect(recall(index)).toBeGreaterThan(exact - 0.01);
    expect(recall(index, { targetRecall: 0.5 })).toBeLessThan(recall(index, { ef: 400 }));
    expect(index.calibration!.at(-1)!.recall).toBeGreaterThan(0.99);
  });

  it("finds nearly every row by its own vector", () => {
    let lost = 0;
    for (let row = 0; row < COUNT; row += 7) {
      const { ids } = index.search(vectors.subarray(row * DIM, (row + 1) * DIM), { k: 1 });
      if (ids[0] !== row) lost++;
    }
    expect(lost / (COUNT / 7)).toBeLessThan(0.002);
  });

  it("returns sorted hits with the scores of the exact search", () => {
    for (const query of queries.slice(0, 20)) {
      const exact = index.search(query, { k: 100, exact: true });
      const exactScores = new Map([...exact.ids].map((row, i) => [row, exact.scores[i]!]));
      const found = index.search(query, { k: 50 });
      found.ids.forEach((row, i) => {
        if (exactScores.has(row)) expect(found.scores[i]).toBe(exactScores.get(row));
        if (i > 0) expect(found.scores[i]).toBeLessThanOrEqual(found.scores[i - 1]!);
      });
      expect(new Set(found.ids).size).toBe(50);
    }
  });

  it("scores fewer rows if there are sign bits, and finds as many neighbours", () => {
    const plain = openIndex(buildIndex(vectors, { dim: DIM, graph: () => graph }));
    const work = (one: VectorIndex) =>
      queries.reduce((sum, query) => sum + one.search(query, { k: 10, ef: 60 }).scored, 0);
    expect(work(index)).toBeLessThan(work(plain) * 0.9);
    expect(recall(index, { ef: 60 })).toBeGreaterThan(recall(plain, { ef: 60 }) - 0.01);
  });

  it("looks at every neighbour of the longest list", () => {
    // A star: all rows but the first are neighbours of that one alone.
    const leaves = COUNT - 1;
    const star = () => ({
      offsets: Uint32Array.from({ length: COUNT + 1 }, (_, i) => (i === 0 ? 0 : leaves + i - 1)),
      neighbours: Uint32Array.from({ length: 2 * leaves }, (_, i) => (i < leaves ? i + 1 : 0)),
      levels: [],
      entry: 0,
      m: 16,
      efConstruction: 200,
    });
    for (const signs of [false, true]) {
      const one = openIndex(buildIndex(vectors, { dim: DIM, graph: star, signs }));
      for (const query of queries.slice(0, 20)) {
        const { ids, method } = one.search(query, { k: 10, ef: 40 });
        expect(method).toBe("graph");
        expect(ids).toEqual(one.search(query, { k: 10, exact: true }).ids);
      }
    }
  });

  it.each([{ ef: 0 }, { ef: 1.5 }, { targetRecall: 2 }, { targetRecall: Number.NaN }])(
    "refuses %j",
    (options) => {
      expect(() => index.search(queries[0]!, { k: 1, ...options })).toThrow(
        code("invalid-argument"),
      );
    },
  );
});

describe("the search of a graph under a filter", () => {
  /** All rows, the ones nearest to a query first. */
  const byNearness = bestOf(scores[0]!, COUNT).map(({ row }) => row);
  const random = seededRandom(5);
  const shares = [0.0005, 0.002, 0.01, 0.05, 0.2, 0.35, 0.5, 0.7, 0.9];

  const independent = (share: number) => () => random() < share;
  const correlated = (share: number) => (_: number, rank: number) => rank < share * COUNT;
  const opposed = (share: number) => (_: number, rank: number) => rank >= (1 - share) * COUNT;

  const bitmap = (keep: (row: number, rank: number) => boolean) => {
    const rows = createBitmap(COUNT);
    byNearness.forEach((row, rank) => {
      if (keep(row, rank)) setBit(rows, row);
    });
    return rows;
  };

  it.each(
    [independent, correlated, opposed].flatMap((kind) =>
      shares.map((share) => [kind.name, share, kind(share)] as const),
    ),
  )("has a recall@10 of 0.98 if the rows are %s and their share is %d", (_, __, keep) => {
    const filter = bitmap(keep);
    const wanted = truths(filter);
    const exact = recall(index, { filter, exact: true }, wanted);
    expect(recall(index, { filter }, wanted)).toBeGreaterThanOrEqual(Math.min(0.98, exact - 0.005));
    const { ids } = index.search(queries[0]!, { k: 10, filter });
    expect(ids).toHaveLength(Math.min(10, countBits(filter)));
    for (const row of ids) expect(hasBit(filter, row)).toBe(true);
  });

  it("is left for a scan if the filter lets few rows through", () => {
    const methods = shares.map((share) => {
      const filter = bitmap(independent(share));
      return index.search(queries[0]!, { k: 10, filter }).method;
    });
    expect(methods).toEqual([...Array(5).fill("exact"), ...Array(4).fill("graph")]);
  });
});

describe("building a graph", () => {
  it("leaves a way to every row, though no other row has kept some", () => {
    // So few neighbours that some rows are nobody's.
    const count = 3000;
    const graph = { m: 4, efConstruction: 40 };
    const sparse = buildIndex(firstRows(count), { dim: DIM, graph });
    expect(waysOf(sparse).reached).toBe(count);
  });

  it("leaves a way to every row, and no row with too many, if most are the same", () => {
    // As of a shop that has the same picture for thousands of products.
    const count = 2000;
    const same = vectors.slice(0, count * DIM);
    for (let row = 400; row < count; row++) same.copyWithin(row * DIM, 0, DIM);
    const { reached, most } = waysOf(buildIndex(same, { dim: DIM, graph: true }));
    expect(reached).toBe(count);
    expect(most).toBeLessThan(100);
  });

  it("survives many equal rows", () => {
    const equal = new Float32Array(4000 * 8).map((_, i) => (i % 8) + 1);
    const same = openIndex(buildIndex(equal, { dim: 8, graph: true }));
    const result = same.search([1, 2, 3, 4, 5, 6, 7, 8], { k: 5 });
    expect(result.method).toBe("graph");
    expect(result.ids).toHaveLength(5);
    for (const score of result.scores) expect(score).toBeCloseTo(1, 5);
  });

  it("makes the same graph for the same seeds, and another for others", () => {
    const build = (seed: number) => buildIndex(firstRows(800), { dim: DIM, graph: { seed } });
    expect(Buffer.compare(build(1), build(1))).toBe(0);
    expect(Buffer.compare(build(1), build(2))).not.toBe(0);
  });

  it.each([0, 1, 2, 3, 40])("works over %i rows", (count) => {
    const few = firstRows(count);
    const options = { dim: DIM, graph: { m: 4 }, signs: true, residual: true };
    const small = openIndex(buildIndex(few, options));
    const { ids } = small.search(queries[0]!, { k: 10 });
    const truth = bruteForce(few, DIM, queries[0]!, 10).map(({ row }) => row);
    expect([...ids]).toEqual(truth);
  });

  it("tells its progress, and gives up when told to", () => {
    const seen: number[] = [];
    const few = firstRows(1200);
    buildIndex(few, { dim: DIM, graph: true, onProgress: (done) => seen.push(done) });
    expect(seen.at(-1)).toBe(1200);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    const giveUp = () => {
      throw new Error("enough");
    };
    expect(() => buildIndex(few, { dim: DIM, graph: true, onProgress: giveUp })).toThrow("enough");
  });

  it.each([{ m: 1 }, { m: 200 }, { efConstruction: 4 }, { efConstruction: 1e6 }, { seed: -1 }])(
    "refuses %j",
    (graph) => {
      expect(() => buildIndex(firstRows(1), { dim: DIM, graph })).toThrow(code("invalid-argument"));
    },
  );
});
