import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Metric } from "../codes/int8-code.ts";
import { seededRandom } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";
import { importHnswlib } from "./import-hnswlib.ts";
import { type HnswlibIndex, readHnswlib } from "./read-hnswlib.ts";

/** Runs of the fuzz test; more by `FUZZ_RUNS=1000000`. */
const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? 6000);
const FUZZ_SEED = Number(process.env.FUZZ_SEED ?? 1);

/** An index of fixtures/make_hnswlib.py, and what hnswlib itself says about it. */
interface Golden {
  name: string;
  metric: Metric;
  dim: number;
  m: number;
  efConstruction: number;
  maxLevel: number;
  entry: number;
  labels: string[];
  deleted: number[];
  levels: number[];
  neighbours: number[][][];
  vectors: number[];
  queries: { vector: number[]; labels: string[]; distances: number[] }[];
}

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const goldens: Golden[] = JSON.parse(
  readFileSync(new URL("fixtures/hnswlib.json", import.meta.url), "utf8"),
);
const fileOf = (name: string) => fixture(`hnswlib-${name}.bin`);

/** Of a score by int8 codes of so few dimensions; half of the gaps that the fixtures keep. */
const TOLERANCE: Record<Metric, number> = { cosine: 0.006, ip: 0.03 };

function allNeighbours(index: HnswlibIndex): number[][][] {
  return Array.from(index.levels, (top, row) =>
    Array.from({ length: top + 1 }, (_, level) => [...index.neighbours(row, level)]),
  );
}

