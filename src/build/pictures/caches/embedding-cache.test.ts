/** The embedding cache, also when it is damaged, cut or shared. */
import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporary.testing.ts";
import { CELL_BYTES } from "../picture-facts.ts";
import { EmbeddingCache } from "./embedding-cache.ts";
import type { EmbeddingSpace, KnownPicture } from "./embedding-log.ts";

const SPACE: EmbeddingSpace = { weights: "w", preprocessing: "p", runtime: "r 1.0", dim: 5 };
const DAY = 86_400_000;
const NOW = 20_000 * DAY;
const RECORD_BYTES = 48 + CELL_BYTES + 4 * SPACE.dim + 16;

function shaOf(i: number): Uint8Array {
  return createHash("sha256").update(String(i)).digest();
}

function pictureOf(i: number): KnownPicture & { sha256: Uint8Array } {
  return {
    sha256: shaOf(i),
    vector: Float32Array.from({ length: SPACE.dim }, (_, d) => Math.fround(i + d / 7)),
    facts: {
      width: i + 1,
      height: i + 2,
      spread: Math.fround(i / 3),
      cells: new Uint8Array(CELL_BYTES).fill(i),
    },
  };
}

function knownOf(i: number): KnownPicture {
  const { vector, facts } = pictureOf(i);
  return { vector, facts };
}

/** A cache as an earlier process would have left it. */
async function fill(root: string, pictures: readonly number[], now = NOW): Promise<string> {
  const before = new Set(await logsOf(root));
  const cache = await EmbeddingCache.open(root, SPACE, now);
  await cache.put(pictures.map(pictureOf));
  await cache.close();
  const [path] = (await logsOf(root)).filter((log) => !before.has(log));
  // No process has this number.
  const left = path!.replace(`-${process.pid}-`, "-999999999-");
  await rename(path!, left);
  return left;
}

async function logsOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

const range = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

describe("an embedding cache", () => {
  test("gives what was put, at once and to later builds", async () => {
    const root = join(await temporaryFolder(), "embeddings");
    const cache = await EmbeddingCache.open(root, SPACE, NOW);
    expect(await cache.get(shaOf(0))).toBeUndefined();
    expect(await logsOf(root)).toEqual([]);
    await cache.put(range(3).map(pictureOf));
    await cache.put([pictureOf(3)]);
    for (const i of range(4)) expect(await cache.get(shaOf(i))).toEqual(knownOf(i));
    await cache.close();
    const later = await EmbeddingCache.open(root, SPACE, NOW);
    expect(later.size).toBe(4);
    for (const i of range(4)) expect(await later.get(shaOf(i))).toEqual(knownOf(i));
    await later.close();
  });

  test.each(["weights", "preprocessing", "runtime"] as const)(
    "of other %s is another",
    async (field) => {
      const root = await temporaryFolder();
      await fill(root, [1]);
      const other = await EmbeddingCache.open(root, { ...SPACE, [field]: "other" }, NOW);
      expect(await other.get(shaOf(1))).toBeUndefined();
      await other.close();
    },
  );

  test("two builds may write at once", async () => {
    const root = await temporaryFolder();
    const [a, b] = [
      await EmbeddingCache.open(root, SPACE, NOW),
      await EmbeddingCache.open(root, SPACE, NOW),
    ];
    for (const i of range(20))
      await Promise.all([a.put([pictureOf(i)]), b.put([pictureOf(i + 10)])]);
    await Promise.all([a.close(), b.close()]);
    const later = await EmbeddingCache.open(root, SPACE, NOW);
    for (const i of range(30)) expect(await later.get(shaOf(i))).toEqual(knownOf(i));
    await later.close();
  });

  test("if it is cut anywhere, it has every record before the cut and takes more", async () => {
    const root = await temporaryFolder();
    const log = await fill(root, range(6));
    const whole = await readFile(log);
    expect(whole.length).toBe(64 + 6 * RECORD_BYTES);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
        const own = await temporaryFolder();
        const cut = join(own, log.slice(root.length));
        await fill(own, [100]);
        await writeFile(cut, whole.subarray(0, length));
        const cache = await EmbeddingCache.open(own, SPACE, NOW);
        const kept = Math.max(0, Math.floor((length - 64) / RECORD_BYTES));
        for (const i of range(6)) {
          expect(await cache.get(shaOf(i))).toEqual(i < kept ? knownOf(i) : undefined);
        }
        await cache.put([pictureOf(7)]);
        expect(await cache.get(shaOf(7))).toEqual(knownOf(7));
        await cache.close();
      }),
      { seed: 1, numRuns: 60, examples: [[0], [63], [64], [whole.length - 1], [whole.length]] },
    );
  });

  test("if it is damaged anywhere, it gives nothing but what was put", async () => {
    const root = await temporaryFolder();
    const log = await fill(root, range(6));
    const whole = await readFile(log);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = Buffer.from(whole);
          damaged[at]! ^= flip;
          await writeFile(log, damaged);
          const cache = await EmbeddingCache.open(root, SPACE, NOW);
          let missing = 0;
          for (const i of range(6)) {
            const found = await cache.get(shaOf(i));
            if (found) expect(found).toEqual(knownOf(i));
            else missing++;
          }
          expect(missing).toBe(at < 64 ? 6 : 1);
          await cache.close();
        },
      ),
      { seed: 2, numRuns: 150 },
    );
  });

  test("foreign files in its folder are left alone and do no harm", async () => {
    const root = await temporaryFolder();
    const log = await fill(root, [1]);
    await appendFile(log, "torn");
    await writeFile(join(log, "..", "x.log"), "not a log");
    await writeFile(join(log, "..", "y.txt"), "notes");
    const cache = await EmbeddingCache.open(root, SPACE, NOW);
    expect(await cache.get(shaOf(1))).toEqual(knownOf(1));
    await cache.close();
    expect((await logsOf(root)).length).toBe(3);
  });
});

