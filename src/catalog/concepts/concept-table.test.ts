/** Tests of files of concepts and of probes. */
import { describe, expect, it } from "vitest";
import { mixtureVectors, normalizeRows, seededRandom } from "../../vector/corpus.testing.ts";
import { codeVector, decodeVector } from "./coded-vector.ts";
import { ConceptTable, type FacetConcepts, writeConcepts } from "./concept-table.ts";
import { readProbes, writeProbes } from "./probes.ts";

const DIM = 48;
const error = expect.objectContaining({ name: "VisualSearchError" });
const code = (expected: string) => expect.objectContaining({ code: expected });

function unitVectors(count: number, seed: number): Float32Array[] {
  const rows = mixtureVectors(count, DIM, seed);
  normalizeRows(rows, DIM);
  return Array.from({ length: count }, (_, i) => rows.slice(i * DIM, (i + 1) * DIM));
}

function concepts(facet: string, values: readonly string[], seed: number): FacetConcepts {
  return {
    facet,
    values,
    vectors: unitVectors(values.length, seed).map(codeVector),
    means: values.map((_, i) => Math.fround(i / 100)),
    scale: 12.5,
    centre: 0.25,
    textMargin: 0.1,
  };
}

const TABLE = [
  concepts("colour", ["red", "navy blue", "grün"], 1),
  concepts("pattern", ["<img onerror>"], 2),
];

describe("a coded vector", () => {
  it("is the vector except for rounding, and is coded again as the same", () => {
    for (const vector of unitVectors(200, 3)) {
      const coded = codeVector(vector);
      const back = decodeVector(coded);
      back.forEach((x, d) => {
        expect(Math.abs(x - vector[d]!)).toBeLessThanOrEqual(coded.step * 0.502);
      });
      expect([...codeVector(back).codes]).toEqual([...coded.codes]);
    }
  });

  it("has cosines within 0.00002", () => {
    const vectors = unitVectors(100, 4);
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);
    for (const vector of vectors) {
      const back = decodeVector(codeVector(vector));
      for (const other of vectors) {
        expect(Math.abs(dot(back, other) - dot(vector, other))).toBeLessThan(2e-5);
      }
    }
  });
});

describe("a file of concepts", () => {
  const file = writeConcepts(TABLE, 7);

  it("is read as it was written", () => {
    const table = new ConceptTable(file, DIM);
    expect(table.phrases).toBe(7);
    expect(table.facets).toEqual(TABLE);
    expect(table.of("brand")).toBeUndefined();
    expect(table.coded("colour", "grün")).toEqual(TABLE[0]!.vectors[2]);
    expect(table.coded("colour", "mauve")).toBeUndefined();
    expect(table.vector("pattern", "<img onerror>")).toEqual(decodeVector(TABLE[1]!.vectors[0]!));
  });

  it("may be empty", () => {
    expect(new ConceptTable(writeConcepts([], 1), 0).facets).toEqual([]);
  });

  it.each<[string, () => Uint8Array]>([
    ["vectors of other numbers", () => writeConcepts([concepts("a", ["b"], 1)], 1).slice(0, -64)],
    ["a value twice", () => writeConcepts([concepts("a", ["b", "b"], 1)], 1)],
    ["a facet twice", () => writeConcepts([TABLE[0]!, TABLE[0]!], 1)],
    ["an empty value", () => writeConcepts([concepts("a", [""], 1)], 1)],
    ["a long value", () => writeConcepts([concepts("a", ["b".repeat(101)], 1)], 1)],
    ["a scale that is none", () => writeConcepts([{ ...TABLE[0]!, scale: Number.NaN }], 1)],
    ["a negative margin", () => writeConcepts([{ ...TABLE[0]!, textMargin: -1 }], 1)],
    ["a centre beyond 1", () => writeConcepts([{ ...TABLE[0]!, centre: 2 }], 1)],
    ["a mean that is no cosine", () => writeConcepts([{ ...TABLE[1]!, means: [3] }], 1)],
    ["a mean that is NaN", () => writeConcepts([{ ...TABLE[1]!, means: [Number.NaN] }], 1)],
    [
      "a vector of another length",
      () => {
        const [vector] = TABLE[1]!.vectors;
        return writeConcepts(
          [{ ...TABLE[1]!, vectors: [{ ...vector!, step: vector!.step * 2 }] }],
          1,
        );
      },
    ],
    [
      "a vector of zeros",
      () => {
        const vectors = [{ codes: new Int16Array(DIM), step: 0 }];
        return writeConcepts([{ ...TABLE[1]!, vectors }], 1);
      },
    ],
    [
      "more facets than there may be",
      () =>
        writeConcepts(
          Array.from({ length: 17 }, (_, i) => concepts(`f${i}`, ["a"], i)),
          1,
        ),
    ],
  ])("with %s is refused", (_, make) => {
    expect(() => new ConceptTable(make(), DIM)).toThrow(error);
  });

  it("of another dimension is refused", () => {
    expect(() => new ConceptTable(file, DIM / 2)).toThrow(code("catalog-invalid"));
  });

  it("ends in a clear error or sound concepts, whichever bytes are changed", () => {
    const random = seededRandom(5);
    for (let n = 0; n < 2000; n++) {
      const changed = file.slice();
      const times = 1 + Math.floor(random() * 3);
      for (let i = 0; i < times; i++) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      const cut =
        random() < 0.1 ? changed.slice(0, Math.floor(random() * changed.length)) : changed;
      try {
        const { facets } = new ConceptTable(cut, DIM);
        for (const { values, vectors, means } of facets) {
          expect(vectors).toHaveLength(values.length);
          expect(means).toHaveLength(values.length);
          for (const vector of vectors) {
            expect(Math.hypot(...decodeVector(vector))).toBeCloseTo(1, 2);
          }
        }
      } catch (thrown) {
        expect(thrown).toEqual(error);
      }
    }
  });
});

describe("a file of probes", () => {
  const images = unitVectors(3, 6).map(codeVector);
  const texts = unitVectors(2, 7).map(codeVector);
  const photos = unitVectors(4, 8).map((vector, i) => ({ key: 7 * i, vector: codeVector(vector) }));

  it("is read as it was written", () => {
    expect(readProbes(writeProbes({ set: 4, images, texts, photos }), DIM)).toEqual({
      set: 4,
      images,
      texts,
      photos,
    });
  });

  it("that has other vectors than its directory says is refused", () => {
    const file = writeProbes({ set: 4, images, texts, photos });
    const text = new TextDecoder("latin1").decode(file);
    const at = text.indexOf('"images":3') + '"images":'.length;
    file[at] = "4".charCodeAt(0);
    expect(() => readProbes(file, DIM)).toThrow(code("catalog-invalid"));
    expect(() => readProbes(writeConcepts(TABLE, 1), DIM)).toThrow(error);
  });
});
