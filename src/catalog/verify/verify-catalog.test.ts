/** Tests that verification finds what is wrong with a catalog. */
import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../lib/hash.ts";
import { bytesOf, SegmentKind, writeContainer } from "../../vector/file/container.ts";
import { writeFacets } from "../facets/facet-table.ts";
import { writeItems } from "../items/item-table.ts";
import { encodeStrings } from "../items/string-table.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { MANIFEST_PATH } from "../manifest/manifest.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { testFiles, testItems, testSource, verifyFiles } from "../testing/source.testing.ts";

const COUNT = 20;

type Change = (
  manifest: Manifest,
  /** Puts a file in the place of one of the segment's, with what the manifest says of it. */
  put: (kind: "index" | "data" | "facets" | "changes", bytes: Uint8Array) => Promise<void>,
  files: Map<string, Uint8Array>,
) => void | Promise<void>;

async function problemsOf(change: Change): Promise<string[]> {
  const files = new Map(await testFiles(testSource(COUNT)));
  const manifest: Manifest = JSON.parse(new TextDecoder().decode(files.get(MANIFEST_PATH)));
  const segment = manifest.segments[0]!;
  const put: Parameters<Change>[1] = async (kind, bytes) => {
    const path = `segments/${kind}.vtrn`;
    const old = kind === "index" ? segment.index.image : segment[kind];
    if (old) files.delete(old.path);
    files.set(path, bytes);
    const ref = { path, bytes: bytes.length, sha256: await sha256Hex(bytes) };
    if (kind === "index") segment.index.image = ref;
    else segment[kind] = ref;
  };
  await change(manifest, put, files);
  files.set(MANIFEST_PATH, new TextEncoder().encode(JSON.stringify(manifest)));
  return (await verifyFiles(files)).problems;
}

function itemsWith(json: string[], more: { type: number; bytes: Uint8Array }[] = []): Uint8Array {
  const ids = encodeStrings(testItems(COUNT).map(({ id }) => id));
  const items = encodeStrings(json);
  return writeContainer({
    kind: SegmentKind.items,
    count: COUNT,
    sections: [
      { type: 1, bytes: ids.offsets },
      { type: 2, bytes: ids.block },
      { type: 3, bytes: items.offsets },
      { type: 4, bytes: items.block },
      { type: 5, bytes: new Uint8Array(COUNT * 8) },
      ...more,
    ],
  });
}

describe("verifyCatalog", () => {
  it("finds nothing wrong with a sound catalog, and opens it", async () => {
    expect(await problemsOf(() => {})).toEqual([]);
    const { catalog } = await verifyFiles(await testFiles(testSource(COUNT)));
    expect(catalog!.rows).toBe(COUNT);
  });

  it.each<[string, RegExp, Change]>([
    [
      "a file that is not there",
      /^segments\/items-.*no such file/,
      (manifest, _, files) => {
        files.delete(manifest.segments[0]!.data.path);
      },
    ],
    [
      "a file that nobody names",
      /^segments\/other\.vtrn: the manifest/,
      (_, __, files) => {
        files.set("segments/other.vtrn", new Uint8Array(8));
      },
    ],
    [
      "another length",
      /expected \d+ bytes, got \d+/,
      (manifest) => {
        manifest.segments[0]!.facets.bytes--;
      },
    ],
    [
      "another hash",
      /SHA-256/,
      (manifest) => {
        manifest.segments[0]!.facets.sha256 = "0".repeat(64);
      },
    ],
    [
      "a canary of another length",
      /text canary/,
      (manifest) => {
        manifest.encoder.weights[0].canary.text[0] = 9;
      },
    ],
    [
      "an index of other bytes than its checksum says",
      /checksum/,
      async (manifest, put, files) => {
        const bytes = files.get(manifest.segments[0]!.index.image.path)!.slice();
        bytes[200]! ^= 1;
        await put("index", bytes);
      },
    ],
    [
      "a file of another kind",
      /kind items/,
      async (manifest, put, files) => {
        await put("facets", files.get(manifest.segments[0]!.data.path)!.slice());
      },
    ],
    [
      "an item that is no JSON",
      /row 7.*JSON/,
      async (_, put) => {
        await put(
          "data",
          itemsWith(testItems(COUNT).map((item, i) => (i === 7 ? "{" : JSON.stringify(item)))),
        );
      },
    ],
    [
      "an id twice",
      /row 19: expected ids once each, got "p0" again/,
      async (_, put) => {
        const items = testItems(COUNT);
        await put("data", writeItems([...items.slice(0, -1), { ...items[19]!, id: "p0" }]));
      },
    ],
    [
      "facets of other items",
      /the facet category as the item has it/,
      async (_, put) => {
        await put("facets", writeFacets(testItems(COUNT).reverse()));
      },
    ],
    [
      "a facet with a part of an item's values",
      /the facet pattern as the item has it/,
      async (_, put) => {
        const items = testItems(COUNT).map((item, i) => ({
          ...item,
          attributes: { pattern: i < 9 ? ["dots", "plain"] : "plain" },
        }));
        await put("data", writeItems(items));
        const less = items.with(5, { ...items[5]!, attributes: items[9]!.attributes });
        await put("facets", writeFacets(less));
      },
    ],
    [
      "a facet code beyond its list",
      /codes of 0 to 1 for the facet category, got 2/,
      async (_, put) => {
        const directory = JSON.stringify([{ name: "category", kind: "category", values: ["a"] }]);
        await put(
          "facets",
          writeContainer({
            kind: SegmentKind.facets,
            count: COUNT,
            sections: [
              { type: 1, bytes: new TextEncoder().encode(directory) },
              { type: 16, bytes: bytesOf(new Uint16Array(COUNT).fill(2)) },
            ],
          }),
        );
      },
    ],
    [
      "vectors that the index has not",
      /20 vectors of the segment's items, got 21/,
      async (_, put) => {
        const counts = new Array(COUNT).fill(1).with(4, 2);
        await put("data", writeItems(testItems(COUNT), undefined, VectorTable.ofCounts(counts)));
      },
    ],
    [
      "an item without a vector",
      /at least one vector of item 3, got 3 to 3/,
      async (_, put) => {
        const starts = Uint32Array.from({ length: COUNT + 1 }, (_, i) => (i === 4 ? 3 : i));
        const json = testItems(COUNT).map((item) => JSON.stringify(item));
        await put("data", itemsWith(json, [{ type: 6, bytes: bytesOf(starts) }]));
      },
    ],
    [
      "another number of rows",
      /rows in every file/,
      async (_, put) => {
        await put("data", writeItems(testItems(COUNT - 1)));
      },
    ],
    [
      "a wrong manifest",
      /catalog version/,
      (manifest) => {
        (manifest as { version: number }).version = 2;
      },
    ],
  ])("finds %s", async (_, expected, change) => {
    const problems = await problemsOf(change);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatch(expected);
  });

  it("lists every problem", async () => {
    const problems = await problemsOf((manifest, _, files) => {
      files.set("a", new Uint8Array());
      manifest.segments[0]!.facets.sha256 = "0".repeat(64);
      manifest.encoder.weights[0].canary.image[0] = 9;
    });
    expect(problems).toHaveLength(3);
  });
});
