/**
 * `tsx demo/products/generate.ts <folder> [--seed <text>] [--per-kind <n>] [--size <px>] [--scenes <n>]` writes a feed,
 * its pictures, and scenes with what is in them. Without a seed they are those of the demo shop, with a seed they are
 * others to train and tune with.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { type Product, products, shopProducts } from "./catalog.ts";
import { feed } from "./feed.ts";
import { scenePhoto } from "./scenes/scenes.ts";
import { resized, size as shopSize } from "./studio.ts";

const USAGE =
  "Usage: tsx demo/products/generate.ts <folder> [--seed <text>] [--per-kind <n>] [--size <px>] [--scenes <n>]\n";
const TRAINING_SIZE = 256;
const SHOP_SCENES = 60;
const AT_ONCE = 4;

/** Runs a few jobs at a time, so that the cores and the threads that draw are all busy. */
async function inParallel<T>(jobs: Iterable<T>, work: (job: T) => Promise<void>): Promise<void> {
  const waiting = jobs[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function drawAll(list: readonly Product[], folder: string, size: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await inParallel(list, async (product) => {
    const picture = await sharp(Buffer.from(resized(product.draw(), size)))
      .webp({ quality: 82 })
      .toBuffer();
    await writeFile(join(folder, product.image), picture);
  });
}

/** Writes the scenes' photos, and `scenes.json` with the products in them. */
async function photographAll(
  list: readonly Product[],
  folder: string,
  seed: string,
  scenes: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const truth: object[] = [];
  await inParallel(Array(scenes).keys(), async (i) => {
    const { jpeg, kind, width, height, found } = await scenePhoto(list, seed, i);
    const image = `${kind}-${String(i + 1).padStart(4, "0")}.jpg`;
    await writeFile(join(folder, image), jpeg);
    truth[i] = { image, kind, width, height, found };
  });
  const lines = truth.map((scene) => JSON.stringify(scene)).join(",\n");
  await writeFile(join(folder, "scenes.json"), `[\n${lines}\n]\n`);
}

function count(name: string, text: string | undefined, fallback: number, least = 1): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value >= least && value <= 4096) return value;
  throw new RangeError(
    `Expected an integer from ${least} to 4096 as --${name}, got "${text}". Give one.`,
  );
}

async function generate(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: "string" },
      "per-kind": { type: "string" },
      size: { type: "string" },
      scenes: { type: "string" },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) throw new RangeError(USAGE);
  const { seed } = values;
  const shop = seed === undefined;
  const list = shop
    ? shopProducts()
    : products({ seed, perKind: count("per-kind", values["per-kind"], 40) });
  const size = count("size", values.size, shop ? shopSize : TRAINING_SIZE);
  await drawAll(list, join(folder, "images"), size);
  await writeFile(join(folder, "products.csv"), feed(list));
  const scenes = count("scenes", values.scenes, shop ? SHOP_SCENES : 0, 0);
  if (scenes > 0) await photographAll(list, join(folder, "scenes"), seed ?? "vitrine", scenes);
  process.stdout.write(`${list.length} products and ${scenes} scenes drawn into ${folder}\n`);
}

try {
  await generate();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
