import { describe, expect, it } from "vitest";
import { type Bitmap, countBits, createBitmap, hasBit, setBit } from "../../lib/bitmap.ts";
import { buildIndex } from "../build-index.ts";
import { bruteForce, mixtureVectors, seededRandom } from "../corpus.testing.ts";
import { bytesOf, readContainer, SegmentKind, seal, writeContainer } from "../file/container.ts";
import { Section } from "../file/index-sections.ts";
import { splitIndex } from "../file/split-index.ts";
import { createKernel } from "../kernel/kernel.ts";
import { openIndex } from "../open-index.ts";
import type { VectorIndex } from "../vector-index.ts";
import { readGraph, writeDegrees, writeUpper } from "./graph-sections.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

const DIM = 96;
const COUNT = 12_000;
const all = mixtureVectors(COUNT + 100, DIM, 21);
const vectors = all.subarray(0, COUNT * DIM);
const queries = Array.from({ length: 100 }, (_, q) =>
  all.subarray((COUNT + q) * DIM, (COUNT + q + 1) * DIM),
);

/** The share of the float64 neighbours among 10 hits, over all queries. */
function recall(
  index: VectorIndex,
  options: { exact?: boolean; targetRecall?: number; ef?: number; filter?: Bitmap } = {},
): number {
  let found = 0;
  let wanted = 0;
  for (const query of queries) {
    const { filter } = options;
    const keep = filter ? (row: number) => hasBit(filter, row) : undefined;
    const truth = new Set(bruteForce(vectors, DIM, query, 10, keep).map(({ row }) => row));
    wanted += truth.size;
    for (const row of index.search(query, { k: 10, ...options }).ids) if (truth.has(row)) found++;
  }
  return wanted === 0 ? 1 : found / wanted;
}

/** The number of rows that a walk from the graph's entry reaches, and of the most neighbours of one. */
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

const file = buildIndex(vectors, { dim: DIM, graph: true, signs: true });
const index = openIndex(file);

