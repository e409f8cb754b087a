/** Tests of concepts in catalogs that are built, updated and merged. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Catalog } from "../../../catalog/catalog.ts";
import { verifyCatalog } from "../../../catalog/verify/verify-catalog.ts";
import { type BuildOptions, buildCatalog, mergeCatalogs } from "../../index.ts";
import { listFiles, openFolder } from "../../write/catalog-folder.ts";

const KINDS = ["dress", "boots", "bag"];
const COLOURS = { red: "#c02020", blue: "#2040c0", green: "#208040", black: "#101010" };
const COUNT = 24;
let folder: string;
let options: BuildOptions;

function feedOf(count: number, change: (row: string[], i: number) => string[] = (row) => row) {
  const rows = Array.from({ length: count }, (_, i) => {
    const colour = Object.keys(COLOURS)[i % 4]!;
    const pairs = i % 3 === 0 ? `p${(i + 1) % count}; p${(i + 5) % count},p${i} gone` : "";
    const row = [`p${i}`, `Product ${i}`, `${i}.jpg`, `${10 + i}`, KINDS[i % 3]!, colour, pairs];
    return change(row, i).join("\t");
  });
  return ["id\ttitle\timage\tprice\tcategory\tcolour\tgoes_with", ...rows].join("\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-test-"));
  await mkdir(join(folder, "images"));
  for (let i = 0; i < COUNT + 2; i++) {
    const colour = Object.values(COLOURS)[i % 4]!;
    const shape = `<rect x="${20 + i}" y="30" width="${70 - i}" height="${60 + i * 4}" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
    const picture = sharp(Buffer.from(svg)).flatten({ background: "#fff" }).jpeg();
    await picture.toFile(join(folder, "images", `${i}.jpg`));
  }
  await writeFile(join(folder, "feed.tsv"), feedOf(COUNT));
  options = {
    feed: join(folder, "feed.tsv"),
    images: join(folder, "images"),
    model: "public/models/starter",
    out: join(folder, "catalog"),
    cache: join(folder, "cache"),
    created: new Date("2026-01-02T03:04:05Z"),
    currency: "EUR",
    threads: 1,
    html: false,
    rules: { hide: [{ price: { max: 11 } }, { stock: { max: 0 } }], within: ["category"] },
  };
  await buildCatalog(options);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(path: string): Promise<Catalog> {
  const { problems, catalog } = await verifyCatalog(await openFolder(path));
  expect(problems).toEqual([]);
  return catalog!;
}

function pairsOf(catalog: Catalog, id: string): string[] {
  const partners = catalog.pairs?.partners(catalog.rowOf(id)!) ?? [];
  return [...partners].map((row) => catalog.item(row).id).sort();
}

test("a catalog has sound concepts, thresholds, pairs and rules", async () => {
  const catalog = await opened(options.out);
  const { closeMatch, rules } = catalog.manifest;
  expect(catalog.concepts!.facets.map(({ facet, values }) => [facet, [...values].sort()])).toEqual([
    ["category", [...KINDS].sort()],
    ["colour", Object.keys(COLOURS).sort()],
  ]);
  expect(closeMatch!.image).toBeGreaterThan(0);
  expect(closeMatch!.image).toBeLessThan(1);
  expect(Math.abs(closeMatch!.text)).toBeLessThan(1);
  expect(rules).toEqual(options.rules);
  expect(pairsOf(catalog, "p0")).toEqual(["p1", "p5"]);
  expect(pairsOf(catalog, "p1")).toContain("p0");
  expect(catalog.item(0).attributes).toEqual({});
});

test("the report names rules without effect and missing partners", async () => {
  const report = JSON.parse(await readFile(`${options.out}.report.json`, "utf8"));
  expect(report.notes.join("\n")).toMatch(/rule is out of force.*"stock"/);
  expect(report.notes.join("\n")).toMatch(/8 are not in the catalog, such as "gone"/);
  expect(report.parts.concepts).toBeGreaterThan(0);
  expect(report.parts.pairs).toBeGreaterThan(0);
  expect(report.feed.columns).toContainEqual({ column: "goes_with", role: "goesWith" });
});

test("merged shards have the same bytes", { timeout: 240_000 }, async () => {
  const shards: string[] = [];
  for (let i = 1; i <= 2; i++) {
    const out = join(folder, `shard-${i}`);
    await buildCatalog({ ...options, out, shard: `${i}/2` });
    shards.push(out);
  }
  const out = join(folder, "merged");
  const report = await mergeCatalogs({ shards, out, threads: 1 });
  expect(report.notes.join("\n")).toContain('"gone"');
  const contentOf = async (path: string) =>
    Object.fromEntries(
      await Promise.all(
        (await listFiles(path)).map(async (file) => [
          file,
          (await readFile(join(path, file))).toString("base64"),
        ]),
      ),
    );
  expect(await contentOf(out)).toEqual(await contentOf(options.out));
});

test("an update takes over the concepts it can", { timeout: 240_000 }, async () => {
  const next = join(folder, "next.tsv");
  const out = join(folder, "next");
  const change = (row: string[], i: number) =>
    i === 2 ? [...row.slice(0, 5), "mauve", "p25"] : row;
  await writeFile(next, feedOf(COUNT + 2, change));
  const report = await buildCatalog({ ...options, feed: next, out, previous: options.out });
  expect(report.update).toMatchObject({ kept: COUNT, embedded: 2 });
  const [before, after] = [await opened(options.out), await opened(out)];
  expect(after.concepts!.of("colour")!.values).toContain("mauve");
  for (const [facet, value] of [
    ["colour", "red"],
    ["category", "bag"],
  ] as const) {
    expect(after.concepts!.coded(facet, value)).toEqual(before.concepts!.coded(facet, value));
  }
  expect(after.manifest.closeMatch!.probes).toEqual(before.manifest.closeMatch!.probes);
  expect(pairsOf(after, "p2")).toContain("p25");
  // With the same values, devices need not fetch them again, whatever has come of the scores.
  await writeFile(next, feedOf(COUNT));
  const same = join(folder, "same");
  await buildCatalog({ ...options, feed: next, out: same, previous: options.out });
  await writeFile(next, feedOf(COUNT - 2));
  const fewer = await buildCatalog({ ...options, feed: next, out: same, previous: same });
  expect(fewer.update).toMatchObject({ kept: COUNT - 2, removed: 2 });
  expect((await opened(same)).manifest.concepts).toEqual(before.manifest.concepts);
  await writeFile(next, feedOf(COUNT + 2, change));
  // On the same day again, nothing of them is new.
  const again = await buildCatalog({ ...options, feed: next, out, previous: out });
  expect(again.update!.newBytes).toBe((await readFile(join(out, "manifest.json"))).length);
});

test("concepts are those of the named facets, or none", { timeout: 240_000 }, async () => {
  const out = join(folder, "named");
  await buildCatalog({ ...options, out, concepts: ["colour"] });
  expect((await opened(out)).concepts!.facets.map(({ facet }) => facet)).toEqual(["colour"]);
  await buildCatalog({ ...options, out, concepts: [] });
  const { manifest } = await opened(out);
  expect(manifest).not.toHaveProperty("concepts");
  expect(manifest).not.toHaveProperty("closeMatch");
  for (const concepts of [["a", "a"], "colour", [1], new Array(17).fill("a")]) {
    await expect(buildCatalog({ ...options, concepts: concepts as never })).rejects.toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  }
  await expect(buildCatalog({ ...options, rules: { hides: [] } as never })).rejects.toThrow(
    /hides/,
  );
});
