/** The pictures that were held out from the starter model's training. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";

const DATA = "../shared/data";
const PRODUCTS = `${DATA}/fashion-products`;
const PHOTOS = `${DATA}/clothing-photos`;

export interface LabelledPicture {
  readonly read: () => Uint8Array;
  readonly kind: string;
  readonly colour: string;
  readonly title: string;
}

/** Names of article types as a sentence has them; others are lower-cased. */
const TYPE_NAMES: Record<string, string> = {
  ...{ Shirts: "shirt", Tshirts: "t-shirt", "Casual Shoes": "casual shoe" },
  ...{ "Sports Shoes": "sports shoe", "Formal Shoes": "formal shoe", Sandals: "sandal" },
  ...{ Watches: "watch", Handbags: "handbag", Tops: "top", Kurtas: "kurta", Wallets: "wallet" },
  ...{ Belts: "belt", Backpacks: "backpack", Caps: "cap", Dresses: "dress", Skirts: "skirt" },
  ...{ Jackets: "jacket", Sweaters: "sweater", Sweatshirts: "sweatshirt", Ties: "tie" },
  ...{ Scarves: "scarf", Clutches: "clutch", Sarees: "saree", Tunics: "tunic", Kurtis: "kurti" },
  ...{ Stoles: "stole" },
};

/** Labels of the photos that name a kind of garment, as a sentence has them. */
const PHOTO_NAMES: Record<string, string> = {
  ...{ "T-Shirt": "t-shirt", Pants: "pants", Longsleeve: "long sleeve shirt", Shoes: "shoes" },
  ...{ Shirt: "shirt", Dress: "dress", Outwear: "jacket", Shorts: "shorts", Hat: "hat" },
  ...{ Skirt: "skirt", Undershirt: "undershirt", Polo: "polo shirt", Blazer: "blazer" },
  ...{ Hoodie: "hoodie", Body: "bodysuit", Top: "top", Blouse: "blouse" },
};

/** The MD5 digest as one number, modulo `of`. */
function bucket(text: string, of: number): number {
  return Number(BigInt(`0x${createHash("md5").update(text).digest("hex")}`) % BigInt(of));
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(readFileSync(file), { columns: true, bom: true });
}

/** Pictures of an archive by file name, without folders. */
function pictures(archive: string, wanted: ReadonlySet<string>): Map<string, Uint8Array> {
  const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const files = unzipSync(readFileSync(archive), {
    filter: ({ name }) => wanted.has(nameOf(name)),
  });
  return new Map(Object.entries(files).map(([path, bytes]) => [nameOf(path), bytes]));
}

export const haveTestSplits = existsSync(PRODUCTS) && existsSync(PHOTOS);

/** Products that the model was not trained with: the MD5 of their id is 0 modulo 10. */
export function testProducts(): LabelledPicture[] {
  const rows = rowsOf(`${PRODUCTS}/products.csv`).filter(({ id }) => bucket(id!, 10) === 0);
  const found: LabelledPicture[] = [];
  for (const archive of new Set(rows.map((row) => row.archive!))) {
    const own = rows.filter((row) => row.archive === archive);
    const files = pictures(`${PRODUCTS}/${archive}`, new Set(own.map(({ image }) => image!)));
    for (const row of own) {
      const bytes = files.get(row.image!);
      if (!bytes) continue;
      const type = row.articleType!;
      const colour = row.baseColour!.toLowerCase();
      found.push({
        read: () => bytes,
        kind: TYPE_NAMES[type] ?? type.toLowerCase(),
        colour: colour === "na" ? "" : colour,
        title: row.productDisplayName!,
      });
    }
  }
  return found;
}

/** Rows of the photos that name a garment and were held out: a quarter of them. */
function heldOutPhotos(): Record<string, string>[] {
  return rowsOf(`${PHOTOS}/photos.csv`).filter(
    ({ image, label }) =>
      PHOTO_NAMES[label!] !== undefined &&
      bucket(`${image!.slice(0, image!.lastIndexOf("."))}/held-out`, 4) === 0,
  );
}

/** Real-life photos that the model was not trained with. */
export function testPhotos(): LabelledPicture[] {
  const rows = heldOutPhotos();
  const files = pictures(`${PHOTOS}/photos.zip`, new Set(rows.map(({ image }) => image!)));
  return rows.flatMap(({ image, label }) => {
    const bytes = files.get(image!);
    return bytes ? [{ read: () => bytes, kind: PHOTO_NAMES[label!]!, colour: "", title: "" }] : [];
  });
}

/** Readers of street photos that the tests' photos are not among, to put other things in front of. */
export function streetPhotos(count: number): (() => Uint8Array)[] {
  const held = new Set(heldOutPhotos().map(({ image }) => image!));
  const names = rowsOf(`${PHOTOS}/photos.csv`)
    .map(({ image }) => image!)
    .filter((image) => !held.has(image))
    .slice(0, count);
  const files = pictures(`${PHOTOS}/photos.zip`, new Set(names));
  return [...files.values()].map((bytes) => () => bytes);
}
