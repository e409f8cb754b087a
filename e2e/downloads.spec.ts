/** Downloads that are interrupted, shared, corrupted, evicted or deleted. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";
import { launchOptions } from "../scripts/browser.ts";
import { expect, manifest, segmentPath, test, visit } from "./fixtures.ts";
import type { SiteRequest } from "./site.ts";

/** A file of several pieces: the runtime. */
const WASM = "/dist/ort-wasm-simd-threaded.wasm";
const runtime = readFileSync(WASM.slice(1));
const BYTES = runtime.length;
const RUNTIME = createHash("sha256").update(runtime).digest("hex");
const PIECE = 4 * 2 ** 20;

const prefetch = async () => {
  await openSearch();
  await search.prefetch("image");
};

/** Number of pieces of the unfinished runtime that are stored; the model arrives at the same time. */
const countPieces = (page: Page) =>
  page.evaluate(
    (sha256) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("vitrine");
        opening.onerror = reject;
        opening.onsuccess = () => {
          const db = opening.result;
          const all = IDBKeyRange.bound([sha256], [sha256, []]);
          const count = db.transaction("pieces").objectStore("pieces").count(all);
          count.onerror = reject;
          count.onsuccess = () => {
            db.close();
            resolve(count.result);
          };
        };
      }),
    RUNTIME,
  );

/** Deletes stored files, all of them where none is named. */
const evict = (page: Page, files?: string[]) =>
  page.evaluate(
    (files) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("vitrine");
        opening.onerror = reject;
        opening.onsuccess = () => {
          const db = opening.result;
          const transaction = db.transaction("files", "readwrite");
          const store = transaction.objectStore("files");
          if (files) for (const sha256 of files) store.delete(sha256);
          else store.clear();
          transaction.onabort = reject;
          transaction.oncomplete = () => {
            db.close();
            resolve();
          };
        };
      }),
    files,
  );

const sent = (requests: SiteRequest[]) =>
  requests.reduce((sum, { sentBytes }) => sum + sentBytes, 0);

/** Starts loading from a slow server, and waits until some of it is stored. */
async function startSlowly(page: Page, site: { spoil: any }): Promise<void> {
  site.spoil(WASM, () => ({ bytesPerSecond: 3e6 }));
  await page.evaluate(async () => {
    await openSearch();
    void outcome(search.prefetch("image"));
  });
  await expect.poll(() => countPieces(page)).toBeGreaterThan(0);
}

test("after a tab closes halfway, the next visit fetches only the rest", async ({
  bare,
  site,
  context,
}) => {
  await startSlowly(bare, site);
  await bare.close();
  site.spoil(WASM, () => ({}));
  site.requests.length = 0;
  const second = await context.newPage();
  await visit(second, site);
  const held = (await countPieces(second)) * PIECE;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(BYTES);
  const stored = await second.evaluate(async () => {
    let stored = 0;
    await openSearch({
      onProgress: ({ phase, storedBytes }) => {
        if (phase === "runtime") stored = storedBytes;
      },
    });
    await search.prefetch("image");
    return stored;
  });
  const requests = site.take(WASM);
  expect(requests.map(({ range }) => range)).toEqual([`bytes=${held}-${BYTES - 1}`]);
  expect(sent(requests)).toBe(BYTES - held);
  expect(stored).toBe(held);
  expect(await countPieces(second)).toBe(0);
});

test("two tabs share one download, and one goes on when the other is closed", async ({
  bare,
  site,
  context,
}) => {
  const other = await context.newPage();
  await visit(other, site);
  site.spoil(WASM, () => ({}));
  await Promise.all([bare.evaluate(prefetch), other.evaluate(prefetch)]);
  expect(sent(site.take(WASM))).toBe(BYTES);

  await bare.evaluate(() => search.close());
  await other.evaluate(async () => {
    search.close();
    await vitrine.deleteStored();
  });
  await startSlowly(bare, site);
  const going = other.evaluate(prefetch);
  await other.waitForTimeout(300);
  expect(site.requests.filter(({ path }) => path === WASM)).toHaveLength(1);
  site.spoil(WASM, () => ({}));
  await bare.close();
  await going;
  const [, rest, ...more] = site.take(WASM);
  expect(more).toEqual([]);
  const start = Number(/^bytes=(\d+)-/.exec(rest!.range!)![1]);
  expect(start).toBeGreaterThan(0);
  expect(start % PIECE).toBe(0);
});

