/** Tests of changes files and patches, and of which segments an update rewrites. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, SegmentKind, writeContainer } from "../../vector/file/container.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { applyPatch, diffItem, type ItemPatch } from "../items/item-patch.ts";
import { normalItem } from "../items/item-table.ts";
import { encodeStrings } from "../items/string-table.ts";
import { openFiles, testFiles, testSource } from "../testing/source.testing.ts";
import { MAX_SEGMENTS, SEGMENTS_AFTER_MERGE, segmentsToRewrite } from "../update/compaction.ts";
import { Changes, writeChanges } from "./changes.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

const anyItem = fc
  .record(
    {
      title: fc.string(),
      price: fc.double({ noNaN: true, noDefaultInfinity: true }),
      currency: fc.constantFrom("EUR", "USD"),
      brand: fc.string(),
      image: fc.string(),
      images: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
      imageSources: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
      attributes: fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "price")),
        fc.oneof(fc.string(), fc.integer(), fc.array(fc.constantFrom("S", "M", "L"))),
      ),
    },
    { requiredKeys: ["title", "attributes"] },
  )
  .map((item): CatalogItem => normalItem({ id: "x", ...item }));

describe("a patch", () => {
  it("turns any item into any other, through its file", () => {
    fc.assert(
      fc.property(anyItem, anyItem, (from, to) => {
        const patch = diffItem(from, to);
        if (!patch) {
          expect(to).toEqual(from);
          return;
        }
        const file = writeChanges({ rows: 9, tombstones: [], patches: new Map([[4, patch]]) });
        const read = new Changes(file).patches.get(4)!;
        expect(applyPatch(from, read)).toEqual(to);
      }),
      { seed: 6 },
    );
  });

  it("is as small as what it changes", () => {
    const item: CatalogItem = { id: "x", title: "T", price: 3, attributes: { a: 1, b: "2" } };
    const to = { ...item, price: 4, attributes: { b: "2" } };
    expect(diffItem(item, to)).toEqual({ price: 4, attributes: { a: null } });
    expect(diffItem(item, { ...item, id: "y" })).toBeUndefined();
    const sized = (...size: string[]) => ({ ...item, attributes: { size, fit: ["a", "b"] } });
    expect(diffItem(sized("S", "M"), sized("S", "M"))).toBeUndefined();
    expect(diffItem(sized("S", "M"), sized("M", "S"))).toEqual({
      attributes: { size: ["M", "S"] },
    });
  });
});

/** A changes file with whatever it is given. */
function changesFile(parts: {
  rows?: number;
  tombstones?: number[];
  patched?: number[];
  patches?: string[];
}): Uint8Array {
  const { rows = 10, tombstones = [], patched = [], patches = patched.map(() => "{}") } = parts;
  const json = encodeStrings(patches);
  return writeContainer({
    kind: SegmentKind.changes,
    count: rows,
    sections: [
      { type: 1, bytes: bytesOf(Uint32Array.from(tombstones)) },
      { type: 2, bytes: bytesOf(Uint32Array.from(patched)) },
      { type: 3, bytes: json.offsets },
      { type: 4, bytes: json.block },
    ],
  });
}

