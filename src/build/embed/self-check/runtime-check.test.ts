/** Tests of the comparison of a build's vectors with those of browsers. */
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as runtimes from "../../../encoder/runtime/node-runtime.ts";
import type { Runtime } from "../../../encoder/runtime/runtime.ts";
import { mixtureVectors, seededRandom } from "../../../vector/corpus.testing.ts";
import { sha256Bytes } from "../../hashes.ts";
import { type BuildOptions, buildCatalog } from "../../index.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import type { EmbedSource } from "../embed-images.ts";
import type { Agreement } from "./agreement.ts";
import type { Cosines } from "./check-result.ts";
import { checkRuntime } from "./runtime-check.ts";

vi.mock("../../../encoder/runtime/node-runtime.ts", { spy: true });

const { loadNodeWasmRuntime: original, loadNodeRuntime: originalNative } = await vi.importActual<
  typeof runtimes
>("../../../encoder/runtime/node-runtime.ts");

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

/** The WASM runtime, and the number of sessions it has opened. */
function counted() {
  let count = 0;
  const createOrtSession: typeof runtimes.loadNodeWasmRuntime = async (options) => {
    const runtime = await original(options);
    const createSession: Runtime["createSession"] = (bytes) => {
      count++;
      return runtime.createSession(bytes);
    };
    return { ...runtime, createSession };
  };
  return { createOrtSession, sessions: () => count };
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

describe("the comparison with the runtime of browsers", () => {
  test("fails the build if vectors differ, even though the self-check agrees", async () => {
    vi.mocked(runtimes.loadNodeRuntime).mockImplementation(forgetfulRuntime);
    const { options, out } = await shop(3);
    const build = buildCatalog(options);
    await expect(build).rejects.toMatchObject({
      code: "runtime-mismatch",
      message: expect.stringMatching(/at least 0\.995 .*onnxruntime-node 0\.0\.0 .*--runtime wasm/),
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

  test("records how well the vectors agree, and how long it took", async () => {
    const { options, out, rows, folder } = await shop(20);
    const report = await buildCatalog(options);
    expect(report.embeddedWith).toMatch(/^onnxruntime-node /);
    expect(report.check).toMatchObject({ pictures: 16, bound: 0.995 });
    expect(report.check!.smallestCosine).toBeGreaterThan(0.999);
    expect(report.check!.meanCosine).toBeGreaterThanOrEqual(report.check!.smallestCosine);
    expect(report.timings.checkMs).toBeGreaterThan(0);
    expect(await readFile(`${out}.report.html`, "utf8")).toContain("16 pictures embedded again");
    expect(report.check!.remembered).toBe(false);
    // Of the next build, what is new: without what the cache remembers, it is compared again.
    const same = await buildCatalog({ ...options, previous: out, out: join(folder, "second") });
    expect(same).not.toHaveProperty("check");
    const feed = options.feed as string;
    await writeFile(feed, [...rows, "p20,Another,19.png"].join("\n"));
    const cache = join(folder, "another");
    const next = await buildCatalog({
      ...options,
      previous: out,
      out: join(folder, "next"),
      cache,
    });
    expect(next.check).toMatchObject({ pictures: 1, remembered: false });
    const again = await buildCatalog({ ...options, previous: out });
    expect(again.check).toEqual({ ...report.check, remembered: true });
    expect(again.vectors.kept).toBe(20);
    expect(await readFile(`${out}.report.html`, "utf8")).toContain(
      "in an earlier build: 16 pictures embedded again",
    );
  });

  test("happens once for all builds with the same weights, if there are enough pictures", async () => {
    const { folder, options } = await shop(20);
    const load = vi.mocked(runtimes.loadNodeWasmRuntime);
    const { createOrtSession, sessions } = counted();
    load.mockImplementation(createOrtSession);
    const few = join(folder, "few.csv");
    const small = { ...options, feed: few, out: join(folder, "few") };
    await writeFile(few, "id,title,image\na,A,0.png\nb,B,1.png");
    const opened: number[] = [];
    const build = async (options: BuildOptions) => {
      const before = sessions();
      const { check } = await buildCatalog(options);
      opened.push(sessions() - before);
      return check;
    };
    // Two pictures are no evidence for all that follow.
    expect(await build(small)).toMatchObject({ pictures: 2, remembered: false });
    expect(await build(small)).toMatchObject({ pictures: 2, remembered: false });
    const first = await build(options);
    expect(first).toMatchObject({ pictures: 16, remembered: false });
    expect(await build({ ...small, cache: options.cache! })).toEqual({
      ...first,
      remembered: true,
    });
    expect(await build({ ...options, threads: 2 })).toMatchObject({ remembered: false });
    // The self-check's text and picture, then the sample; then the sample alone; then nothing.
    expect(opened).toEqual([3, 1, 1, 0, 3]);
    load.mockReset();
  });

  test("has one model in memory at a time, even if some pictures cannot be read", async () => {
    const { options, rows, folder } = await shop(30);
    await writeFile(join(folder, "images", "3.png"), "no picture");
    await writeFile(options.feed as string, [...rows, "p30,Missing,30.png"].join("\n"));
    const events: string[] = [];
    const noting =
      (name: string, load: (options: any) => Promise<Runtime>) => async (options: any) => {
        const runtime = await load(options);
        return {
          ...runtime,
          createSession: async (bytes: Uint8Array) => {
            const session = await runtime.createSession(bytes);
            events.push(`open ${name}`);
            const release = async () => {
              await session.release();
              events.push(`close ${name}`);
            };
            return { ...session, release };
          },
        };
      };
    vi.mocked(runtimes.loadNodeWasmRuntime).mockImplementation(noting("wasm", original));
    vi.mocked(runtimes.loadNodeRuntime).mockImplementation(noting("native", originalNative));
    const { check } = await buildCatalog(options);
    expect(check).toMatchObject({ pictures: 16, remembered: false });
    const each = ["wasm", "wasm", "wasm", "native"];
    expect(events).toEqual(each.flatMap((name) => [`open ${name}`, `close ${name}`]));
    // Going on from a catalog, the sample is drawn of what is new, and takes the place of the model.
    events.length = 0;
    const next = { previous: options.out!, out: join(folder, "next"), cache: join(folder, "new") };
    await writeFile(options.feed as string, [...rows, "p30,Another,29.png"].join("\n"));
    expect((await buildCatalog({ ...options, ...next })).check).toMatchObject({ pictures: 1 });
    expect(events).toEqual(
      ["wasm", "wasm", "native", "wasm"].flatMap((name) => [`open ${name}`, `close ${name}`]),
    );
    vi.mocked(runtimes.loadNodeWasmRuntime).mockReset();
  });

  test("does not happen if the runtime of browsers embeds", async () => {
    const { options } = await shop(2);
    const report = await buildCatalog({ ...options, runtime: "wasm" });
    expect(report).not.toHaveProperty("check");
    expect(report.ok).toBe(true);
  });
});

describe("the sample", () => {
  const DIM = 8;
  const all = mixtureVectors(400, DIM, 3);
  const vectorOf = (picture: number) => all.subarray(picture * DIM, (picture + 1) * DIM);
  const text = (name: string) => new TextEncoder().encode(name);

  /** Pictures are numbers by name, and what the encoder is given of one is its number. */
  async function check(seed: number, wrong = -1, changed = -1, known?: Cosines, early = new Map()) {
    const random = seededRandom(seed);
    let next = 0;
    const fresh: number[] = [];
    const products = Array.from({ length: 60 }, () => {
      const pictures = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        const i = next++;
        const kept = random() < 0.5 ? 0 : -1;
        if (kept < 0) fresh.push(i);
        const sha256 = sha256Bytes(text(i === changed ? "other" : String(i)));
        return { name: String(i), sha256, kept, remembered: i % 3 === 0 };
      });
      return { pictures } as any;
    });
    const seen: number[] = [];
    const seenHere: number[] = [];
    const remembered: Cosines[] = [];
    const encode = async ([picture]: Float32Array, seen: number[]) => {
      seen.push(picture!);
      return vectorOf(picture!).slice();
    };
    const model = {
      dim: DIM,
      preprocess: ({ width }: { width: number }) => Float32Array.of(width),
      embed: (input: Float32Array) => encode(input, seenHere),
      reference: {
        runtime: "reference",
        vectors: early,
        agreement: {
          recall: async () => known,
          remember: async (found: Cosines) => void remembered.push(found),
        } as Partial<Agreement> as Agreement,
        open: async () => ({
          embed: (input: Float32Array) => encode(input, seen),
          release: async () => {},
        }),
      },
    };
    const source: EmbedSource = {
      open: async (name, use) =>
        await use({
          sha256: sha256Bytes(text(name)),
          decode: async (use) => use({ data: new Uint8Array(), width: Number(name), height: 1 }),
        }),
    };
    const vectors = Float32Array.from(fresh.flatMap((i) => [...vectorOf(i === wrong ? i + 1 : i)]));
    const result = await checkRuntime({ products, vectors }, { model, source, onDone: () => {} });
    return { result, seen, seenHere, remembered, fresh };
  }

  test.each([1, 2, 3, 4, 5])(
    "has each picture once, with its own vector, seed %i",
    async (seed) => {
      const { result, seen, fresh } = await check(seed);
      expect(result).toMatchObject({ pictures: 16, runtime: "reference" });
      expect(result!.smallestCosine).toBeGreaterThan(1 - 1e-6);
      expect(new Set(seen).size).toBe(16);
      for (const picture of seen) expect(fresh).toContain(picture);
      expect((await check(seed)).seen).toEqual(seen);
      const one = seen[7]!;
      const bad = await check(seed, one);
      expect(bad.result!.smallestCosine).toBeLessThan(0.995);
      expect(bad.remembered).toEqual([]);
      const lacking = await check(seed, -1, one);
      expect(lacking.result!.pictures).toBe(15);
      expect(lacking.remembered).toEqual([]);
    },
  );

  test.each([1, 2, 3])(
    "is taken from the cache if the runtimes are known to agree, seed %i",
    async (seed) => {
      const { result, remembered } = await check(seed);
      expect(remembered).toMatchObject([{ pictures: 16, smallestCosine: result!.smallestCosine }]);
      const [known] = remembered;
      const later = await check(seed, -1, -1, known);
      expect(later.result).toEqual({ ...result, remembered: true });
      expect(later.seen).toEqual([]);
      expect(new Set(later.seenHere).size).toBe(16);
      const ofCache = later.fresh.filter((i) => i % 3 === 0);
      for (const picture of later.seenHere) expect(ofCache).toContain(picture);
      await expect(check(seed, later.seenHere[3], -1, known)).rejects.toMatchObject({
        code: "runtime-mismatch",
        message: expect.stringMatching(/in the cache .*--cache/),
      });
    },
  );

  test.each([1, 2, 3])(
    "is what has been embedded before, if that is enough, seed %i",
    async (seed) => {
      const keyOf = (picture: number) =>
        Buffer.from(sha256Bytes(text(String(picture)))).toString("hex");
      const { fresh } = await check(seed);
      const early = (count: number) =>
        new Map(fresh.slice(0, count).map((i) => [keyOf(i), vectorOf(i)]));
      const enough = await check(seed, -1, -1, undefined, early(16));
      expect(enough.result).toMatchObject({ pictures: 16, remembered: false });
      expect(enough.seen).toEqual([]);
      expect(enough.remembered).toMatchObject([{ pictures: 16 }]);
      expect((await check(seed, -1, -1, undefined, early(15))).seen).toHaveLength(16);
      const bad = await check(seed, fresh[5], -1, undefined, early(16));
      expect(bad.result!.smallestCosine).toBeLessThan(0.995);
      expect(bad.remembered).toEqual([]);
    },
  );

  test("can be any picture of a small build", async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++) for (const one of (await check(seed)).seen) seen.add(one);
    // No end of the list is left out.
    expect(Math.min(...seen)).toBeLessThan(3);
    expect(Math.max(...seen)).toBeGreaterThan(130);
  });
});
