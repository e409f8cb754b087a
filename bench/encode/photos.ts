/** Photos of several sizes for the encode bench. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { unzipSync } from "fflate";
import sharp, { type OverlayOptions } from "sharp";
import { ensureShop } from "../../scripts/demo.ts";
import { seededNormal } from "../../src/vector/corpus.testing.ts";
import { FOLDER } from "./models.ts";

export const PHOTOS = `${FOLDER}/photos`;
const REAL = "../shared/data/clothing-photos/photos.zip";
const DRAWN = "public/demo/images";
/** Megapixels of the JPEG files, and their width at 4:3. */
const WIDTHS = { "0.3": 640, "2": 1632, "12": 4000 } as const;
export type PhotoSize = keyof typeof WIDTHS;
/** Smallest first, which the order of the keys above is not. */
export const SIZES: readonly PhotoSize[] = ["0.3", "2", "12"];
const PHOTOS_PER_SIZE = 4;
/** Photos as they are, for the comparison with the reference alone. */
const SMALL_PHOTOS = 20;
/** What phones give takes about a quarter of a byte for each pixel. */
const JPEG = { quality: 88 };
const GRAIN_TILE = 256;
const GRAIN_SIGMA = 14;

export interface BenchPhotos {
  source: string;
  /** Names of files below `PHOTOS`, by size; `small` are as they came. */
  files: Record<PhotoSize | "small", string[]>;
}

async function readPictures(): Promise<{ source: string; pictures: Uint8Array[] }> {
  const wanted = PHOTOS_PER_SIZE + SMALL_PHOTOS;
  const evenly = <T>(all: readonly T[]) =>
    Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)]!);
  if (existsSync(REAL)) {
    const zip = readFileSync(REAL);
    const names: string[] = [];
    unzipSync(zip, {
      filter: ({ name }) => {
        if (name.endsWith(".jpg")) names.push(name);
        return false;
      },
    });
    const chosen = evenly(names.sort());
    const found = unzipSync(zip, { filter: ({ name }) => chosen.includes(name) });
    return { source: "real", pictures: chosen.map((name) => found[name]!) };
  }
  await ensureShop();
  const chosen = evenly(readdirSync(DRAWN).sort());
  return { source: "drawn", pictures: chosen.map((name) => readFileSync(`${DRAWN}/${name}`)) };
}

/** Sensor noise: an enlarged picture is too smooth to cost a decoder what a photo does. */
function grain(): OverlayOptions {
  const normal = seededNormal(12);
  const data = Buffer.alloc(GRAIN_TILE * GRAIN_TILE * 3);
  for (let at = 0; at < data.length; at += 3) {
    const light = normal() * GRAIN_SIGMA;
    for (let c = 0; c < 3; c++) {
      data[at + c] = Math.max(0, Math.min(255, 128 + light + (normal() * GRAIN_SIGMA) / 2));
    }
  }
  const raw = { width: GRAIN_TILE, height: GRAIN_TILE, channels: 3 as const };
  return { input: data, raw, tile: true, blend: "soft-light" };
}

/**
 * JPEG photos of each size, enlarged from real ones (from drawn ones where those are absent) with seeded
 * grain, and some as they are. Beside each JPEG lies a PNG of its pixels as Node decodes them.
 */
export async function makePhotos(): Promise<BenchPhotos> {
  const { source, pictures } = await readPictures();
  const files: BenchPhotos["files"] = { "0.3": [], "2": [], "12": [], small: [] };
  const overlay = grain();
  for (const size of [...SIZES, "small"] as const) {
    const folder = `${source}/${size}`;
    mkdirSync(`${PHOTOS}/${folder}`, { recursive: true });
    const chosen =
      size === "small" ? pictures.slice(PHOTOS_PER_SIZE) : pictures.slice(0, PHOTOS_PER_SIZE);
    for (const [i, picture] of chosen.entries()) {
      const file = `${folder}/${i}.jpg`;
      files[size].push(file);
      const path = `${PHOTOS}/${file}`;
      if (existsSync(pngOf(path))) continue;
      const width = size === "small" ? undefined : WIDTHS[size];
      const image = sharp(picture).autoOrient().flatten({ background: "#eee" });
      if (width) {
        image
          .resize(width, (width * 3) / 4, { fit: "cover", kernel: "cubic" })
          .composite([overlay]);
      }
      writeFileSync(path, await image.jpeg(JPEG).toBuffer());
      writeFileSync(pngOf(path), await sharp(path).png({ compressionLevel: 1 }).toBuffer());
    }
  }
  return { source, files };
}

export const pngOf = (file: string) => file.replace(/jpg$/, "png");