test("fetches a corrupted piece again on its own, and resumes a broken connection", async ({
  bare,
  site,
}) => {
  let answers = 0;
  site.spoil(WASM, (body) => {
    answers++;
    return { body: answers === 1 ? Uint8Array.from(body).fill(0, 5_000_000, 5_000_100) : body };
  });
  await bare.evaluate(prefetch);
  const again = site.take(WASM);
  expect(again.map(({ range }) => range)).toEqual([undefined, `bytes=${PIECE}-${2 * PIECE - 1}`]);

  await bare.evaluate(async () => {
    search.close();
    await vitrine.deleteStored();
  });
  answers = 0;
  site.spoil(WASM, () => (++answers === 1 ? { cutAfter: 6_000_000 } : {}));
  await bare.evaluate(prefetch);
  const [first, rest, ...more] = site.take(WASM);
  expect(more).toEqual([]);
  expect(first!.range).toBeUndefined();
  const start = Number(/^bytes=(\d+)-/.exec(rest!.range!)![1]);
  expect(start).toBeGreaterThanOrEqual(PIECE);
  expect(start).toBeLessThanOrEqual(6_000_000);
  expect(rest!.sentBytes).toBe(BYTES - start);
});

test("refuses a truncated file and keeps the part that arrived", async ({ bare, site }) => {
  site.spoil(WASM, (body) => ({ body: body.subarray(0, 10_000_000) }));
  await bare.evaluate(() => openSearch());
  const refused = await bare.evaluate(() => outcome(search.prefetch("image")));
  expect(refused).toMatchObject({ code: "integrity", typed: true });
  expect(await countPieces(bare)).toBe(2);
  site.spoil(WASM, () => ({}));
  site.requests.length = 0;
  await bare.evaluate(() => search.prefetch("image"));
  expect(sent(site.take(WASM))).toBe(BYTES - 2 * PIECE);
});

test("cancelling stops the download and keeps its pieces", async ({ bare, site }) => {
  site.spoil(WASM, () => ({ bytesPerSecond: 3e6 }));
  await bare.evaluate(async () => {
    await openSearch();
    const controller = new AbortController();
    Object.assign(globalThis, { controller });
    Object.assign(globalThis, {
      cancelled: outcome(search.prefetch("image", { signal: controller.signal })),
    });
  });
  await expect.poll(() => countPieces(bare)).toBeGreaterThan(0);
  const result = await bare.evaluate(() => {
    (globalThis as any).controller.abort();
    return (globalThis as any).cancelled;
  });
  expect(result).toMatchObject({ name: "AbortError" });
  await expect.poll(() => bare.evaluate(() => search.info.encoders.image)).toBe("idle");
  const [request] = site.take(WASM);
  expect(request!.sentBytes).toBeLessThan(BYTES);
  const held = (await countPieces(bare)) * PIECE;
  site.spoil(WASM, () => ({}));
  await bare.evaluate(() => search.prefetch("image"));
  expect(sent(site.take(WASM))).toBe(BYTES - held);
});

test("without room, the search works from memory and warns", async ({ bare, site, context }) => {
  const session = await context.newCDPSession(bare);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 7e6 });
  const { warnings, heard, storage, hits, plan } = await bare.evaluate(async () => {
    const heard: string[] = [];
    await openSearch({ onWarning: ({ code }) => heard.push(code) });
    const hits = await search.query({ text: "hat" }, { limit: 3 });
    const plan = await search.plan();
    return { ...search.info, heard, hits, plan };
  });
  expect(hits).toHaveLength(3);
  expect(storage).toBe("memory");
  expect(heard).toEqual(["storage-full"]);
  expect(warnings.map(({ code }) => code)).toEqual(heard);
  expect(plan.runtime).toMatchObject({ bytesToFetch: 0, stored: false });
});

test("notices evicted files and fetches them again; offline, that is a clear error", async ({
  bare,
  site,
}) => {
  const { data } = manifest().segments[0];
  const reopen = () =>
    bare.evaluate(async () => {
      const { code, message } = await outcome(openSearch());
      return { code, message, info: search.info };
    });
  await bare.evaluate(() => openSearch());
  await bare.evaluate(() => search.close());
  await evict(bare, [data.sha256]);
  site.requests.length = 0;
  const part = await reopen();
  expect(part.info.warnings.map(({ code }) => code)).toEqual(["storage-evicted"]);
  expect(part.info.catalog.source).toBe("network");
  expect(site.requests.map(({ path }) => path)).toContain(segmentPath("data"));
  expect(site.requests.map(({ path }) => path)).not.toContain(segmentPath("index"));
  const repaired = await reopen();
  expect(repaired.info).toMatchObject({ warnings: [], catalog: { source: "stored" } });

  await bare.evaluate(() => search.close());
  await evict(bare);
  expect((await reopen()).info.warnings.map(({ code }) => code)).toEqual(["storage-evicted"]);

  await bare.evaluate(() => search.close());
  await evict(bare, [data.sha256]);
  // The worker's own script comes from the HTTP cache.
  await site.stop();
  const offline = await reopen();
  expect(offline.code).toBe("network");
  expect(offline.message).toMatch(/1 of its files have gone from this device/);
});