describe("reading an hnswlib file", () => {
  it.each(goldens)("gives what hnswlib holds ($name)", (golden) => {
    const index = readHnswlib(fileOf(golden.name), { dim: golden.dim });
    const { m, efConstruction, maxLevel, entry, dim } = golden;
    expect(index).toMatchObject({ m, efConstruction, maxLevel, entry, dim });
    expect(index.count).toBe(golden.labels.length);
    expect(index.vectors).toEqual(Float32Array.from(golden.vectors));
    expect(index.labels).toEqual(BigUint64Array.from(golden.labels, BigInt));
    expect(index.levels).toEqual(Uint8Array.from(golden.levels));
    expect(allNeighbours(index)).toEqual(golden.neighbours);
    expect(Array.from(index.deleted.keys()).filter((row) => index.deleted[row])).toEqual(
      golden.deleted,
    );
  });

  it.each([1, 2, 3, 4])("works %i bytes into a larger buffer", (offset) => {
    const file = fileOf("cosine");
    const larger = new Uint8Array(file.length + 8).fill(0xff);
    larger.set(file, offset);
    const index = readHnswlib(larger.subarray(offset, offset + file.length));
    const plain = readHnswlib(file);
    expect(index.vectors).toEqual(plain.vectors);
    expect(index.labels).toEqual(plain.labels);
    expect(allNeighbours(index)).toEqual(allNeighbours(plain));
  });

  it.each([
    [-1, 0],
    [60, 0],
    [0.5, 0],
    [8, 4],
    [8, -1],
    [8, 0.5],
  ])("knows no neighbours of row %d on level %d", (row, level) => {
    expect(() => readHnswlib(fileOf("cosine")).neighbours(row, level)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

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
});

describe("a file that is refused", () => {
  const rowBytes = 4 + 8 * 4 + 4 * 12 + 8;
  const upperAt = 96 + 60 * rowBytes;
  const put = (at: number, value: number) => (file: Uint8Array) => {
    new DataView(file.buffer).setUint32(at, value, true);
    return file;
  };

  it.each<[string, (file: Uint8Array) => Uint8Array, RegExp]>([
    ["nothing", () => new Uint8Array(), /header of 96 bytes, got a file of 0/],
    ["half a header", (file) => file.slice(0, 64), /header of 96 bytes, got a file of 64/],
    ["another format", (file) => file.fill(0x50), /header with M of 1 to 32767/],
    ["zeros", (file) => file.fill(0), /header with M of 1 to 32767/],
    ["M and level 0 at odds", put(64, 9), /M 4 and 4, level 0 9/],
    ["a shifted vector", put(40, 40), /the vector at 36 .*got .*the vector at 40/],
    ["a shifted level 0", put(0, 4), /links at 0, .*got links at 4/],
    ["longer rows", put(24, rowBytes + 4), /got .*96 bytes a row/],
    ["bytes for numbers", (file) => put(32, 36 + 12 + 1)(put(24, 57)(file)), /float32.*int8/],
    ["more elements than bytes", put(16, 66), /at least 6432 bytes for 66 elements, got 6336/],
    ["2 ** 32 elements more", put(20, 1), /bytes for 4294967356 elements/],
    ["no room for its elements", put(8, 59), /at most 59 elements.*got 60/],
    ["an entry beyond the rows", put(52, 60), /entry below 60, got entry 60/],
    ["an entry on a low level", put(52, 1), /entry on level 3, got element 1 on level 0/],
    ["too high a level", put(48, 4), /entry on level 4, got element 8 on level 3/],
    ["too low a level", put(48, 2), /upper lists of 0 to 2 times 20 bytes for element 8/],
    ["an absurd level", put(48, 0x7fff_ffff), /level of 0 to 255/],
    ["no level", put(48, 0xffff_ffff), /level of 0 to 255, got -1/],
    ["no ef", put(88, 0), /ef_construction of 1 or more/],
    ["too many links", put(96, 9), /at most 8 links.*element 0 on level 0, got 9/],
    ["unknown flags", put(96, 0x2_0006), /no unknown flags.*got 6 links, flags 2/],
    ["a link to nowhere", put(100, 60), /element 0 on level 0 to elements below 60.*element 60/],
    ["a link to a lower level", put(upperAt + 8, 1), /element 1, which ends on level 0/],
    [
      "a deleted mark on an upper list",
      put(upperAt + 4, 0x1_0001),
      /element 0 on level 1.*flags 1/,
    ],
    ["NaN", put(96 + 36, 0x7fc0_0000), /NaN or infinity in element 0 \(label 9007199254740993\)/],
    ["infinity", put(96 + 80, 0xff80_0000), /NaN or infinity in element 0/],
    ["half an upper list", put(upperAt, 10), /upper lists.*element 0.*got 10 bytes/],
    ["an upper list beyond the end", put(6312, 40), /element 59, with 20 left, got 40/],
    ["a tail missing", (file) => file.slice(0, -4), /upper lists.*element 59/],
    ["a tail too long", (file) => Uint8Array.of(...file, 0, 0, 0, 0), /6336 bytes, got 6340/],
    ["half a word", (file) => Uint8Array.of(...file, 0), /multiple of 4 bytes, got 6337/],
  ])("%s", (_, change, message) => {
    expect(() => readHnswlib(change(fileOf("cosine")))).toThrow(
      expect.objectContaining({ code: "index-invalid", message: expect.stringMatching(message) }),
    );
  });

  it("an empty one with an entry", () => {
    expect(() => readHnswlib(put(52, 0)(fileOf("empty")))).toThrow(/entry and highest level -1/);
  });

  it("one of 32 bits, even if empty", () => {
    const file = fileOf("wasm");
    const refusal = expect.objectContaining({
      code: "index-invalid",
      message: expect.stringMatching(/64 bits, got one of 32 bits, as hnswlib-wasm writes it/),
    });
    expect(() => readHnswlib(file)).toThrow(refusal);
    expect(() => readHnswlib(put(8, 0)(file).slice(0, 56))).toThrow(refusal);
  });

  it("one of another dim", () => {
    expect(() => readHnswlib(fileOf("cosine"), { dim: 512 })).toThrow(
      /Expected vectors of 512 numbers, got vectors of 12/,
    );
    expect(() => importHnswlib(fileOf("cosine"), { metric: "cosine", dim: 512 })).toThrow(
      expect.objectContaining({ code: "index-invalid" }),
    );
  });

  it("an unknown metric", () => {
    expect(() => importHnswlib(fileOf("cosine"), { metric: "l2" as any })).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("a hostile file", () => {
  const HEADER_FIELDS = [0, 8, 16, 24, 32, 40, 48, 52, 56, 64, 72, 80, 88];
  const EXTREMES = [
    ...[0n, 1n, 2n, 3n, 4n, 8n, 255n, 256n, 0x7fffn, 0xffffn, 0x1_0000n, 0x1_0001n],
    ...[0x7fff_ffffn, 0x8000_0000n, 0xffff_fffen, 0xffff_ffffn, 2n ** 32n, 2n ** 53n, 2n ** 61n],
    ...[2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 4n, 2n ** 64n - 1n],
    // NaN, infinity and the largest float32.
    ...[0x7fc0_0000n, 0xff80_0000n, 0x7f7f_ffffn],
  ];
  const seeds = [...goldens.map(({ name }) => fileOf(name)), fileOf("wasm")];

  function mutate(random: () => number): Uint8Array<ArrayBuffer> {
    const below = (n: number) => Math.floor(random() * n);
    const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
    let file = pick(seeds).slice();
    for (let times = 1 + below(3); times > 0; times--) {
      const view = new DataView(file.buffer);
      const field = () => (random() < 0.5 ? pick(HEADER_FIELDS) : 4 * below(file.length >> 2));
      const kind = below(7);
      if (file.length < HEADER_FIELDS.at(-1)! + 8) return file;
      if (kind === 0) {
        file[below(file.length)]! ^= 1 << below(8);
      } else if (kind === 1) {
        for (let i = below(16); i >= 0; i--) file[below(file.length)] = below(256);
      } else if (kind === 2) {
        file = file.slice(0, below(file.length + 1));
      } else if (kind === 3) {
        const longer = new Uint8Array(file.length + (random() < 0.5 ? 4 : 1) * (1 + below(40)));
        longer.set(file);
        file = longer;
      } else if (kind === 4) {
        view.setUint32(field(), Number(BigInt.asUintN(32, pick(EXTREMES))), true);
      } else if (kind === 5) {
        const at = Math.min(field(), file.length - 8);
        view.setBigUint64(at, pick(EXTREMES), true);
      } else {
        // A field slightly off, or another field's value.
        const at = field();
        const value = view.getUint32(random() < 0.5 ? at : field(), true);
        view.setUint32(at, value + below(9) - 4, true);
      }
    }
    return file;
  }

  /** Bytes of the arrays that `call` asks for, whether or not it comes to its end. */
  function countingAllocations<T>(call: () => T): { value?: T; error?: unknown; bytes: number } {
    let bytes = 0;
    const originals = { Uint8Array, Uint32Array, Float32Array, BigUint64Array, ArrayBuffer };
    const counting = Object.entries(originals).map(([name, original]) => [
      name,
      new Proxy(original, {
        construct(target, [source, ...rest]) {
          const made = Reflect.construct(target, [source, ...rest]);
          if (!(source instanceof originals.ArrayBuffer)) bytes += made.byteLength;
          return made;
        },
      }),
    ]);
    Object.assign(globalThis, Object.fromEntries(counting));
    try {
      return { value: call(), bytes };
    } catch (error) {
      return { error, bytes };
    } finally {
      Object.assign(globalThis, originals);
    }
  }

  function expectSound(index: HnswlibIndex): void {
    const { count, dim, levels } = index;
    const lengths = [index.vectors, index.labels, index.deleted, levels].map((a) => a.length);
    expect(lengths).toEqual([count * dim, count, count, count]);
    expect(index.vectors.every(Number.isFinite)).toBe(true);
    expect(index.deleted.every((mark) => mark <= 1)).toBe(true);
    expect(count === 0 ? index.entry : levels[index.entry]).toBe(index.maxLevel);
    const sound = allNeighbours(index).every((lists) =>
      lists.every(
        (list, level) =>
          list.length <= (level === 0 ? 2 : 1) * index.m &&
          list.every((to) => to < count && levels[to]! >= level),
      ),
    );
    expect(sound).toBe(true);
  }

  const outcomes = { read: 0, imported: 0, refused: 0 };

  it(
    `ends in a clear error or a sound index, ${FUZZ_RUNS} times`,
    () => {
      const random = seededRandom(FUZZ_SEED);
      for (let run = 0; run < FUZZ_RUNS; run++) {
        const file = mutate(random);
        const metric = random() < 0.5 ? "cosine" : "ip";
        const start = performance.now();
        const { value, error, bytes } = countingAllocations(() => readHnswlib(file));
        const context = `run ${run} of seed ${FUZZ_SEED}: ${error}`;
        if (bytes > 2 * file.length) {
          expect.fail(`${context}: ${bytes} bytes for a file of ${file.length}`);
        }
        if (value) {
          expectSound(value);
          outcomes.read++;
          importAndSearch(file, metric, context);
        } else {
          expect(error, context).toBeInstanceOf(VisualSearchError);
          expect((error as VisualSearchError).code, context).toBe("index-invalid");
          outcomes.refused++;
        }
        expect(performance.now() - start, context).toBeLessThan(2000);
      }
      // Mutations that only break the header would prove little.
      expect(outcomes.read).toBeGreaterThan(FUZZ_RUNS / 20);
      expect(outcomes.imported).toBeGreaterThan(FUZZ_RUNS / 20);
      expect(outcomes.refused).toBeGreaterThan(FUZZ_RUNS / 4);
    },
    60_000 + FUZZ_RUNS * 10,
  );

  function importAndSearch(file: Uint8Array, metric: Metric, context: string): void {
    try {
      const { index: bytes, labels } = importHnswlib(file, { metric });
      const index = openIndex(bytes);
      expect(index.size, context).toBe(labels.length);
      const { ids, scores } = index.search(new Float32Array(index.dim).fill(0.3), { k: 4 });
      expect(ids.length, context).toBe(Math.min(4, index.size));
      expect(scores.every(Number.isFinite), context).toBe(true);
      outcomes.imported++;
    } catch (error) {
      expect(error, context).toBeInstanceOf(VisualSearchError);
      expect((error as VisualSearchError).code, context).toBe("vector-invalid");
    }
  }
});
