/** Tests of an index in two files: its sketch, and the rest that completes it. */
import { describe, expect, it } from "vitest";
import { createBitmap, setBit } from "../../lib/bitmap.ts";
import { buildIndex } from "../build-index.ts";
import { mixtureVectors } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";
import type { VectorIndex } from "../vector-index.ts";
import { bytesOf, readContainer, SegmentKind, seal, writeContainer } from "./container.ts";
import { Section } from "./index-sections.ts";
import { splitIndex } from "./split-index.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("an index in two files", () => {
  const dim = 256;
  /** So many that the graph is used. */
  const COUNT = 3200;
  const all = mixtureVectors(COUNT + 50, dim, 31);
  const vectors = all.subarray(0, COUNT * dim);
  const whole = buildIndex(vectors, { dim, graph: true, signs: true });
  const { sketch, rest } = splitIndex(whole);
  const query = (q: number) => all.subarray((COUNT + q) * dim, (COUNT + q + 1) * dim);

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
    const filter = createBitmap(COUNT);
    for (let row = 0; row < COUNT; row += 2) setBit(filter, row);
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
    for (let d = 0; d < dim; d++) cosine += near[d]! * all[7 * dim + d]!;
    expect(cosine).toBeGreaterThan(0.9);
  });

  const half = createBitmap(COUNT);
  for (let row = 0; row < COUNT; row += 2) setBit(half, row);
  const searches = [
    { k: 20 },
    { k: 20, exact: true },
    { k: 5, ef: 200 },
    { k: 10, filter: half },
    { k: COUNT + 100, exact: true },
  ];
  const answers = (index: VectorIndex) =>
    searches.flatMap((options) =>
      [0, 1, 2].map((q) => {
        const { ids, scores, method } = index.search(query(q), options);
        return { ids, scores, method };
      }),
    );

  it("is the same index if the rest is added to an opened sketch, used or not", () => {
    const expected = openIndex(whole);
    for (const used of [false, true]) {
      const index = openIndex(sketch);
      if (used) index.search(query(3), { k: COUNT });
      const before = index.memoryBytes;
      index.complete(rest);
      expect(index.isSketch).toBe(false);
      expect(index.calibration).toEqual(expected.calibration);
      expect(answers(index)).toEqual(answers(expected));
      expect(index.vector(COUNT - 1)).toEqual(expected.vector(COUNT - 1));
      expect(index.memoryBytes - before).toBeLessThan(rest.length + 2 ** 18);
      expect(() => index.complete(rest)).toThrow(code("index-invalid"));
    }
    expect(() => openIndex(whole).complete(rest)).toThrow(code("index-invalid"));
  });

  it("walks its graph as usual if a longer file was refused before the right one", () => {
    const completed = openIndex(sketch);
    const long = new Uint8Array(rest.length + 2 ** 16).fill(255);
    long.set(rest);
    new DataView(long.buffer).setBigUint64(16, BigInt(long.length), true);
    expect(() => completed.complete(long)).toThrow(code("index-invalid"));
    completed.complete(rest);
    const expected = openIndex(whole);
    for (let q = 0; q < 10; q++) {
      const found = completed.search(query(q), { k: 10 });
      expect(found.method).toBe("graph");
      expect(found).toEqual(expected.search(query(q), { k: 10 }));
    }
  });

  it("can be completed after the sketch's files are gone", () => {
    const { sections, params } = readContainer(sketch, SegmentKind.index);
    const parts = [...sections].map(([type, bytes]) =>
      writeContainer({
        kind: SegmentKind.index,
        count: COUNT,
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

  it("stays a sketch that answers as before if the rest is refused, and then takes a sound one", () => {
    const index = openIndex(sketch);
    const expected = answers(index);
    const spoilt = (at: number) => {
      const file = rest.slice();
      file[at]! ^= 1;
      return file;
    };
    // The checksum is right, but what the file says is wrong.
    const sealed = (at: number, value: number) => {
      const file = rest.slice();
      new DataView(file.buffer).setUint32(at, value, true);
      seal(file);
      return file;
    };
    const { sections } = readContainer(rest, SegmentKind.index);
    const offsetOf = (type: number) => sections.get(type)!.byteOffset;
    const seeded = splitIndex(buildIndex(vectors, { dim, signs: true, seed: 2 }));
    const bad = [
      ...[9, 70, 5000, rest.length >> 1, rest.length - 200].map(spoilt),
      sealed(offsetOf(Section.graphNeighbours), COUNT),
      sealed(offsetOf(Section.graphDegrees) + 8, 2 ** 31),
      sealed(offsetOf(Section.calibration), 0),
      rest.subarray(0, rest.length - 64),
      seeded.rest,
      sketch,
      whole,
      new Uint8Array(),
      writeContainer({
        kind: SegmentKind.index,
        count: COUNT,
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

  it("is refused if its files do not belong together, or are incomplete", () => {
    const other = buildIndex(all.subarray(0, 40 * dim), { dim, signs: true });
    for (const files of [[rest], [sketch, splitIndex(other).rest], [whole, sketch], []]) {
      expect(() => openIndex(...files)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^index-invalid|invalid-argument/) }),
      );
    }
    expect(() => splitIndex(buildIndex(all.subarray(0, dim), { dim }))).toThrow(
      code("index-invalid"),
    );
  });
});
