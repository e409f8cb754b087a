/** Tests of shards and of merging them. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../../catalog/manifest/manifest.ts";
import {
  type BuildOptions,
  type BuildReport,
  buildCatalog,
  inspectCatalog,
  type MergeProgress,
  mergeCatalogs,
  verifyFolder,
} from "../index.ts";
import { parseShard } from "../options/shard-part.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { listFiles } from "../write/catalog-folder.ts";
import { shardNumber } from "./feed-part.ts";

const CREATED = new Date("2025-01-02T03:04:05Z");
const COUNT = 23;
const PICTURES = 14;

let shared: string;
let images: string;
let cache: string;

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), "vitrine-test-"));
  images = join(shared, "images");
  // Other tests embed these pictures as well: each once is enough.
  cache = join(shared, "cache");
  await mkdir(images);
  for (let i = 0; i < PICTURES; i++) {
    const colour = `hsl(${i * 53}, 70%, ${30 + (i % 5) * 8}%)`;
    const shape = `<rect x="${10 + i * 3}" y="30" width="${30 + i * 4}" height="${150 - i * 7}" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="200">${shape}</svg>`;
    await sharp(Buffer.from(svg))
      .flatten({ background: "#fff" })
      .jpeg()
      .toFile(join(images, `${i}.jpg`));
  }
  await writeFile(join(images, "broken.jpg"), "<html>Not found</html>");
});

afterAll(() => rm(shared, { recursive: true, force: true }));

/** A Shopify export: products with one to three pictures, some of them broken, and rows that are none. */
function feedOf(count = COUNT): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const pictures = Array.from(
      { length: 1 + (i % 3) },
      (_, p) => `${(i * 5 + p * 3) % PICTURES}.jpg`,
    );
    if (i % 4 === 2) pictures[pictures.length - 1] = "broken.jpg";
    // In a few shards every size is a number; in all together not.
    const size = i === 7 ? "M" : String(36 + (i % 9));
    const long = i % 8 === 3 ? "x".repeat(1100) : "short";
    return pictures.map((picture, p) =>
      p === 0
        ? `product-${i},Product ${i},true,${10 + i}.90,${picture},1,Size,${size},${long},"t${i % 3}, t${i % 4}"`
        : `product-${i},,,,${picture},${p + 1},,,,`,
    );
  });
  const bad = ["no-picture,Nothing,true,1,,,,,,", ",No id,true,1,0.jpg,1,,,,"];
  return [
    "Handle,Title,Published,Variant Price,Image Src,Image Position,Option1 Name,Option1 Value,Note,Tags",
    ...rows.flat(),
    ...bad,
  ].join("\n");
}

async function setUp(change: Partial<BuildOptions> = {}, feed = feedOf()) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "feed.csv"), feed);
  const options: BuildOptions = {
    feed: join(folder, "feed.csv"),
    images,
    model: "public/models/starter",
    out: join(folder, "single"),
    cache,
    created: CREATED,
    currency: "EUR",
    threads: 1,
    // The fastest to open.
    runtime: "wasm",
    ...change,
  };
  const build = (shard: string, others: Partial<BuildOptions> = {}) => {
    const out = join(folder, `shard-${shard.replace("/", "-of-")}`);
    return buildCatalog({ ...options, out, shard, ...others }).then(() => out);
  };
  const buildAll = async (of: number) => {
    const shards: string[] = [];
    for (let i = 1; i <= of; i++) shards.push(await build(`${i}/${of}`));
    return shards;
  };
  return { folder, options, build, buildAll, out: join(folder, "merged") };
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const path of await listFiles(folder)) {
    content[path] = (await readFile(join(folder, path))).toString("base64");
  }
  return content;
}

async function changeManifest(folder: string, change: (manifest: Manifest) => void): Promise<void> {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

describe("shards", () => {
  test("have about the same number of ids each", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 1000 }), (id, of) => {
        const number = shardNumber(id, of);
        return Number.isInteger(number) && number >= 1 && number <= of;
      }),
      { seed: 1 },
    );
    const counts = new Array<number>(5).fill(0);
    for (let i = 0; i < 10_000; i++) counts[shardNumber(`sku-${i}`, 5) - 1]!++;
    // Five standard deviations of a binomial distribution.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    // FORMAT.md says how, for other programs: SHA-256 of "abc" begins with ba7816bf.
    expect(shardNumber("abc", 1000)).toBe(1 + (0xbf1678ba % 1000));
  });

  test.each(["0/3", "4/3", "1", "1/0", "1/1001", "-1/2", "1/2/3", "a/b", ""])(
    "%j names no shard",
    (text) => {
      expect(parseShard(text)).toBeUndefined();
    },
  );
});

