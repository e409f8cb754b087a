/** Tests of builds that are killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { mulberry32 } from "../../lib/random.ts";
import { type BuildProgress, buildCatalog } from "../index.ts";
import { verifyFolder } from "../inspect/inspect.ts";
import { CELL_BYTES } from "../pictures/picture-facts.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { listFiles } from "./catalog-folder.ts";

const PICTURES = 64;
const MODEL = "public/models/starter";

async function contentOf(folder: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const path of await listFiles(folder)) {
    content[path] = (await readFile(join(folder, path))).toString("base64");
  }
  return content;
}

function feedOf(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => `p${i},Product ${i},${i}.jpg`);
  return ["id,title,image", ...rows].join("\n");
}

/** A shop whose catalog has three products, and the catalog that the next build is to make. */
async function shop() {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  const random = mulberry32(7);
  for (let i = 0; i < PICTURES; i++) {
    const background = { r: i, g: random() % 256, b: random() % 256 };
    const create = { width: 120, height: 160, channels: 3 as const, background };
    await sharp({ create })
      .jpeg()
      .toFile(join(images, `${i}.jpg`));
  }
  const feed = join(folder, "feed.csv");
  const out = join(folder, "catalog");
  const cache = join(folder, "cache");
  const created = "2025-01-02T03:04:05Z";
  const options = {
    feed,
    images,
    model: MODEL,
    out,
    cache,
    created,
    threads: 1,
    runtime: "wasm" as const,
  };
  const build = (change: Partial<typeof options> = {}) =>
    buildCatalog({ ...options, ...change, created: new Date(created) });
  await writeFile(feed, feedOf(3));
  await build({ cache: join(folder, "other-cache") });
  const old = await contentOf(out);
  await writeFile(feed, feedOf(PICTURES));
  await build({ out: join(folder, "wanted"), cache: join(folder, "third-cache") });
  const wanted = await contentOf(join(folder, "wanted"));
  return { folder, options, build, old, wanted };
}

type Shop = Awaited<ReturnType<typeof shop>>;

/** When a build is killed: at a point of a stage, or some time after so many reports of progress. */
type End = Pick<BuildProgress, "stage" | "done"> | { reports: number; delayMs: number };

/** Runs a build in a process of its own. @returns whether it was killed */
async function buildUntil(end: End, options: object): Promise<boolean> {
  const script = new URL("build-process.testing.ts", import.meta.url).pathname;
  const args = ["--import", "tsx", script, JSON.stringify(options), JSON.stringify(end)];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  const [, signal] = await once(child, "exit");
  return signal === "SIGKILL";
}

/** Bytes of embeddings that are on the disk. */
async function embeddedBytes(cache: string): Promise<number> {
  let bytes = 0;
  for (const path of await listFiles(join(cache, "embeddings")).catch(() => [])) {
    bytes += (await readFile(join(cache, "embeddings", path))).length;
  }
  return bytes;
}

async function expectOneCatalog({ folder, options, old, wanted }: Shop): Promise<void> {
  const names = await readdir(folder);
  if (names.includes("catalog")) {
    expect([old, wanted]).toContainEqual(await contentOf(options.out));
  } else {
    // Between the two renames the old one is next to its place, and the next build restores it.
    expect(names.some((name) => name.startsWith(".catalog.vitrine-old-"))).toBe(true);
  }
}

/** A last build, after `kills` of them, has what the others have embedded, and makes the right catalog. */
async function expectRecovery({ folder, options, build, wanted }: Shop, kills: number) {
  const embedded = await embeddedBytes(options.cache);
  const report = await build();
  const recordBytes = 48 + CELL_BYTES + 4 * report.model!.dim + 16;
  // A file of each build has a header, and may end in a torn record.
  expect(report.remembered).toBeGreaterThanOrEqual(
    Math.min(PICTURES, Math.floor(embedded / recordBytes) - 2 * kills),
  );
  expect(report.remembered).toBeGreaterThan(0);
  expect(await contentOf(options.out)).toEqual(wanted);
  expect(await verifyFolder(options.out)).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.startsWith(".catalog"))).toEqual([]);
}

test("a killed build leaves the old catalog or the new one, and what it has embedded", async () => {
  const own = await shop();
  const ends: End[] = [
    { stage: "embed", done: 32 },
    { stage: "write", done: 1 },
  ];
  let embedded = 0;
  for (const end of ends) {
    expect(await buildUntil(end, own.options)).toBe(true);
    const now = await embeddedBytes(own.options.cache);
    expect(now).toBeGreaterThan(0);
    expect(now).toBeGreaterThanOrEqual(embedded);
    embedded = now;
    await expectOneCatalog(own);
  }
  await expectRecovery(own, ends.length);
});

describe.runIf(process.env.VITRINE_DEEP)("deep: builds that are killed", () => {
  test("at any moment leave the old catalog or the new one, and what they have embedded", async () => {
    const own = await shop();
    const random = mulberry32(8);
    const kills = 20;
    for (let i = 0; i < kills; i++) {
      const end = { reports: random() % (2 * PICTURES), delayMs: random() % 50 };
      await buildUntil(end, own.options);
      await expectOneCatalog(own);
    }
    await expectRecovery(own, kills);
  }, 480_000);
});
