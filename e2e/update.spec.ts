/** Updates of a catalog while pages are open, fail or are offline. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { test as base, expect, visit } from "./fixtures.ts";
import { Site } from "./site.ts";

const COUNT = 60;
const ROOT = ".cache/updated-shop";
const IMAGES = join(ROOT, "images");

/** Between the two days one product goes, two come, one has a new price and one a new picture. */
const GONE = 3;
const DEARER = 7;
const REDRAWN = 11;
const PRICE = 4321;

interface Row {
  id: string;
  cells: string[];
}

function demoRows(): { header: string[]; rows: Row[] } {
  const [header, ...lines]: string[][] = parse(readFileSync("public/demo/products.csv", "utf8"));
  return {
    header: header!,
    rows: lines.map((cells) => ({ id: cells[header!.indexOf("id")]!, cells })),
  };
}

const { header, rows: demo } = demoRows();
const at = (name: string) => header.indexOf(name);
const imageOf = (row: Row) => row.cells[at("image")]!;
const first = demo.slice(0, COUNT);

function writeFeed(rows: readonly Row[]): string {
  const path = join(ROOT, "feed.csv");
  writeFileSync(
    path,
    [header, ...rows.map(({ cells }) => cells)]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","))
      .join("\n"),
  );
  return path;
}

function build(rows: readonly Row[], out: string, ...flags: string[]): void {
  const args = ["dist/node/cli.js", "build", writeFeed(rows), "--images", IMAGES];
  args.push("--model", "public/models/starter", "--model-url", "../../models/starter/");
  args.push("--out", join(ROOT, out), "--currency", "EUR", "--name", out, "--quiet", ...flags);
  execFileSync(process.execPath, args);
}

interface Manifest {
  items: number;
  segments: Record<string, any>[];
  concepts: { path: string };
  pairs: { path: string };
}

const manifestOf = (out: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, out, "manifest.json"), "utf8"));

const pathsOf = (out: string): string[] => {
  const { segments, concepts, pairs } = manifestOf(out);
  const files = segments.flatMap(({ index, data, facets, changes }) => [
    index.image,
    data,
    facets,
    changes,
  ]);
  return [...files, concepts, pairs].filter((file) => file).map(({ path }) => path as string);
};

/** Yesterday's catalog on a site; `deploy` puts today's in its place. */
const test = base.extend<{ site: Site; deploy: () => void }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  site: async ({}, use) => {
    const folders: Record<string, string> = {
      "/": "e2e/pages",
      "/dist/": "dist",
      "/models/": "public/models",
      "/shop/catalog/": join(ROOT, "yesterday"),
    };
    const site = await Site.start({ folders });
    deployments.set(site, () => {
      folders["/shop/catalog/"] = join(ROOT, "today");
      site.requests.length = 0;
    });
    await use(site);
    await site.stop();
  },
  deploy: async ({ site }, use) => {
    await use(deployments.get(site)!);
  },
});

const deployments = new WeakMap<Site, () => void>();

test.describe.configure({ mode: "serial" });

test.beforeAll(() => {
  rmSync(ROOT, { recursive: true, force: true });
  mkdirSync(IMAGES, { recursive: true });
  const all = demo.slice(0, COUNT + 2);
  for (const row of all)
    copyFileSync(join("public/demo/images", imageOf(row)), join(IMAGES, imageOf(row)));
  build(first, "yesterday");
  copyFileSync(
    join("public/demo/images", imageOf(demo[COUNT + 2]!)),
    join(IMAGES, imageOf(first[REDRAWN]!)),
  );
  const changed = all
    .filter((_, i) => i !== GONE)
    .map((row) => {
      if (row !== first[DEARER]) return row;
      const cells = [...row.cells];
      cells[at("price")] = String(PRICE);
      cells[at("sale_price")] = "";
      return { ...row, cells };
    });
  build(changed, "today", "--previous", join(ROOT, "yesterday"));
});

const catalogRequests = (site: Site) =>
  site.requests.map(({ path }) => path).filter((path) => path.startsWith("/shop/catalog/"));

/** Hits of all products for one product's own vector, and what is known of some of them. */
const look = (page: Page) =>
  page.evaluate(
    async ([like, gone, dearer, added]) => {
      const hits = await search.query({ like: like! }, { limit: 100 });
      return {
        ids: hits.map(({ id }) => id),
        gone: (await search.item(gone!))?.id,
        price: (await search.item(dearer!))?.price,
        added: (await search.item(added!))?.id,
        dear: (await search.browse({ where: { price: { min: 4000 } } })).total,
        total: (await search.browse({ limit: 1 })).total,
        catalog: search.info.catalog,
      };
    },
    [first[0]!.id, first[GONE]!.id, first[DEARER]!.id, demo[COUNT]!.id],
  );