describe("mergeCatalogs", () => {
  test.each<[number, Partial<BuildOptions>]>([
    [1, {}],
    [2, { spaces: ["image", "text", "fused"], fuse: { image: 0.6, text: 0.4 } }],
    [3, { thumbnails: 64 }],
    [4, { maxImages: 2, modelUrl: "../model" }],
  ])("%i shards give the bytes of a single build, and its report", async (of, change) => {
    const { options, buildAll, out } = await setUp(change);
    const single = await buildCatalog(options);
    const shards = await buildAll(of);
    const stages: MergeProgress[] = [];
    const merged = await mergeCatalogs({
      shards: shards.toReversed(),
      out,
      threads: 2,
      onProgress: (progress) => stages.push(progress),
    });
    expect(await contentOf(out)).toEqual(await contentOf(options.out));
    expect(await verifyFolder(out)).toEqual([]);

    const { feed, counts, model, embeddedWith, rejected, warnings, pictures } = single;
    const { thumbnails, bytes, files, notes, products, parts, recall, repeatedIds } = single;
    expect(counts).toMatchObject({ rejected: 2 + 2, items: COUNT - 2 });
    expect(merged).toMatchObject({
      ok: true,
      out,
      counts,
      model,
      embeddedWith,
      bytes,
      files,
      notes,
      products,
      parts,
      recall,
      repeatedIds,
    });
    expect(merged.feed).toEqual({ ...feed });
    expect(merged.rejected).toEqual(rejected);
    const byReason = (a: { reason: string }, b: { reason: string }) =>
      a.reason < b.reason ? -1 : 1;
    expect(merged.rejectedBy.toSorted(byReason)).toEqual(single.rejectedBy.toSorted(byReason));
    expect(merged.vectors).toEqual({ fresh: 0, remembered: pictures!.checked, kept: 0 });
    const byMessage = (a: { message: string }, b: { message: string }) =>
      a.message < b.message ? -1 : 1;
    expect(merged.warnings.toSorted(byMessage)).toEqual(warnings.toSorted(byMessage));
    expect(merged.pictures).toEqual(pictures);
    const kept = ["count", "bytes", "overTarget", "targetBytes"] as const;
    for (const key of kept) expect(merged.thumbnails?.[key]).toBe(thumbnails?.[key]);
    expect(merged.shards.map(({ number, path }) => [number, path])).toEqual(
      shards.map((path, i) => [i + 1, path]),
    );
    expect(merged.shards.reduce((sum, { items }) => sum + items, 0)).toBe(counts.items);
    const written = JSON.parse(await readFile(`${out}.report.json`, "utf8"));
    expect(written).toEqual(JSON.parse(JSON.stringify(merged)));
    expect(merged.htmlPath).toBe(`${out}.report.html`);
    const page = await readFile(merged.htmlPath!, "utf8");
    expect(page).toContain(`${of}, joined in `);
    // Its pictures are the catalog's thumbnails, as the shop's own stay with the shards.
    if (thumbnails) expect(page).toContain('<img src="data:image/webp;base64,');
    expect(stages.findLast(({ stage }) => stage === "merge")).toMatchObject({
      done: counts.items,
      total: counts.items,
    });
  });

  test("a shard is a sound catalog of its products, and says which part it is", async () => {
    const { build, buildAll } = await setUp();
    const shards = await buildAll(3);
    const ids = new Set<string>();
    for (const [i, path] of shards.entries()) {
      expect(await verifyFolder(path)).toEqual([]);
      expect(await inspectCatalog(path)).toMatchObject({ shard: { number: i + 1, of: 3 } });
      const report: BuildReport = JSON.parse(await readFile(`${path}.report.json`, "utf8"));
      expect(report.shard).toEqual({ number: i + 1, of: 3 });
      expect(report.parts!.shard).toBeGreaterThan(0);
      expect(Object.values(report.parts!).reduce((sum, bytes) => sum + bytes, 0)).toBe(
        report.bytes,
      );
      const page = await readFile(`${path}.report.html`, "utf8");
      expect(page).toMatch(/Shard<\/th><td>\d of 3</);
      const products = (await listFiles(path)).find((file) => file.startsWith("shard/products"))!;
      const lines = (await readFile(join(path, products), "utf8")).trimEnd().split("\n");
      for (const line of lines) ids.add(JSON.parse(line).item.id);
    }
    expect(ids.size).toBe(COUNT - 2);
    // It is replaced as any other catalog is.
    expect(await build("1/3")).toBe(shards[0]);
    expect(await verifyFolder(shards[0]!)).toEqual([]);
  });

  test("shards may be empty, but not all of them", async () => {
    const { options, buildAll, out } = await setUp({}, feedOf(2));
    await buildCatalog(options);
    const shards = await buildAll(6);
    const sizes = await Promise.all(shards.map(async (path) => (await inspectCatalog(path)).live));
    expect(sizes.filter((size) => size === 0).length).toBeGreaterThanOrEqual(4);
    await mergeCatalogs({ shards, out });
    expect(await contentOf(out)).toEqual(await contentOf(options.out));

    const broken = await setUp({}, "id,title,image\n1,One,broken.jpg\n2,Two,broken.jpg\n");
    const none = await broken.buildAll(2);
    const merging = mergeCatalogs({ shards: none, out: broken.out });
    await expect(merging).rejects.toMatchObject({ code: "feed-empty" });

    const nothing = await setUp({}, "id,title,image\n");
    await expect(nothing.build("1/2")).rejects.toMatchObject({ code: "feed-empty" });
  });

  describe("refuses", () => {
    const refused = async (shards: readonly string[], out: string, message: RegExp) => {
      await writeFile(join(await mkdirOf(out), "manifest.json"), '{"format":"vitrine-catalog"}');
      const before = await contentOf(out);
      const merging = mergeCatalogs({ shards, out });
      await expect(merging).rejects.toMatchObject({
        code: "catalog-invalid",
        message: expect.stringMatching(message),
      });
      expect(await contentOf(out)).toEqual(before);
      const beside = await readdir(join(out, ".."));
      expect(beside.filter((name) => name.startsWith(".merged"))).toEqual([]);
    };

    test("a missing or repeated shard, and a whole catalog", async () => {
      const { options, folder, buildAll, out } = await setUp({}, feedOf(6));
      const shards = await buildAll(3);
      await refused(shards.slice(0, 2), out, /none of the number 3 of 3\. .*--shard 3\/3/);
      await refused([shards[1]!], out, /none of the numbers 1, 3 of 3/);
      const copy = join(folder, "copy");
      await cp(shards[0]!, copy, { recursive: true });
      await refused([...shards, copy], out, /shard 1 in 2 folders/);
      await buildCatalog(options);
      await refused([...shards, options.out], out, /got a whole catalog/);
      await refused([...shards, join(folder, "none")], out, /no readable manifest/);
    });

    test.each<[string, RegExp, Partial<BuildOptions>]>([
      ["feed", /other products in the feed/, { currency: "GBP" }],
      ["name", /other name .*"Other"/, { name: "Other" }],
      ["model address", /other model/, { modelUrl: "../other" }],
      ["space", /other vector spaces/, { spaces: ["image", "text"] }],
      ["size of thumbnails", /other thumbnail settings .*none/, { thumbnails: 32 }],
      ["number of pictures", /other options/, { maxImages: 1 }],
    ])("a shard with another %s", async (_, message, change) => {
      const { build, out } = await setUp({}, feedOf(4));
      const shards = [await build("1/2"), await build("2/2", change)];
      await refused(shards, out, message);
    });

    test("a shard of another number, and of another model or preprocessing", async () => {
      const { build, out } = await setUp({}, feedOf(4));
      const first = await build("1/2");
      await refused([first, await build("2/3")], out, /other number of shards .*\(3, not 2\)/);
      const second = await build("2/2");
      const manifest = await readFile(join(second, "manifest.json"), "utf8");
      const changes: [RegExp, (encoder: Manifest["encoder"]) => object][] = [
        [/other model/, () => ({ revision: "0".repeat(64) })],
        [/other preprocessing/, ({ preprocessing }) => ({ preprocessing: `${preprocessing} ` })],
        [
          /other number formats/,
          ({ weights }) => ({ weights: [{ ...weights[0], dtype: "fp32" }] }),
        ],
      ];
      for (const [message, change] of changes) {
        await writeFile(join(second, "manifest.json"), manifest);
        await changeManifest(second, ({ encoder }) => void Object.assign(encoder, change(encoder)));
        await refused([first, second], out, message);
      }
    });

    test("a shard with damage in anything that is taken from it", async () => {
      const { buildAll, out } = await setUp({ thumbnails: 32, spaces: ["image", "text"] });
      const shards = await buildAll(2);
      const paths = (await listFiles(shards[1]!)).filter(
        (path) => path.startsWith("shard/") || path.includes("thumbnails"),
      );
      expect(paths.filter((path) => path.startsWith("shard/"))).toHaveLength(4);
      const chosen = paths.filter((path) => !path.startsWith("thumbnails/"));
      chosen.push(paths.find((path) => path.startsWith("thumbnails/"))!);
      let state = 5;
      const random = (below: number) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      for (const path of chosen) {
        const file = join(shards[1]!, path);
        const bytes = await readFile(file);
        const damage: (() => Promise<void>)[] = [
          () => rm(file),
          () => writeFile(file, bytes.subarray(0, random(bytes.length))),
          () => writeFile(file, Buffer.concat([bytes, bytes.subarray(0, 1)])),
          () => {
            const changed = Buffer.from(bytes);
            changed[random(bytes.length)]! ^= 1 << random(8);
            return writeFile(file, changed);
          },
        ];
        for (const harm of damage) {
          await harm();
          await refused(shards, out, /^Expected .* of shard 2\/2, got .*\. Copy the shard again/);
          await writeFile(file, bytes);
        }
      }
      await mergeCatalogs({ shards, out });
      expect(await verifyFolder(out)).toEqual([]);
    });

    test("vectors and products that do not fit, even with right hashes", async () => {
      const { buildAll, out } = await setUp({}, feedOf(6));
      const [first, second] = (await buildAll(2)) as [string, string];
      const manifest = await readFile(join(second, "manifest.json"), "utf8");
      const other = (JSON.parse(await readFile(join(first, "manifest.json"), "utf8")) as Manifest)
        .shard!;
      const swaps = [
        ["vectors", /(?:more|fewer) vectors/],
        ["products", /Expected a product of this shard/],
      ] as const;
      for (const [part, message] of swaps) {
        await cp(join(first, other[part].path), join(second, other[part].path));
        await changeManifest(second, (changed) => {
          changed.shard![part] = other[part];
        });
        await refused([first, second], out, message);
        await writeFile(join(second, "manifest.json"), manifest);
      }
    });
  });

  test("refuses wrong options", async () => {
    const { build, out } = await setUp({}, feedOf(4));
    const wrong: [Partial<Parameters<typeof mergeCatalogs>[0]>, string][] = [
      [{ shards: [] }, "shards"],
      [{ out: "" }, "out"],
      [{ out: "a", shards: ["a/", "b"] }, "out"],
      [{ threads: 0 }, "threads"],
      [{ report: join(out, "report.json") }, "report"],
    ];
    for (const [change, name] of wrong) {
      const merging = mergeCatalogs({ shards: ["a", "b"], out, ...change });
      const message = expect.stringContaining(` as ${name}, got `);
      await expect(merging).rejects.toMatchObject({ code: "invalid-argument", message });
    }
    const both = build("1/2", { previous: out });
    await expect(both).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("an aborted merge leaves the old catalog", async () => {
    const { buildAll, options, out } = await setUp({}, feedOf(6));
    const shards = await buildAll(2);
    await buildCatalog({ ...options, out, name: "Before" });
    const before = await contentOf(out);
    for (const at of ["merge", "write"]) {
      const abort = new AbortController();
      const onProgress = ({ stage }: MergeProgress) => {
        if (stage === at) abort.abort();
      };
      const merging = mergeCatalogs({ shards, out, signal: abort.signal, onProgress });
      await expect(merging).rejects.toMatchObject({ name: "AbortError" });
    }
    expect(await contentOf(out)).toEqual(before);
    await mergeCatalogs({ shards, out });
    expect((await inspectCatalog(out)).name).toBe("feed");
  });
});

async function mkdirOf(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}