describe("the graph", () => {
  it("is used, and looks at few rows", () => {
    const { method, scored, ids } = index.search(queries[0]!, { k: 10 });
    expect(method).toBe("graph");
    expect(scored).toBeLessThan(COUNT / 10);
    expect(ids).toHaveLength(10);
  });

  it("has the recall of its calibration, and more when asked for more", () => {
    const exact = recall(index, { exact: true });
    expect(exact).toBeGreaterThan(0.98);
    expect(recall(index)).toBeGreaterThan(exact - 0.01);
    expect(recall(index, { targetRecall: 0.5 })).toBeLessThan(recall(index, { ef: 400 }));
    expect(index.calibration!.at(-1)!.recall).toBeGreaterThan(0.99);
  });

  it("leads to nearly every row", () => {
    let lost = 0;
    for (let row = 0; row < COUNT; row += 7) {
      const { ids } = index.search(vectors.subarray(row * DIM, (row + 1) * DIM), { k: 1 });
      if (ids[0] !== row) lost++;
    }
    expect(lost / (COUNT / 7)).toBeLessThan(0.002);
  });

  it("has a way to every row", () => {
    // So few neighbours that some rows are nobody's.
    const count = 4000;
    const graph = { m: 4, efConstruction: 40 };
    const sparse = buildIndex(vectors.subarray(0, count * DIM), { dim: DIM, graph });
    expect(waysOf(sparse).reached).toBe(count);
  });

  it("has a way to every row, and no row with too many, where most are the same", () => {
    // As of a shop whose picture for want of one is that of thousands of products.
    const count = 3000;
    const same = vectors.slice(0, count * DIM);
    for (let row = 500; row < count; row++) same.copyWithin(row * DIM, 0, DIM);
    const { reached, most } = waysOf(buildIndex(same, { dim: DIM, graph: true }));
    expect(reached).toBe(count);
    expect(most).toBeLessThan(100);
  });

  it("gives sorted hits with the scores of the exact search", () => {
    for (const query of queries.slice(0, 20)) {
      const exact = index.search(query, { k: 100, exact: true });
      const scores = new Map([...exact.ids].map((row, i) => [row, exact.scores[i]!]));
      const found = index.search(query, { k: 50 });
      found.ids.forEach((row, i) => {
        if (scores.has(row)) expect(found.scores[i]).toBe(scores.get(row));
        if (i > 0) expect(found.scores[i]).toBeLessThanOrEqual(found.scores[i - 1]!);
      });
      expect(new Set(found.ids).size).toBe(50);
    }
  });

  it("is the same for the same seeds, and another for others", () => {
    const few = vectors.subarray(0, 800 * DIM);
    const build = (seed: number) => buildIndex(few, { dim: DIM, graph: { seed } });
    expect(build(1)).toEqual(build(1));
    expect(build(1)).not.toEqual(build(2));
  });

  it.each([0, 1, 2, 3, 40])("works over %i rows", (count) => {
    const few = vectors.subarray(0, count * DIM);
    const options = { dim: DIM, graph: { m: 4 }, signs: true, residual: true };
    const small = openIndex(buildIndex(few, options));
    const { ids } = small.search(queries[0]!, { k: 10 });
    const truth = bruteForce(few, DIM, queries[0]!, 10).map(({ row }) => row);
    expect([...ids]).toEqual(truth);
  });

  it("scores fewer rows where there are sign bits, and finds as many neighbours", () => {
    const plain = openIndex(buildIndex(vectors, { dim: DIM, graph: true }));
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

  it("survives many equal rows", () => {
    const equal = new Float32Array(4000 * 8).map((_, i) => (i % 8) + 1);
    const same = openIndex(buildIndex(equal, { dim: 8, graph: true }));
    const { ids, scores } = same.search([1, 2, 3, 4, 5, 6, 7, 8], { k: 5 });
    expect(ids).toHaveLength(5);
    for (const score of scores) expect(score).toBeCloseTo(1, 5);
  });

  it("has upper levels of any size in its file", () => {
    // As of a million rows: more numbers than a call may have arguments.
    const nodes = 200_000;
    const rows = Uint32Array.from({ length: nodes }, (_, i) => i);
    const offsets = Uint32Array.from({ length: nodes + 1 }, (_, i) => i);
    const level = { rows, down: rows, offsets, neighbours: rows };
    const graph = {
      offsets,
      neighbours: rows,
      levels: [level],
      entry: 0,
      m: 16,
      efConstruction: 99,
    };
    const upper = writeUpper(graph);
    const degrees = writeDegrees(graph);
    const { kernel, memory } = createKernel(4 * upper.length);
    const place = (address: number, bytes: ArrayLike<number> & { buffer: ArrayBufferLike }) => {
      new Uint8Array(memory.buffer, address).set(new Uint8Array(bytes.buffer));
      return new Uint32Array(memory.buffer, address, bytes.buffer.byteLength / 4);
    };
    place(0, degrees);
    const read = readGraph(kernel, {
      degrees: new Uint16Array(memory.buffer, 0, nodes),
      offsets: new Uint32Array(memory.buffer, 3 * upper.length, nodes + 1),
      neighbours: place(upper.length, rows),
      upper: place(2 * upper.length, upper),
    });
    expect(read.offsets).toEqual(offsets);
    expect(read.levels[0]!.neighbours.length).toBe(nodes);
    expect(read.levels[0]!.down.at(-1)).toBe(nodes - 1);
  });

  it("tells its progress, and gives up when told to", () => {
    const seen: number[] = [];
    const few = vectors.subarray(0, 1200 * DIM);
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
      expect(() => buildIndex(vectors.subarray(0, DIM), { dim: DIM, graph })).toThrow(
        code("invalid-argument"),
      );
    },
  );

  it.each([{ ef: 0 }, { ef: 1.5 }, { targetRecall: 2 }, { targetRecall: Number.NaN }])(
    "refuses to search with %j",
    (options) => {
      expect(() => index.search(queries[0]!, { k: 1, ...options })).toThrow(
        code("invalid-argument"),
      );
    },
  );
});

describe("the residual code", () => {
  it("brings recall to 0.999", () => {
    const fine = openIndex(buildIndex(vectors, { dim: DIM, graph: true, residual: true }));
    expect(recall(fine, { exact: true })).toBeGreaterThanOrEqual(0.999);
    expect(recall(fine, { ef: 200 })).toBeGreaterThan(recall(index, { ef: 200 }));
  });

  it("halves the error of a similarity with a bit for each number", () => {
    const error = (one: VectorIndex) => {
      let squares = 0;
      for (const query of queries.slice(0, 20)) {
        const { ids, scores } = one.search(query, { k: 10, exact: true });
        ids.forEach((row, i) => {
          let cosine = 0;
          for (let d = 0; d < DIM; d++) cosine += vectors[row * DIM + d]! * query[d]!;
          squares += (cosine / Math.hypot(...query) - scores[i]!) ** 2;
        });
      }
      return Math.sqrt(squares);
    };
    const plain = buildIndex(vectors, { dim: DIM });
    const bits = buildIndex(vectors, { dim: DIM, residual: "bit" });
    expect(bits.length - plain.length).toBeLessThan(COUNT * 16 + 200);
    expect(error(openIndex(bits))).toBeLessThan(error(openIndex(plain)) * 0.6);
    expect(recall(openIndex(bits), { exact: true })).toBeGreaterThan(
      recall(openIndex(plain), { exact: true }),
    );
  });

  it("tells a row's vector more exactly, by a bit four times and by a code a hundred times", () => {
    const distance = (residual: boolean | "bit") => {
      const one = openIndex(buildIndex(vectors, { dim: DIM, residual }));
      let sum = 0;
      for (let row = 0; row < COUNT; row += 40) {
        const held = one.vector(row);
        const original = vectors.subarray(row * DIM, (row + 1) * DIM);
        const length = Math.hypot(...original);
        held.forEach((value, d) => {
          sum += (value - original[d]! / length) ** 2;
        });
      }
      return sum;
    };
    const plain = distance(false);
    expect(distance("bit")).toBeLessThan(plain / 3.5);
    expect(distance("bit")).toBeGreaterThan(plain / 4.5);
    expect(distance(true)).toBeLessThan(plain / 100);
  });
});

describe("an index in two files", () => {
  const dim = 256;
  const wide = mixtureVectors(4000 + 50, dim, 31);
  const whole = buildIndex(wide.subarray(0, 4000 * dim), { dim, graph: true, signs: true });
  const { sketch, rest } = splitIndex(whole);
  const query = (q: number) => wide.subarray((4000 + q) * dim, (4001 + q) * dim);

  it("is the same index in either order, and not much larger", () => {
    expect(sketch.length + rest.length).toBeLessThan(whole.length + 1024);
    expect(sketch.length).toBeLessThan(whole.length / 5);
    for (const files of [
      [sketch, rest],
      [rest, sketch],
    ]) {
      const { ids, scores } = openIndex(...files).search(query(0), { k: 20 });
      const expected = openIndex(whole).search(query(0), { k: 20 });
      expect(ids).toEqual(expected.ids);
      expect(scores).toEqual(expected.scores);
    }
  });

  it("answers from its sketch alone, roughly, and says so", () => {
    const first = openIndex(sketch);
    expect(first.isSketch).toBe(true);
    const filter = createBitmap(4000);
    for (let row = 0; row < 4000; row += 2) setBit(filter, row);
    const full = openIndex(whole);
    let found = 0;
    for (let q = 0; q < 50; q++) {
      const exact = full.search(query(q), { k: 10, exact: true });
      const result = first.search(query(q), { k: 50 });
      expect(result.method).toBe("sketch");
      const rough = new Set(result.ids);
      for (const row of exact.ids) if (rough.has(row)) found++;
      const at = [...result.ids].indexOf(exact.ids[0]!);
      if (at >= 0) expect(Math.abs(result.scores[at]! - exact.scores[0]!)).toBeLessThan(0.15);
      for (const row of first.search(query(q), { k: 10, filter }).ids) expect(row % 2).toBe(0);
    }
    expect(found / 500).toBeGreaterThan(0.85);
    const near = first.vector(7);
    let cosine = 0;
    for (let d = 0; d < dim; d++) cosine += near[d]! * wide[7 * dim + d]!;
    expect(cosine).toBeGreaterThan(0.9);
  });

  it.each([100, 129, 300, 512])(
    "estimates similarities from its sketch without bias and with the error that is told, at dim %i",
    (dim) => {
      const count = 400;
      const few = mixtureVectors(count + 50, dim, dim);
      const coded = buildIndex(few.subarray(0, count * dim), { dim, signs: true });
      const [full, first] = [openIndex(coded), openIndex(splitIndex(coded).sketch)];
      const mean = new Float64Array(dim);
      for (let i = 0; i < count * dim; i++) mean[i % dim]! += few[i]! / count;
      const distance = (vector: Float32Array) =>
        Math.hypot(...vector.map((value, d) => value - mean[d]!));
      let sum = 0;
      let squares = 0;
      for (let q = count; q < count + 50; q++) {
        const one = few.subarray(q * dim, (q + 1) * dim);
        const exact = full.search(one, { k: count, exact: true });
        const scores = new Map([...exact.ids].map((row, i) => [row, exact.scores[i]!]));
        const rough = first.search(one, { k: count });
        expect(rough.ids).toHaveLength(count);
        rough.ids.forEach((row, i) => {
          const size = distance(one) * distance(few.subarray(row * dim, (row + 1) * dim));
          const error = (rough.scores[i]! - scores.get(row)!) / size;
          sum += error;
          squares += error ** 2;
        });
      }
      const deviation = Math.sqrt((Math.PI / 2 - 1) / dim);
      expect(Math.abs(sum / (count * 50))).toBeLessThan(deviation / 10);
      const error = Math.sqrt(squares / (count * 50));
      // Three bits of a number of the query add a twentieth; rows nearer than a right angle take off.
      expect(error).toBeLessThan(deviation * 1.1);
      expect(error).toBeGreaterThan(deviation * 0.7);
    },
  );

  const half = createBitmap(4000);
  for (let row = 0; row < 4000; row += 2) setBit(half, row);
  const searches = [
    { k: 20 },
    { k: 20, exact: true },
    { k: 5, ef: 200 },
    { k: 10, filter: half },
    { k: 4100, exact: true },
  ];
  const answers = (index: VectorIndex) =>
    searches.flatMap((options) =>
      [0, 1, 2].map((q) => {
        const { ids, scores, method } = index.search(query(q), options);
        return { ids, scores, method };
      }),
    );

  it("is the same index where the rest is added to an opened sketch, used or not", () => {
    const expected = openIndex(whole);
    for (const used of [false, true]) {
      const index = openIndex(sketch);
      if (used) index.search(query(3), { k: 4000 });
      const before = index.memoryBytes;
      index.complete(rest);
      expect(index.isSketch).toBe(false);
      expect(index.calibration).toEqual(expected.calibration);
      expect(answers(index)).toEqual(answers(expected));
      expect(index.vector(3999)).toEqual(expected.vector(3999));
      expect(index.memoryBytes - before).toBeLessThan(rest.length + 2 ** 18);
      expect(() => index.complete(rest)).toThrow(code("index-invalid"));
    }
    expect(() => openIndex(whole).complete(rest)).toThrow(code("index-invalid"));
  });

  it("walks its graph as usual where a longer file was refused before the right one", () => {
    const parts = splitIndex(file);
    const completed = openIndex(parts.sketch);
    const long = new Uint8Array(parts.rest.length + 2 ** 16).fill(255);
    long.set(parts.rest);
    new DataView(long.buffer).setBigUint64(16, BigInt(long.length), true);
    expect(() => completed.complete(long)).toThrow(code("index-invalid"));
    completed.complete(parts.rest);
    for (const query of queries.slice(0, 10)) {
      const found = completed.search(query, { k: 10 });
      expect(found.method).toBe("graph");
      expect(found).toEqual(index.search(query, { k: 10 }));
    }
  });

  it("needs the sketch's file no more to be completed, nor one file for it", () => {
    const { sections, params } = readContainer(sketch, SegmentKind.index);
    const parts = [...sections].map(([type, bytes]) =>
      writeContainer({
        kind: SegmentKind.index,
        count: 4000,
        params: bytesOf(params),
        sections: [{ type, bytes }],
      }),
    );
    for (const files of [[sketch.slice()], parts]) {
      const index = openIndex(...files);
      const transfer = files.map(({ buffer }) => buffer);
      structuredClone(transfer, { transfer });
      expect(files[0]!.length).toBe(0);
      index.complete(rest);
      expect(answers(index)).toEqual(answers(openIndex(whole)));
    }
  });

  it("stays a sketch that answers as before where the rest is refused, and takes a sound one then", () => {
    const index = openIndex(sketch);
    const expected = answers(index);
    const spoilt = (at: number) => {
      const file = rest.slice();
      file[at]! ^= 1;
      return file;
    };
    // With a checksum of their own, but what they say is wrong.
    const sealed = (at: number, value: number) => {
      const file = rest.slice();
      new DataView(file.buffer).setUint32(at, value, true);
      seal(file);
      return file;
    };
    const { sections } = readContainer(rest, SegmentKind.index);
    const offsetOf = (type: number) => sections.get(type)!.byteOffset;
    const seeded = splitIndex(
      buildIndex(wide.subarray(0, 4000 * dim), { dim, signs: true, seed: 2 }),
    );
    const bad = [
      ...[9, 70, 5000, rest.length >> 1, rest.length - 200].map(spoilt),
      sealed(offsetOf(Section.graphNeighbours), 4000),
      sealed(offsetOf(Section.graphDegrees) + 8, 2 ** 31),
      sealed(offsetOf(Section.calibration), 0),
      rest.subarray(0, rest.length - 64),
      seeded.rest,
      sketch,
      whole,
      new Uint8Array(),
      writeContainer({
        kind: SegmentKind.index,
        count: 4000,
        params: rest.slice(36, 64),
        sections: [{ type: Section.calibration, bytes: sections.get(Section.calibration)! }],
      }),
    ];
    for (const file of bad) {
      expect(() => index.complete(file)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^index-(invalid|unsupported)$/) }),
      );
      expect(index.isSketch).toBe(true);
      expect(answers(index)).toEqual(expected);
    }
    index.complete(rest);
    expect(answers(index)).toEqual(answers(openIndex(whole)));
  });

  it("refuses files that do not belong together, or not alone", () => {
    const other = buildIndex(wide.subarray(0, 40 * dim), { dim, signs: true });
    for (const files of [[rest], [sketch, splitIndex(other).rest], [whole, sketch], []]) {
      expect(() => openIndex(...files)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^index-invalid|invalid-argument/) }),
      );
    }
    expect(() => splitIndex(buildIndex(wide.subarray(0, dim), { dim }))).toThrow(
      code("index-invalid"),
    );
  });
});

