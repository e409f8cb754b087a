/** Searches by the catalog's own concepts, descriptions of photos, rules and looks, in a browser. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { test as base, expect, visit } from "./fixtures.ts";
import { Site } from "./site.ts";

const ROOT = ".cache/e2e-concepts";
const IMAGES = "public/demo/images";
const COUNT = 120;

type Row = Record<
  "id" | "title" | "price" | "category" | "colour" | "image" | "pattern" | "stock",
  string
>;

/** Products of the demo shop; each third one goes with the next. */
const rows: Row[] = parse(readFileSync("public/demo/products.csv"), {
  columns: true,
  to: COUNT,
});
const partnerOf = (i: number) => (i % 3 === 0 ? rows[(i + 1) % COUNT]! : undefined);

const test = base.extend<{ site: Site }, { shop: string }>({
  shop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
    async ({}, use) => {
      rmSync(ROOT, { recursive: true, force: true });
      mkdirSync(ROOT, { recursive: true });
      const columns = [
        "id",
        "title",
        "price",
        "category",
        "colour",
        "image",
        "pattern",
        "stock",
      ] as const;
      const lines = rows.map((row, i) =>
        [
          ...columns.map((column) => row[column].replace(/[\t\n]/g, " ")),
          partnerOf(i)?.id ?? "",
        ].join("\t"),
      );
      writeFileSync(
        join(ROOT, "feed.tsv"),
        [[...columns, "goes_with"].join("\t"), ...lines].join("\n"),
      );
      const [hidden] = rows;
      writeFileSync(
        join(ROOT, "rules.json"),
        JSON.stringify({ hide: [{ category: hidden!.category, colour: hidden!.colour }] }),
      );
      const args = ["dist/node/cli.js", "build", join(ROOT, "feed.tsv"), "--images", IMAGES];
      args.push("--model", "public/models/starter", "--model-url", "../../models/starter/");
      args.push("--out", join(ROOT, "catalog"), "--rules", join(ROOT, "rules.json"));
      args.push("--currency", "EUR", "--cache", ".cache/builds", "--no-html", "--quiet");
      execFileSync(process.execPath, args);
      await use(ROOT);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  site: async ({ shop }, use) => {
    const folders = {
      "/": "e2e/pages",
      "/dist/": "dist",
      "/shop/catalog/": join(shop, "catalog"),
      "/shop/": "public/demo",
      "/models/": "public/models",
    };
    const site = await Site.start({ folders });
    await use(site);
    await site.stop();
  },
});

test("concepts find products and say why, without any model", async ({ page, site }) => {
  await visit(page, site);
  const { concepts, hits, info } = await page.evaluate(async () => {
    await openSearch();
    const concepts = await search.concepts();
    const red = { facet: "colour", value: "red" };
    const hits = await search.query({ concepts: [red] }, { limit: 10 });
    return { concepts, hits, info: search.info };
  });
  expect(new Set(concepts.map(({ facet }) => facet))).toContain("category");
  for (const { facet, value, count } of concepts) {
    expect(count, `${facet} ${value}`).toBeGreaterThan(0);
  }
  expect(hits).toHaveLength(10);
  for (const { item, matched } of hits) {
    expect(matched).toEqual(
      item.colour === "red" ? [{ facet: "colour", value: "red" }] : undefined,
    );
  }
  // Three times as many as chance would give at least.
  const reds = rows.filter(({ colour }) => colour === "red").length;
  const found = hits.filter(({ matched }) => matched).length;
  expect(found / hits.length).toBeGreaterThan((3 * reds) / COUNT);
  expect(info.encoders).toEqual({ image: "idle", text: "idle" });
  expect(info.catalog.closeMatch!.image).toBeGreaterThan(0);
  expect(site.requests.filter(({ path }) => path.startsWith("/models/"))).toEqual([]);
  // What thresholds were measured with is for builds alone.
  expect(site.requests.filter(({ path }) => path.includes("probes"))).toEqual([]);
});

test("describes a photo with the image encoder alone", async ({ page, site }) => {
  await visit(page, site);
  const ids = rows.slice(0, 40).map(({ id }) => id);
  const described = await page.evaluate(async (ids) => {
    await openSearch();
    const described: Record<string, { facet: string; value: string; score: number }[]> = {};
    for (const id of ids) described[id] = await search.describe(await photo(id));
    return { described, encoders: search.info.encoders };
  }, ids);
  expect(described.encoders).toEqual({ image: "ready", text: "idle" });
  let right = 0;
  for (const { id, colour } of rows.slice(0, 40)) {
    const labels = described.described[id]!.filter(({ facet }) => facet === "colour");
    expect(labels).toHaveLength(3);
    const scores = labels.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeLessThanOrEqual(1);
    if (labels.some(({ value }) => value === colour)) right++;
  }
  process.stdout.write(`  colour among the first 3 labels of ${right} in 40 photos\n`);
  // Chance would be 3 in 20 or so.
  expect(right).toBeGreaterThan(20);
});

test("the catalog's rules hold, and a query adds its own", async ({ page, site }) => {
  await visit(page, site);
  const [first] = rows;
  const { hits, all, unknown } = await page.evaluate(async () => {
    await openSearch();
    const { items, total } = await search.browse({ limit: 1000 });
    const [one] = items;
    const rules = { pin: [{ id: items[7]!.id }], onePer: "category", within: ["pattern"] };
    return {
      all: { total, items, one },
      hits: await search.query({ like: one!.id }, { limit: 50, rules }),
      unknown: await outcome(search.query({ like: one!.id }, { rules: { hide: [{ no: 1 }] } })),
    };
  });
  const isHidden = (item: { category?: string; colour?: string }) =>
    item.category === first!.category && item.colour === first!.colour;
  expect(all.items.some(isHidden)).toBe(false);
  expect(all.total).toBe(rows.filter((row) => !isHidden(row)).length);
  expect(hits[0]!.id).toBe(all.items[7]!.id);
  const categories = hits.map(({ item }) => item.category);
  expect(new Set(categories).size).toBe(categories.length);
  for (const { item } of hits.slice(1)) {
    expect(item.attributes.pattern).toBe(all.one!.attributes.pattern);
  }
  expect(unknown).toMatchObject({ code: "facet-unknown", typed: true });
});

test("completes a look from the shop's own pairs, offline and without a model", async ({
  page,
  site,
}) => {
  await visit(page, site);
  await page.evaluate(() => openSearch());
  await site.stop();
  const looks = await page.evaluate(async () => {
    const { items } = await search.browse({ limit: 1000 });
    const looks: Record<string, { category: string; hits: { id: string }[] }[]> = {};
    for (const { id } of items) looks[id] = await search.completeTheLook(id, { limit: 3 });
    return looks;
  });
  let told = 0;
  rows.forEach((row, i) => {
    const look = looks[row.id];
    const partner = partnerOf(i);
    if (!look) return;
    expect(look.length).toBeGreaterThan(0);
    expect(look.map(({ category }) => category)).not.toContain(row.category);
    if (!partner || !looks[partner.id] || partner.category === row.category) return;
    const ids = look
      .find(({ category }) => category === partner.category)!
      .hits.map(({ id }) => id);
    expect(ids).toContain(partner.id);
    told++;
  });
  expect(told).toBeGreaterThan(10);
});
