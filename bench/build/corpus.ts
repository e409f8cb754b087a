/** The feed and pictures of the build bench: real product photos if they are there, else those of the demo shop. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { ensureShop } from "../../scripts/demo.ts";

const PHOTOS = "../shared/data/fashion-products/products-large.zip";
const ROWS = "../shared/data/fashion-products/products.csv";
const SHOP = "public/demo";
const COLUMNS = ["gender", "masterCategory", "articleType", "baseColour", "season", "usage"];

/** A feed's row and the bytes of its picture. */
interface Sample {
  title: string;
  values: string[];
  picture: Uint8Array;
}

export interface BuildCorpus {
  /** Folder of `count` pictures, no two of the same bytes, and of spare ones. */
  images: string;
  source: "photos" | "drawn";
  /** Writes a feed of the first rows, of which each hundredth has another picture or price. */
  writeFeed(path: string, rows: number, changed: boolean): void;
}

/** Pictures of real products where they are there, else of the demo's, repeated with other bytes. */
export async function makeCorpus(folder: string, count: number): Promise<BuildCorpus> {
  const hasPhotos = existsSync(PHOTOS) && existsSync(ROWS);
  if (!hasPhotos) await ensureShop();
  const samples = hasPhotos ? photos() : drawn();
  const images = join(folder, "images");
  mkdirSync(images, { recursive: true });
  const total = count + Math.ceil(count / 100);
  for (let i = 0; i < total; i++) {
    const path = join(images, nameOf(i));
    if (!existsSync(path)) writeFileSync(path, pictureOf(samples, i));
  }
  return {
    images,
    source: hasPhotos ? "photos" : "drawn",
    writeFeed: (path, rows, changed) => {
      const lines = ["id,title,image,price,category,gender,kind,colour,season,usage"];
      for (let i = 0; i < rows; i++) {
        const { title, values } = samples[i % samples.length]!;
        const turn = changed ? i % 200 : -1;
        const image = nameOf(turn === 50 ? count + Math.floor(i / 200) : i);
        const price = 10 + (i % 90) + (turn === 150 ? 0.5 : 0);
        const [gender, category, ...others] = values;
        const cells = [`p${i}`, title, image, price, category, gender, ...others];
        lines.push(cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(","));
      }
      writeFileSync(path, `${lines.join("\n")}\n`);
    },
  };
}

function nameOf(i: number): string {
  return `${i}.jpg`;
}

/** Readers of JPEG and WebP stop where the picture ends; its hash does not. */
function pictureOf(samples: readonly Sample[], i: number): Uint8Array {
  const { picture } = samples[i % samples.length]!;
  const turn = Math.floor(i / samples.length);
  return turn === 0 ? picture : Buffer.concat([picture, Buffer.from(`copy ${turn}`)]);
}

function photos(): Sample[] {
  const files = unzipSync(readFileSync(PHOTOS));
  const rows: Record<string, string>[] = parse(readFileSync(ROWS), { columns: true, bom: true });
  return rows.flatMap((row) => {
    const picture = files[row.image!];
    if (!picture || row.archive !== "products-large.zip") return [];
    return [{ title: row.productDisplayName!, values: COLUMNS.map((name) => row[name]!), picture }];
  });
}

function drawn(): Sample[] {
  return readdirSync(`${SHOP}/images`)
    .sort()
    .map((name) => ({
      title: name.replace(/\.\w+$/, ""),
      values: COLUMNS.map(() => "drawn"),
      picture: readFileSync(`${SHOP}/images/${name}`),
    }));
}
