import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as runtimes from "../encoder/node-runtime.ts";
import type { Runtime } from "../encoder/runtime.ts";
import { mixtureVectors, seededRandom } from "../vector/corpus.testing.ts";
import { fingerprintOf, sha256Of } from "./fingerprint.ts";
import { type BuildOptions, buildCatalog } from "./index.ts";
import { checkRuntime } from "./runtime-check.ts";
import { temporaryFolder } from "./temporary.testing.ts";

vi.mock("../encoder/node-runtime.ts", { spy: true });

afterEach(() => {
  vi.mocked(runtimes.loadNodeRuntime).mockReset();
});

/** A native runtime that computes rightly what it is first asked for, and then something else. */
async function forgetfulRuntime(): Promise<Runtime> {
  const runtime = await runtimes.loadNodeWasmRuntime({ threads: 1 });
  return {
    ...runtime,
    name: "onnxruntime-node 0.0.0",
    device: "node",
    createSession: async (bytes) => {
      const session = await runtime.createSession(bytes);
      let runs = 0;
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        release: () => session.release(),
        run: async (feeds, fetch) => {
          const result = await session.run(feeds, fetch);
          if (runs++ > 0) for (const { data } of Object.values(result.outputs)) data.reverse();
          return result;
        },
      };
    },
  };
}

async function shop(count: number) {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  const rows = ["id,title,image"];
  for (let i = 0; i < count; i++) {
    const background = { r: (i * 37) % 256, g: (i * 91) % 256, b: (i * 53) % 256 };
    const create = { width: 60, height: 60 + i, channels: 3 as const, background };
    await sharp({ create })
      .png()
      .toFile(join(images, `${i}.png`));
    rows.push(`p${i},Product ${i},${i}.png`);
  }
  const feed = join(folder, "feed.csv");
  await writeFile(feed, rows.join("\n"));
  const out = join(folder, "catalog");
  const options: BuildOptions = {
    ...{ feed, images, out, model: "public/models/starter", threads: 1 },
    cache: join(folder, "cache"),
  };
  return { folder, options, out, rows };
}

describe("a build compares its vectors with those of browsers", () => {
  test("and fails where they part, though the self-check's picture agrees", async () => {
    vi.mocked(runtimes.loadNodeRuntime).mockImplementation(forgetfulRuntime);
    const { options, out } = await shop(3);
    const build = buildCatalog(options);
    await expect(build).rejects.toMatchObject({
      code: "runtime-mismatch",
      message: expect.stringMatching(/onnxruntime-node 0\.0\.0 .*at least 0\.995 .*--runtime wasm/),
    });
    await expect(stat(out)).rejects.toThrow();
    const report = JSON.parse(await readFile(`${out}.report.json`, "utf8"));
    expect(report).toMatchObject({
      ok: false,
      error: { code: "runtime-mismatch" },
      check: { pictures: 3, bound: 0.995, runtime: expect.stringMatching(/^onnxruntime-web /) },
    });
    expect(report.check.smallestCosine).toBeLessThan(0.9);
    // The wrong ones in the cache are those of that runtime alone.
    const again = await buildCatalog({ ...options, runtime: "wasm" });
    expect(again).toMatchObject({ ok: true, remembered: 0 });
  });

  test("and records how well they agree, and the time that it took", async () => {
    const { options, out, rows, folder } = await shop(20);
    const report = await buildCatalog(options);
    expect(report.embeddedWith).toMatch(/^onnxruntime-node /);
    expect(report.check).toMatchObject({ pictures: 16, bound: 0.995 });
    expect(report.check!.smallestCosine).toBeGreaterThan(0.999);
    expect(report.check!.meanCosine).toBeGreaterThanOrEqual(report.check!.smallestCosine);
    expect(report.timings.checkMs).toBeGreaterThan(0);
    expect(await readFile(`${out}.report.html`, "utf8")).toContain(
      "16 pictures embedded once more",
    );
    // Of the next build, what is new.
    const same = await buildCatalog({ ...options, previous: out, out: join(folder, "second") });
    expect(same).not.toHaveProperty("check");
    const feed = options.feed as string;
    await writeFile(feed, [...rows, "p20,Another,19.png"].join("\n"));
    const next = await buildCatalog({ ...options, previous: out });
    expect(next.check).toMatchObject({ pictures: 1 });
  });

  test("but not where they are those of browsers", async () => {
    const { options } = await shop(2);
    const report = await buildCatalog({ ...options, runtime: "wasm" });
    expect(report).not.toHaveProperty("check");
    expect(report.ok).toBe(true);
  });
});

describe("the sample", () => {
  const DIM = 8;
  const vectors = mixtureVectors(400, DIM, 3);
  const vectorOf = (picture: number) => vectors.subarray(picture * DIM, (picture + 1) * DIM);
  const encode = (name: string) => new TextEncoder().encode(name);

  /** Pictures are numbers by name, and what the encoder is given of one is its number. */
  async function check(seed: number, wrong = -1, changed = -1) {
    const random = seededRandom(seed);
    let next = 0;
    const products = Array.from({ length: 60 }, () => {
      const pictures = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
        name: String(next++),
      }));
      return { pictures } as any;
    });
    const kept = Array.from({ length: next }, () => (random() < 0.5 ? 0 : -1));
    const fresh = kept.flatMap((picture, i) => (picture < 0 ? [i] : []));
    const seen: number[] = [];
    const result = await checkRuntime(
      {
        products,
        kept,
        fingerprints: Buffer.concat(
          kept.map((_, i) => fingerprintOf(sha256Of(encode(i === changed ? "other" : String(i))))),
        ),
        vectors: Float32Array.from(fresh.flatMap((i) => [...vectorOf(i === wrong ? i + 1 : i)])),
      },
      {
        open: async (name, use) =>
          await use({
            sha256: sha256Of(encode(name)),
            decode: async (use) => use({ data: new Uint8Array(), width: Number(name), height: 1 }),
          }),
      },
      {
        dim: DIM,
        preprocess: ({ width }) => Float32Array.of(width),
        openReference: async () => ({
          runtime: "reference",
          encoder: {
            embed: async ([picture]) => {
              seen.push(picture!);
              return vectorOf(picture!).slice();
            },
            release: async () => {},
          },
        }),
      },
      { onDone: () => {} },
    );
    return { result, seen, fresh };
  }

  test.each([1, 2, 3, 4, 5])(
    "has each picture with its own vector, once, seed %i",
    async (seed) => {
      const { result, seen, fresh } = await check(seed);
      expect(result).toMatchObject({ pictures: 16, runtime: "reference" });
      expect(result!.smallestCosine).toBeGreaterThan(1 - 1e-6);
      expect(new Set(seen).size).toBe(16);
      for (const picture of seen) expect(fresh).toContain(picture);
      expect((await check(seed)).seen).toEqual(seen);
      const one = seen[7]!;
      expect((await check(seed, one)).result!.smallestCosine).toBeLessThan(0.999);
      expect((await check(seed, -1, one)).result!.pictures).toBe(15);
    },
  );

  test("reaches every picture of a small build", async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++) for (const one of (await check(seed)).seen) seen.add(one);
    // No end of the list is left out.
    expect(Math.min(...seen)).toBeLessThan(3);
    expect(Math.max(...seen)).toBeGreaterThan(130);
  });
});