test("an update requests only new files, and an open tab keeps the old catalog", async ({
  bare,
  site,
  deploy,
  context,
}) => {
  await bare.evaluate(() => openSearch());
  const old = await look(bare);
  expect(old).toMatchObject({ gone: first[GONE]!.id, total: COUNT, dear: 0 });
  expect(old.added).toBeUndefined();

  deploy();
  const tab = await context.newPage();
  await visit(tab, site);
  await tab.evaluate(() => openSearch());
  const known = new Set(pathsOf("yesterday"));
  const fresh = pathsOf("today").filter((path) => !known.has(path));
  // The product of the day brings a new value and new pairs: concepts and pairs are among them.
  expect(fresh.length).toBe(6);
  expect(catalogRequests(site).sort()).toEqual(
    ["manifest.json", ...fresh].map((path) => `/shop/catalog/${path}`).sort(),
  );
  const now = await look(tab);
  expect(now).toMatchObject({
    price: PRICE,
    dear: 1,
    total: COUNT + 1,
    added: demo[COUNT]!.id,
    catalog: { source: "network", name: "today", items: COUNT + 1 },
  });
  expect(now.gone).toBeUndefined();
  // Each has all products but the one that is liked.
  expect(old.ids).toContain(first[GONE]!.id);
  expect(now.ids).not.toContain(first[GONE]!.id);
  expect(now.ids).toContain(demo[COUNT]!.id);
  expect([old.ids.length, now.ids.length]).toEqual([COUNT - 1, COUNT]);
  expect(new Set(now.ids).size).toBe(COUNT);
  // What neither has changed stands in the same order.
  const changed = new Set(
    [GONE, REDRAWN].map((i) => first[i]!.id).concat(demo.slice(COUNT).map(({ id }) => id)),
  );
  const unchanged = (ids: string[]) => ids.filter((id) => !changed.has(id));
  expect(unchanged(now.ids)).toEqual(unchanged(old.ids));

  // The open tab answers as before, and its next visit has the new catalog from the device.
  expect(await look(bare)).toEqual(old);
  site.requests.length = 0;
  await bare.evaluate(() => {
    search.close();
    return openSearch();
  });
  expect(catalogRequests(site)).toEqual(["/shop/catalog/manifest.json"]);
  expect(await look(bare)).toMatchObject({ total: COUNT + 1, catalog: { source: "stored" } });
});

test("uses the old catalog while a new file fails, then the new one", async ({
  bare,
  site,
  deploy,
}) => {
  const reopen = () =>
    bare.evaluate(() => {
      search.close();
      return openSearch();
    });
  await bare.evaluate(() => openSearch());
  const old = await look(bare);
  deploy();
  const path = `/shop/catalog/${manifestOf("today").segments[0]!.changes.path}`;
  for (const spoil of [
    () => ({ status: 404 }),
    () => "drop" as const,
    (body: Uint8Array) => ({ body: body.subarray(0, body.length - 1) }),
  ]) {
    site.spoil(path, spoil);
    await reopen();
    const kept = await look(bare);
    expect(kept.catalog).toMatchObject({ name: "yesterday", source: "offline", items: COUNT });
    expect(kept.catalog.problem).toContain(path);
    expect({ ...kept, catalog: old.catalog }).toEqual(old);
  }
  site.spoil(path);
  await reopen();
  expect((await look(bare)).catalog).toMatchObject({ name: "today", source: "network" });
});

/** Number of files that are kept on the device. */
const storedFiles = () =>
  new Promise<number>((resolve) => {
    indexedDB.open("vitrine").onsuccess = ({ target }) => {
      const db = (target as IDBOpenDBRequest).result;
      db.transaction("files").objectStore("files").count().onsuccess = (event) => {
        db.close();
        resolve((event.target as IDBRequest<number>).result);
      };
    };
  });

test("resumes an interrupted update, which then works offline", async ({
  bare,
  site,
  deploy,
  context,
}) => {
  await bare.evaluate(() => openSearch());
  deploy();
  const last = `/shop/catalog/${manifestOf("today").segments[1]!.index.image.path}`;
  site.spoil(last, () => "hang");
  const interrupted = await context.newPage();
  await visit(interrupted, site);
  const asked = interrupted.evaluate(() => outcome(openSearch())).catch(() => undefined);
  const all = new Set([...pathsOf("yesterday"), ...pathsOf("today")]);
  await expect.poll(() => bare.evaluate(storedFiles)).toBe(all.size - 1);
  await interrupted.close();
  await asked;
  site.spoil(last);
  site.requests.length = 0;
  const again = await context.newPage();
  await visit(again, site);
  await again.evaluate(() => openSearch());
  expect(catalogRequests(site)).toEqual(["/shop/catalog/manifest.json", last]);
  expect((await look(again)).catalog.source).toBe("network");
  await site.stop();
  const offline = await context.newPage();
  await visit(offline, site);
  await offline.evaluate(() => openSearch());
  expect((await look(offline)).catalog).toMatchObject({ name: "today", source: "offline" });
});
