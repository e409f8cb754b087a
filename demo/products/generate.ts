/** `tsx demo/products/generate.ts <folder>`: writes the demo shop's feed and pictures. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { feed, products } from "./catalog.ts";

const AT_ONCE = 4;

async function generate(folder: string): Promise<void> {
  const images = join(folder, "images");
  await mkdir(images, { recursive: true });
  const list = products();
  const waiting = list.values();
  const draw = async () => {
    for (const product of waiting) {
      const picture = await sharp(Buffer.from(product.draw())).webp({ quality: 82 }).toBuffer();
      await writeFile(join(images, product.image), picture);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, draw));
  await writeFile(join(folder, "products.csv"), feed(list));
  process.stdout.write(`${list.length} products drawn into ${folder}\n`);
}

const folder = process.argv[2];
if (!folder) {
  process.stderr.write("Usage: tsx demo/products/generate.ts <folder>\n");
  process.exit(2);
}
await generate(folder);