test("fetches stored files again if their content has gone from the browser's folder", async ({
  site,
}, testInfo) => {
  const profile = testInfo.outputPath("profile");
  const open = async () => {
    const browser = await chromium.launchPersistentContext(profile, launchOptions());
    const page = await browser.newPage();
    await visit(page, site);
    const info = await page.evaluate(async () => {
      await openSearch();
      return search.info;
    });
    await browser.close();
    return info;
  };
  await open();
  const { image } = manifest().segments[0].index;
  // The browser's own format, in which what is long has a file of its own.
  const lost = readdirSync(profile, { recursive: true, withFileTypes: true }).filter(
    ({ name, parentPath }) =>
      parentPath.includes(".indexeddb.blob") &&
      statSync(`${parentPath}/${name}`).size >= image.bytes,
  );
  for (const { name, parentPath } of lost) rmSync(`${parentPath}/${name}`);
  test.skip(lost.length === 0, "this browser keeps no files of their own");
  site.requests.length = 0;
  const info = await open();
  expect(info.warnings.map(({ code }) => code)).toEqual(lost.map(() => "storage-evicted"));
  expect(site.requests.map(({ path }) => path)).toContain(segmentPath("index"));
  site.requests.length = 0;
  expect((await open()).catalog.source).toBe("stored");
  expect(site.requests.map(({ path }) => path)).not.toContain(segmentPath("index"));
});

test("a plan says what loading would take and leaves no trace", async ({ bare, site }) => {
  site.requests.length = 0;
  const before = await bare.evaluate(async () => ({
    plan: await vitrine.planVisualSearch({ catalog: "/shop/catalog/" }),
    databases: await indexedDB.databases(),
  }));
  expect(before.databases).toEqual([]);
  const asked = site.requests.map(({ path }) => path).filter((path) => !path.endsWith(".js"));
  expect(asked).toEqual(["/shop/catalog/manifest.json"]);
  expect(before.plan.runtime).toMatchObject({ bytes: BYTES, bytesToFetch: BYTES, stored: false });
  expect(before.plan.total.bytesToFetch).toBe(before.plan.total.bytes);
  expect(before.plan.quotaBytes).toBeGreaterThan(0);

  site.spoil(WASM, () => ({}));
  site.requests.length = 0;
  await bare.evaluate(async () => {
    await openSearch();
    await search.prefetch("image");
    await search.prefetch("text");
  });
  const fetched = site.requests.filter(({ path }) => !/\.(m?js|html)$|manifest.json$/.test(path));
  expect(sent(fetched)).toBe(before.plan.total.bytesToFetch);

  const after = await bare.evaluate(async () => {
    const options = { catalog: "/shop/catalog/", modalities: ["text"] } as const;
    return { plan: await vitrine.planVisualSearch(options), open: await search.plan() };
  });
  expect(after.plan.total).toMatchObject({ bytesToFetch: 0, stored: true });
  expect(after.plan).not.toHaveProperty("imageEncoder");
  expect(after.open.total).toEqual({ ...before.plan.total, bytesToFetch: 0, stored: true });
});

test("stored data can be deleted under open tabs, which keep working", async ({
  bare,
  site,
  context,
}) => {
  await bare.evaluate(prefetch);
  const other = await context.newPage();
  await visit(other, site);
  const left = await other.evaluate(async () => {
    await vitrine.deleteStored();
    return (await indexedDB.databases()).map(({ name }) => name);
  });
  expect(left).toEqual([]);
  const { hits, info } = await bare.evaluate(async () => ({
    hits: await search.query({ text: "hat" }, { limit: 2 }),
    info: search.info,
  }));
  expect(hits).toHaveLength(2);
  expect(info).toMatchObject({ storage: "indexeddb", warnings: [] });
});

test("asks the browser once to keep stored data, unless the page opts out", async ({ bare }) => {
  const asked = await bare.evaluate(async () => {
    let asked = 0;
    navigator.storage.persist = async () => {
      asked++;
      return true;
    };
    const counts: number[] = [];
    for (const persist of [false, true, true]) {
      await openSearch({ persist });
      await search.prefetch("image");
      await search.prefetch("text");
      counts.push(asked);
      search.close();
      await vitrine.deleteStored();
    }
    return counts;
  });
  expect(asked).toEqual([0, 1, 1]);
});
