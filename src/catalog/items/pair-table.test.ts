/** Tests of pairs of items that go together. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../vector/corpus.testing.ts";
import {
  fileMap,
  openFiles,
  TEST_BINDING,
  testItems,
  testSource,
  verifyFiles,
} from "../testing/source.testing.ts";
import { keptPictures } from "../update/kept-pictures.ts";
import { updateCatalog } from "../update/update-catalog.ts";
import { createCatalog, draftCatalog } from "../writing/create-catalog.ts";
import { PairTable, writePairs } from "./pair-table.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

interface Named {
  id: string;
  row: number;
  goesWith: string[] | undefined;
}

/** Items at rows of their own, some of which name others, themselves, and what is not there. */
function randomItems(random: () => number, count: number, gap = 3): Named[] {
  let row = 0;
  const ids = Array.from({ length: count }, (_, i) => `p${i}`);
  return ids.map((id) => {
    row += 1 + Math.floor(random() * gap);
    const others = Array.from({ length: Math.floor(random() * 5) }, () =>
      random() < 0.1 ? "gone" : ids[Math.floor(random() * count)]!,
    );
    return { id, row, goesWith: random() < 0.3 ? undefined : others };
  });
}

function oracle(items: readonly Named[]): Map<number, number[]> {
  return new Map(
    items.map(({ id, row, goesWith = [] }) => {
      const partners = items.filter(
        (other) => other.id !== id && (goesWith.includes(other.id) || other.goesWith?.includes(id)),
      );
      return [row, partners.map((other) => other.row)];
    }),
  );
}

describe("pairs", () => {
  it("go both ways, each once, whichever item names the other", () => {
    const random = seededRandom(1);
    for (let n = 0; n < 100; n++) {
      const items = randomItems(random, 1 + Math.floor(random() * 60), n % 2 === 0 ? 3 : 1000);
      const file = writePairs(items);
      const expected = oracle(items);
      const count = [...expected.values()].flat().length / 2;
      if (!file) expect(count).toBe(0);
      else {
        const rows = items[items.length - 1]!.row + 1;
        const table = new PairTable(file, rows);
        expect(table.count).toBe(count);
        for (const [row, partners] of expected) {
          expect([...table.partners(row)].sort((a, b) => a - b)).toEqual(partners);
        }
        let named = 0;
        for (let row = 0; row < rows; row++) named += table.partners(row).length;
        expect(named).toBe(2 * count);
        expect([...table.partners(rows + 7)]).toEqual([]);
      }
    }
  });

  it("take at most three bytes each", () => {
    const random = seededRandom(2);
    const items = Array.from({ length: 20_000 }, (_, row) => ({
      id: `product-${row}`,
      row,
      goesWith: Array.from({ length: 3 }, () => `product-${Math.floor(random() * 20_000)}`),
    }));
    const file = writePairs(items)!;
    const { count } = new PairTable(file, 20_000);
    expect(file.length / count).toBeLessThan(3);
  });

  it("end in a clear error or sound rows, whichever bytes are changed", () => {
    const random = seededRandom(3);
    const items = randomItems(random, 40);
    const rows = items[items.length - 1]!.row + 1;
    const file = writePairs(items)!;
    for (let n = 0; n < 3000; n++) {
      const changed = file.slice();
      for (let i = 0; i < 1 + (n % 3); i++) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      try {
        const table = new PairTable(changed, rows);
        let most = 0;
        for (let row = 0; row < rows; row++) most = Math.max(most, ...table.partners(row));
        expect(most).toBeLessThan(rows);
      } catch (thrown) {
        expect(thrown).toEqual(expect.objectContaining({ name: "VisualSearchError" }));
      }
    }
    expect(() => new PairTable(file, rows - 1)).toThrow(code("catalog-invalid"));
  });
});

describe("pairs of a catalog", () => {
  it("are those of a catalog built at once, day after day", async () => {
    const random = seededRandom(4);
    const spare = testSource(200);
    const day = (from: number, to: number) => {
      const items = testItems(200).slice(from, to);
      const ids = items.map(({ id }) => id);
      const goesWith = items.map(() =>
        Array.from(
          { length: Math.floor(random() * 3) },
          () => ids[Math.floor(random() * ids.length)]!,
        ),
      );
      const vectors = spare.vectors.slice(from * 16, to * 16);
      const fingerprints = new Uint8Array((to - from) * 8).map(
        (_, i) => 1 + ((from * 8 + i) % 251),
      );
      return { ...spare, items, goesWith, vectors, fingerprints };
    };
    let previous = fileMap(await createCatalog(day(0, 100)));
    for (const [from, to] of [
      [0, 100],
      [10, 120],
      [50, 130],
      [40, 200],
    ] as const) {
      const source = day(from, to);
      const before = await openFiles(previous);
      const kept = source.items.map(
        ({ id }, i) => keptPictures(before, id, source.fingerprints.subarray(i * 8, i * 8 + 8))[0]!,
      );
      const vectors = Float32Array.from(
        kept.flatMap((k, i) => (k < 0 ? [...source.vectors.subarray(i * 16, i * 16 + 16)] : [])),
      );
      const read = async ({ path }: { path: string }) => previous.get(path)!;
      const { files } = await updateCatalog(before, read, {
        ...source,
        encoder: TEST_BINDING,
        kept,
        vectors,
      });
      previous = fileMap(files);
      expect([...previous.keys()].join()).toContain("segments/pairs-");
      const { problems, catalog } = await verifyFiles(previous);
      expect(problems).toEqual([]);
      for (const { id } of source.items) {
        const partners = [...catalog!.pairs!.partners(catalog!.rowOf(id)!)];
        const expected = source.items
          .filter((other, j) => {
            const i = source.items.findIndex((item) => item.id === id);
            const named = source.goesWith[i]!.includes(other.id);
            return other.id !== id && (named || source.goesWith[j]!.includes(id));
          })
          .map((other) => other.id);
        expect(partners.map((row) => catalog!.item(row).id).sort()).toEqual(expected.sort());
      }
    }
  });

  it("are reported if they are damaged", async () => {
    const files = fileMap(
      await createCatalog({ ...testSource(3), goesWith: [["p1"], undefined, ["p0"]] }),
    );
    const path = [...files.keys()].find((name) => name.startsWith("segments/pairs-"))!;
    const damaged = files.get(path)!.slice();
    damaged[130]! ^= 1;
    files.set(path, damaged);
    expect((await verifyFiles(files)).problems.join()).toContain(path);
  });

  it("are absent if no item goes with another", async () => {
    const source = { ...testSource(3), goesWith: [["p0"], ["nobody"], undefined] };
    const { manifest } = await draftCatalog(source);
    expect(manifest).not.toHaveProperty("pairs");
  });
});
