/** Tests of concepts through the engine. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codeVector } from "../../catalog/concepts/coded-vector.ts";
import type { FacetConcepts } from "../../catalog/concepts/concept-table.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { testItems, testSource } from "../../catalog/testing/source.testing.ts";
import { sealCatalog } from "../../catalog/writing/catalog-draft.ts";
import { draftCatalog } from "../../catalog/writing/create-catalog.ts";
import { withConcepts } from "../../catalog/writing/measured-catalog.ts";
import { meanDirection } from "../../ranking/query/compose.ts";
import { FileServer } from "../../store/server.testing.ts";
import type { Engine } from "../engine.ts";
import { openEngine, serveCatalog, serveFiles } from "../testing/catalog.testing.ts";

const COUNT = 60;
const DIM = 16;
const code = (expected: string) => expect.objectContaining({ code: expected });
const items = testItems(COUNT);
const { vectors } = testSource(COUNT);

const server = new FileServer();
const engines: Engine[] = [];
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server.files.clear();
  const probes = { set: 1, images: [], texts: [], photos: [] };
  const closeMatch = { image: 0.75, text: 0.25 };
  const concepts = [
    conceptsOf("category", ["dress", "shirt", "boots", "no longer"], (item) => item.category),
    conceptsOf("colour", ["red", "blue", "green", "black"], (item) => item.colour),
  ];
  const draft = await draftCatalog(testSource(COUNT));
  const measured = { concepts, phrases: 1, closeMatch, probes };
  serveFiles(server, sealCatalog(await withConcepts(draft, measured)));
});
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

/** The mean of the items with a value, instead of what a text encoder would make of it. */
function conceptVector(isMeant: (item: CatalogItem) => boolean): Float32Array {
  const rows = items.flatMap((item, i) =>
    isMeant(item) ? [...vectors.subarray(i * DIM, (i + 1) * DIM)] : [],
  );
  return rows.length === 0
    ? Float32Array.from({ length: DIM }, (_, d) => Number(d === 0))
    : meanDirection(Float32Array.from(rows), DIM);
}

function conceptsOf(
  facet: string,
  values: string[],
  read: (item: CatalogItem) => string | undefined,
): FacetConcepts {
  const coded = values.map((value) => codeVector(conceptVector((item) => read(item) === value)));
  const calibration = { scale: 100, centre: 0, textMargin: 0.1 };
  return { facet, values, vectors: coded, means: values.map(() => 0), ...calibration };
}

async function open(): Promise<Engine> {
  const engine = await openEngine(server);
  engines.push(engine);
  return engine;
}

describe("concepts", () => {
  it("are listed with the number of items that have them", async () => {
    const engine = await open();
    expect(await engine.concepts()).toEqual([
      ...["dress", "shirt", "boots"].map((value) => ({ facet: "category", value, count: 20 })),
      ...["red", "blue", "green", "black"].map((value) => ({ facet: "colour", value, count: 15 })),
    ]);
    expect(engine.info.catalog.closeMatch).toEqual({ image: 0.75, text: 0.25 });
  });

  it("are searched for without any encoder, and explain the hits", async () => {
    const engine = await open();
    const concept = { facet: "colour", value: "red" };
    const hits = await engine.query({ concepts: [concept] }, { limit: COUNT });
    const query = conceptVector((item) => item.colour === "red");
    for (const { id, score, item, matched } of hits) {
      const i = Number(id.slice(1));
      const own = vectors.subarray(i * DIM, (i + 1) * DIM);
      const cosine = own.reduce((sum, x, d) => sum + x * query[d]!, 0) / Math.hypot(...own);
      // Of codes of 16 numbers.
      expect(Math.abs(score - cosine)).toBeLessThan(0.02);
      expect(matched).toEqual(item.colour === "red" ? [concept] : undefined);
    }
    expect(hits).toHaveLength(COUNT);
  });

  it("move a query towards them and away from them", async () => {
    const engine = await open();
    const rankOf = async (weight: number) => {
      const concepts = [{ facet: "category", value: "boots", weight }];
      const hits = await engine.query({ like: "p0", concepts }, { limit: COUNT });
      const boots = hits.flatMap(({ item }, i) => (item.category === "boots" ? [i] : []));
      return { mean: boots.reduce((a, b) => a + b) / boots.length, first: hits[0]! };
    };
    const [away, without, towards] = [await rankOf(-1), await rankOf(0), await rankOf(1)];
    expect(towards.mean).toBeLessThan(without.mean);
    expect(without.mean).toBeLessThan(away.mean);
  });

  it.each<[string, string, any]>([
    ["another value", "concept-unknown", [{ facet: "colour", value: "mauve" }]],
    ["another facet", "concept-unknown", [{ facet: "brand", value: "North" }]],
    ["no list", "invalid-argument", { facet: "colour", value: "red" }],
    ["no text", "invalid-argument", [{ facet: "colour", value: 3 }]],
    ["too great a weight", "invalid-argument", [{ facet: "colour", value: "red", weight: 11 }]],
    ["NaN", "invalid-argument", [{ facet: "colour", value: "red", weight: Number.NaN }]],
    ["nothing to look for", "invalid-argument", [{ facet: "colour", value: "red", weight: -1 }]],
    ["too many", "invalid-argument", new Array(101).fill({ facet: "colour", value: "red" })],
  ])("refuse %s", async (_, expected, concepts) => {
    const engine = await open();
    await expect(engine.query({ concepts }, {})).rejects.toThrow(code(expected));
  });

  it("are empty in a catalog that was built without them", async () => {
    await serveCatalog(server, testSource(COUNT));
    const engine = await open();
    expect(await engine.concepts()).toEqual([]);
    expect(engine.info.catalog).not.toHaveProperty("closeMatch");
    const concepts = [{ facet: "colour", value: "red" }];
    await expect(engine.query({ concepts }, {})).rejects.toThrow(code("concept-unknown"));
    // Likeness needs no concepts.
    const [hit] = await engine.query({ like: "p0" }, { limit: 1, where: { colour: "red" } });
    expect(hit!.matched).toContainEqual(concepts[0]);
  });
});
