/**
 * `tsx demo/products/generate.ts <folder> [--seed <text>] [--per-kind <n>] [--size <px>]`: writes a feed and
 * its pictures. Without a seed they are those of the demo shop; with one, as many other products.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { type Product, products, shopProducts } from "./catalog.ts";
import { feed } from "./feed.ts";
import { size as shopSize } from "./studio.ts";

const USAGE =
  "Usage: tsx demo/products/generate.ts <folder> [--seed <text>] [--per-kind <n>] [--size <px>]\n";
const TRAINING_SIZE = 256;
const AT_ONCE = 4;

async function drawAll(list: readonly Product[], folder: string, size: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const waiting = list.values();
  const draw = async () => {
    for (const product of waiting) {
      const svg = product
        .draw()
        .replace(`width="${shopSize}" height="${shopSize}"`, `width="${size}" height="${size}"`);
      const picture = await sharp(Buffer.from(svg)).webp({ quality: 82 }).toBuffer();
      await writeFile(join(folder, product.image), picture);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, draw));
}

function count(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 4096) return value;
  throw new RangeError(
    `--${name} should be a whole number from 1 to 4096, and "${text}" was given.`,
  );
}

async function generate(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string" }, "per-kind": { type: "string" }, size: { type: "string" } },
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
  process.stdout.write(`${list.length} products drawn into ${folder}\n`);
}

try {
  await generate();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