describe("compaction", () => {
  test("makes one file of many", async () => {
    const root = await temporaryFolder();
    for (const i of range(16)) await fill(root, [i, i + 1]);
    expect(await logsOf(root)).toHaveLength(16);
    await fill(root, [17, 18]);
    expect(await logsOf(root)).toHaveLength(1);
    const later = await EmbeddingCache.open(root, SPACE, NOW);
    for (const i of range(19)) expect(await later.get(shaOf(i))).toEqual(knownOf(i));
    await later.close();
  });

  test("drops what no build has used for long, and keeps the rest", async () => {
    const root = await temporaryFolder();
    await fill(root, range(1200));
    for (const day of [40, 80]) {
      const build = await EmbeddingCache.open(root, SPACE, NOW + day * DAY);
      for (const i of range(10)) expect(await build.get(shaOf(i))).toEqual(knownOf(i));
      await build.close();
    }
    const later = await EmbeddingCache.open(root, SPACE, NOW + 80 * DAY);
    expect(later.size).toBe(10);
    await later.close();
  });

  test("leaves the file of a build that is running", async () => {
    const root = await temporaryFolder();
    const running = await EmbeddingCache.open(root, SPACE, NOW);
    await running.put([pictureOf(0)]);
    for (const i of range(18, 1)) await fill(root, [i]);
    const other = await EmbeddingCache.open(root, SPACE, NOW);
    await other.close();
    await running.put([pictureOf(100)]);
    await running.close();
    const later = await EmbeddingCache.open(root, SPACE, NOW);
    for (const i of [...range(19), 100]) expect(await later.get(shaOf(i))).toEqual(knownOf(i));
    await later.close();
  });

  test("a header alone, left by a build that was killed at once, is a log without records", async () => {
    const root = await temporaryFolder();
    const log = await fill(root, [1]);
    await truncate(log, 64);
    const cache = await EmbeddingCache.open(root, SPACE, NOW);
    expect(cache.size).toBe(0);
    await cache.close();
  });
});