describe("filters", () => {
  /** Rows by how near they are to a query: the first are nearest. */
  const byNearness = bruteForce(vectors, DIM, queries[0]!, COUNT).map(({ row }) => row);
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
  )("that are %s and let %d through keep recall@10 at 0.98", (_, __, keep) => {
    const filter = bitmap(keep);
    const exact = recall(index, { filter, exact: true });
    expect(recall(index, { filter })).toBeGreaterThanOrEqual(Math.min(0.98, exact - 0.005));
    const { ids } = index.search(queries[0]!, { k: 10, filter });
    expect(ids).toHaveLength(Math.min(10, countBits(filter)));
    for (const row of ids) expect(hasBit(filter, row)).toBe(true);
  });

  it("use every way there is", () => {
    const methods = shares.map((share) => {
      const filter = bitmap(independent(share));
      return index.search(queries[0]!, { k: 10, filter }).method;
    });
    expect(new Set(methods)).toEqual(new Set(["exact", "graph"]));
  });

  it("are answered from sign bits where there is no graph", () => {
    const dim = 512;
    const count = 14_000;
    const wide = mixtureVectors(count + 50, dim, 8);
    const rows = wide.subarray(0, count * dim);
    const plane = openIndex(buildIndex(rows, { dim, signs: true }));
    let found = 0;
    const ways = new Set<string>();
    for (let q = count; q < count + 50; q++) {
      const query = wide.subarray(q * dim, (q + 1) * dim);
      const exact = new Set(plane.search(query, { k: 10, exact: true }).ids);
      const result = plane.search(query, { k: 10 });
      ways.add(result.method);
      for (const row of result.ids) if (exact.has(row)) found++;
    }
    expect(ways).toContain("signs");
    expect(found / 500).toBeGreaterThanOrEqual(0.99);
  });
});