describe("a changes file", () => {
  it("opens as it was written", () => {
    const patches = new Map<number, ItemPatch>([
      [2, { price: 3 }],
      [9, { brand: null, attributes: { size: "M" } }],
    ]);
    const changes = new Changes(writeChanges({ rows: 10, tombstones: [0, 4], patches }));
    expect(changes.rows).toBe(10);
    expect([...changes.tombstones]).toEqual([0, 4]);
    expect(changes.patches).toEqual(patches);
  });

  it.each<[string, Parameters<typeof changesFile>[0]]>([
    ["a tombstone beyond the rows", { tombstones: [10] }],
    ["tombstones out of order", { tombstones: [4, 3] }],
    ["a tombstone twice", { tombstones: [4, 4] }],
    ["a patch beyond the rows", { patched: [10] }],
    ["patches out of order", { patched: [4, 3] }],
    ["a patch of a tombstoned row", { tombstones: [4], patched: [4] }],
    ["a patch that is no JSON", { patched: [4], patches: ["{"] }],
    ["a patch that is a list", { patched: [4], patches: ["[]"] }],
    ["a patch that is null", { patched: [4], patches: ["null"] }],
    ["a title that is taken away", { patched: [4], patches: ['{"title":null}'] }],
    ["a price that is text", { patched: [4], patches: ['{"price":"3"}'] }],
    ["an infinite price", { patched: [4], patches: ['{"price":1e999}'] }],
    ["a currency that is none", { patched: [4], patches: ['{"currency":"euro"}'] }],
    ["a brand that is a number", { patched: [4], patches: ['{"brand":7}'] }],
    ["images that are one text", { patched: [4], patches: ['{"images":"x"}'] }],
    ["sources that are no list", { patched: [4], patches: ['{"imageSources":{}}'] }],
    ["an image that is a number", { patched: [4], patches: ['{"images":["x",1]}'] }],
    [
      "too many images",
      { patched: [4], patches: [JSON.stringify({ images: Array(100).fill("") })] },
    ],
    ["attributes that are text", { patched: [4], patches: ['{"attributes":"x"}'] }],
    ["an attribute that is an object", { patched: [4], patches: ['{"attributes":{"x":{}}}'] }],
    ["an attribute of no texts", { patched: [4], patches: ['{"attributes":{"x":[]}}'] }],
    ["a list of one text", { patched: [4], patches: ['{"attributes":{"x":["S"]}}'] }],
    ["a text twice in a list", { patched: [4], patches: ['{"attributes":{"x":["S","S"]}}'] }],
    ["a number in a list", { patched: [4], patches: ['{"attributes":{"x":["S",1]}}'] }],
    [
      "too long a list",
      {
        patched: [4],
        patches: [JSON.stringify({ attributes: { x: Array.from({ length: 101 }, String) } })],
      },
    ],
  ])("with %s is refused", (_, parts) => {
    expect(() => new Changes(changesFile(parts))).toThrow(code("catalog-invalid"));
  });

  it("with more rows than patches is refused", () => {
    const file = changesFile({ patched: [1, 2], patches: ["{}"] });
    expect(() => new Changes(file)).toThrow(code("index-invalid"));
  });

  it("ends in a clear error or valid changes, whichever bytes are changed", () => {
    const patches = new Map<number, ItemPatch>([[3, { title: "A", attributes: { b: 1 } }]]);
    const whole = writeChanges({ rows: 10, tombstones: [1, 5], patches });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const file = whole.slice();
        file[at] = value;
        let changes: Changes;
        try {
          changes = new Changes(file);
        } catch (error) {
          expect(error).toMatchObject({ name: "VisualSearchError" });
          return;
        }
        const rows = [...changes.tombstones, ...changes.patches.keys()];
        for (const row of rows) expect(row).toBeLessThan(changes.rows);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it("of another number of rows, or with other counts, is refused with the catalog", async () => {
    const files = await testFiles(testSource(20));
    const manifest = JSON.parse(new TextDecoder().decode(files.get("manifest.json")));
    const open = (rows: number, items: number) => {
      const bytes = changesFile({ rows, tombstones: [3] });
      manifest.segments[0].changes = {
        path: "segments/changes.vtrn",
        bytes: bytes.length,
        sha256: "0".repeat(64),
      };
      manifest.items = items;
      const text = new TextEncoder().encode(JSON.stringify(manifest));
      return openFiles(
        new Map(files).set("manifest.json", text).set("segments/changes.vtrn", bytes),
      );
    };
    await expect(open(21, 19)).rejects.toThrow(code("catalog-invalid"));
    await expect(open(20, 20)).rejects.toThrow(code("catalog-invalid"));
    expect((await open(20, 19)).rowOf("p3")).toBeUndefined();
  });
});

describe("compaction", () => {
  const rewrite = (segments: [vectors: number, dead: number][], adds = true) =>
    [
      ...segmentsToRewrite(
        segments.map(([vectors, dead]) => ({ vectors, dead })),
        adds,
      ),
    ].sort();

  it("leaves large and whole segments alone", () => {
    expect(rewrite([[1000, 0]])).toEqual([]);
    expect(
      rewrite([
        [1000, 100],
        [30, 20],
      ]),
    ).toEqual([]);
  });

  it("takes the segments with many dead vectors, once these are many of all", () => {
    expect(rewrite([[1000, 201]])).toEqual([0]);
    expect(
      rewrite([
        [1000, 10],
        [900, 600],
      ]),
    ).toEqual([1]);
  });

  it("does not count segments without a live vector", () => {
    expect(
      rewrite([
        [1000, 0],
        [900, 900],
      ]),
    ).toEqual([]);
  });

  it("merges the smallest when there are too many", () => {
    const segments = [5, 1000, 7, 9, 300, 8, 6, 4].map((rows): [number, number] => [rows, 0]);
    expect(segments).toHaveLength(MAX_SEGMENTS);
    expect(rewrite(segments, false)).toEqual([]);
    const chosen = rewrite(segments, true);
    expect(chosen).toEqual([0, 2, 5, 6, 7]);
    expect(segments.length - chosen.length + 1).toBe(SEGMENTS_AFTER_MERGE);
  });
});
