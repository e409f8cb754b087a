/** Tests of builds that are killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { buildCatalog } from "../index.ts";
import { verifyFolder } from "../inspect/inspect.ts";
import { CELL_BYTES } from "../pictures/picture-facts.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { listFiles } from "./catalog-folder.ts";

const PICTURES = 150;
const KILLS = 12;

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const path of await listFiles(folder)) {
    content[path] = (await readFile(join(folder, path))).toString("base64");
  }
  return content;
}

function start(options: object): ChildProcess {
  const script = new URL("build-process.testing.ts", import.meta.url).pathname;
  const args = ["--import", "tsx", script, JSON.stringify(options)];
  return spawn(process.execPath, args, { stdio: "ignore" });
}

/** Bytes of embeddings that are on the disk. */
async function embeddedBytes(cache: string): Promise<number> {
  let bytes = 0;
  for (const path of await listFiles(join(cache, "embeddings")).catch(() => [])) {
    bytes += (await readFile(join(cache, "embeddings", path))).length;
  }
  return bytes;
}

test("a build killed at any moment leaves the old catalog or the new one, and what it has embedded", async () => {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  const random = generator(7);
  for (let i = 0; i < PICTURES; i++) {
    const background = { r: i, g: Math.floor(random() * 256), b: Math.floor(random() * 256) };
    const create = { width: 120, height: 160, channels: 3 as const, background };
    await sharp({ create })
      .jpeg()
      .toFile(join(images, `${i}.jpg`));
  }
  const feedOf = (count: number) =>
    [
      "id,title,image",
      ...Array.from({ length: count }, (_, i) => `p${i},Product ${i},${i}.jpg`),
    ].join("\n");
  const feed = join(folder, "feed.csv");
  const options = {
    feed,
    images,
    model: "public/models/starter",
    out: join(folder, "catalog"),
    cache: join(folder, "cache"),
    created: "2025-01-02T03:04:05Z",
    threads: 1,
  };
  const build = (change: Partial<typeof options> = {}) =>
    buildCatalog({ ...options, ...change, created: new Date(options.created) });

  await writeFile(feed, feedOf(3));
  await build({ cache: join(folder, "other-cache") });
  const old = await contentOf(options.out);
  await writeFile(feed, feedOf(PICTURES));
  await build({ out: join(folder, "wanted"), cache: join(folder, "third-cache") });
  const wanted = await contentOf(join(folder, "wanted"));
  const began = performance.now();
  const child = start({
    ...options,
    out: join(folder, "timed"),
    cache: join(folder, "timed-cache"),
  });
  expect(await once(child, "exit")).toEqual([0, null]);
  let duration = performance.now() - began;

  let embedded = 0;
  let killed = 0;
  for (let i = 0; i < KILLS; i++) {
    const child = start(options);
    const exit = once(child, "exit");
    const started = performance.now();
    const timer = setTimeout(() => child.kill("SIGKILL"), random() * duration);
    const [, signal] = await exit;
    clearTimeout(timer);
    if (signal === "SIGKILL") killed++;
    // With more remembered, or less else to do for the machine, a build takes less time.
    else duration = performance.now() - started;
    const now = await embeddedBytes(options.cache);
    expect(now).toBeGreaterThanOrEqual(embedded);
    embedded = now;
    const names = await readdir(folder);
    if (names.includes("catalog")) {
      expect([old, wanted]).toContainEqual(await contentOf(options.out));
    } else {
      // Between the two renames the old one stands beside its place, and the next build puts it back.
      expect(names.some((name) => name.startsWith(".catalog.vitrine-old-"))).toBe(true);
    }
  }
  expect(killed).toBeGreaterThan(KILLS / 3);
  expect(embedded).toBeGreaterThan(0);
  const report = await build();
  const recordBytes = 48 + CELL_BYTES + 4 * report.model!.dim + 16;
  // A file of each build has a header, and may end in a torn record.
  expect(report.remembered).toBeGreaterThanOrEqual(
    Math.min(PICTURES, Math.floor(embedded / recordBytes) - 2 * KILLS),
  );
  expect(report.remembered).toBeGreaterThan(0);
  expect(await contentOf(options.out)).toEqual(wanted);
  expect(await verifyFolder(options.out)).toEqual([]);
  const left = (await readdir(folder)).filter((name) => name.startsWith(".catalog"));
  expect(left).toEqual([]);
}, 480_000);
