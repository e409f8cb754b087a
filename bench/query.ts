/** `bench -- query`: from a photo's file to its hits, stage by stage, in Chromium. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { ensureShop } from "../scripts/demo.ts";
import type { QueryTiming } from "../src/lib/types.ts";
import { percentile, round, withPage } from "./browser.ts";

const FOLDER = ".cache/bench/photos";
const PHOTOS = 8;
const WARM_UP = 30;
const QUERIES = 80;
/** Megapixels of the JPEG files, at 4:3. */
const SIZES = { "0.3": 640, "2": 1632 };

/** Demo pictures at the size of phone photos, with some noise so that they compress like photos. */
async function makePhotos(width: number, name: string): Promise<string[]> {
  const folder = `${FOLDER}/${name}`;
  mkdirSync(folder, { recursive: true });
  const height = Math.round((width * 3) / 4);
  const pictures = readdirSync("public/demo/images").sort();
  const files: string[] = [];
  for (let i = 0; i < PHOTOS; i++) {
    const picture = `public/demo/images/${pictures[(i * 53) % pictures.length]}`;
    const noise = await sharp({
      create: {
        width,
        height,
        channels: 3,
        background: "#808080",
        noise: { type: "gaussian", mean: 128, sigma: 12 },
      },
    })
      .png()
      .toBuffer();
    const jpeg = await sharp(picture)
      .resize(width, height, { fit: "contain", background: "#eee" })
      .composite([{ input: noise, blend: "soft-light" }])
      .jpeg({ quality: 85 })
      .toBuffer();
    writeFileSync(`${folder}/${i}.jpg`, jpeg);
    files.push(`/photos/${name}/${i}.jpg`);
  }
  return files;
}

/** From a photo's file to its hits with the starter model, warm, stage by stage. */
export async function query(options: { log: (line: string) => void }) {
  const { log } = options;
  await ensureShop();
  const photos = Object.fromEntries(
    await Promise.all(
      Object.entries(SIZES).map(async ([name, width]) => [name, await makePhotos(width, name)]),
    ),
  ) as Record<string, string[]>;
  const folders = { "/shop/": "public/demo", "/models/": "public/models", "/photos/": FOLDER };
  const { timings, text, info } = await withPage(folders, (page) =>
    page.evaluate(
      async ({ photos, warmUp, queries }) => {
        await openSearch();
        await search.prefetch("image");
        await search.prefetch("text");
        type Run = QueryTiming & { roundTripMs: number };
        const run = async (query: Parameters<typeof search.query>[0]): Promise<Run> => {
          const start = performance.now();
          await search.query(query, { limit: 20 });
          return { ...search.info.lastQuery!, roundTripMs: performance.now() - start };
        };
        const repeat = async (query: (i: number) => Parameters<typeof search.query>[0]) => {
          for (let i = 0; i < warmUp; i++) await run(query(i));
          const runs: Run[] = [];
          for (let i = 0; i < queries; i++) runs.push(await run(query(i)));
          return runs;
        };
        const timings: Record<string, Run[]> = {};
        for (const [name, urls] of Object.entries(photos)) {
          const blobs = await Promise.all(urls.map(async (url) => (await fetch(url)).blob()));
          // A file of its own each time: the same one would not be encoded again.
          timings[name] = await repeat((i) => ({ image: new Blob([blobs[i % blobs.length]!]) }));
        }
        const text = await repeat((i) => ({ text: `a photo of a red dress number ${i}` }));
        return { timings, text, info: search.info };
      },
      { photos, warmUp: WARM_UP, queries: QUERIES },
    ),
  );

  type Run = (typeof text)[number];
  const p50 = (runs: readonly Run[], key: Exclude<keyof Run, "methods">) =>
    percentile(
      runs.map((run) => run[key]),
      0.5,
    );
  const summary = (runs: readonly Run[]) => ({
    decodeMs: round(p50(runs, "decodeMs"), 2),
    preprocessMs: round(p50(runs, "preprocessMs"), 2),
    encodeMs: round(p50(runs, "encodeMs"), 2),
    searchMs: round(p50(runs, "searchMs"), 2),
    totalMs: round(p50(runs, "roundTripMs"), 2),
    runMs: round(p50(runs, "runMs"), 2),
    shareOfBareRun: round(p50(runs, "runMs") / p50(runs, "roundTripMs"), 3),
  });
  const images = Object.fromEntries(
    Object.entries(timings).map(([name, runs]) => [name, summary(runs)]),
  );
  for (const [name, stages] of Object.entries(images)) {
    log(`${name} megapixels: ${JSON.stringify(stages)}`);
  }
  return {
    bench: "query",
    n: info.catalog.items,
    device: info.device,
    threads: info.threads,
    ...images["0.3"],
    photo2Megapixels: images["2"],
    text: summary(text),
  };
}
