/** Real photos for the browser tests, where they are at hand. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";

const DATA = "../shared/data/fashion-products";

type Row = Record<string, string>;

export interface RealProduct {
  id: string;
  title: string;
  kind: string;
  colour: string;
}

export const haveRealPhotos = existsSync(`${DATA}/products-large.zip`);

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

function readRows(): Row[] {
  return parse(readFileSync(`${DATA}/products.csv`), {
    columns: true,
    relax_quotes: true,
    relax_column_count: true,
  });
}

function readPhotos(names: ReadonlySet<string>): Record<string, Uint8Array> {
  return unzipSync(readFileSync(`${DATA}/products-large.zip`), {
    filter: ({ name }) => names.has(name),
  });
}

/** The first photos of products of a kind, in the order of the list. */
export function realPhotosOf(kind: string, count: number): Buffer[] {
  const names = readRows()
    .filter(({ archive, articleType }) => {
      return archive === "products-large.zip" && articleType === kind;
    })
    .slice(0, count)
    .map(({ image }) => image!);
  const photos = readPhotos(new Set(names));
  return names.map((name) => Buffer.from(photos[name]!));
}

/** The `count` largest groups of rows, largest first. */
function commonest(rows: readonly Row[], count: number): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.articleType!);
    if (group) group.push(row);
    else groups.set(row.articleType!, [row]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length).slice(0, count);
}

/**
 * Photographed products of the commonest kinds, as evenly as there are any, from the split that the
 * starter model has not seen (md5 of the id, modulo 10, is 0), written to `folder` as a feed and its
 * pictures.
 */
export function writeRealShop(folder: string, kinds: number, count: number): RealProduct[] {
  const unseen = readRows()
    .filter(({ archive, id }) => {
      return archive === "products-large.zip" && BigInt(`0x${md5(id!)}`) % 10n === 0n;
    })
    .sort((a, b) => (md5(a.id!) < md5(b.id!) ? -1 : 1));
  const shelves = commonest(unseen, kinds);
  const chosen: Row[] = [];
  for (let i = 0; chosen.length < count; i++) {
    chosen.push(...shelves.flatMap((shelf) => shelf.slice(i, i + 1)));
  }
  chosen.length = count;
  const names = new Set(chosen.map(({ image }) => image!));
  const photos = readPhotos(names);
  mkdirSync(`${folder}/images`, { recursive: true });
  for (const [name, bytes] of Object.entries(photos)) {
    writeFileSync(`${folder}/images/${name}`, bytes);
  }
  const products = chosen.map((row) => ({
    id: row.id!,
    title: row.productDisplayName!,
    kind: row.articleType!,
    colour: row.baseColour!,
  }));
  const lines = products.map(({ id, title, kind, colour }) =>
    [id, title, kind, colour, `${id}.jpg`].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(),
  );
  writeFileSync(`${folder}/products.csv`, ["id,title,category,colour,image", ...lines].join("\n"));
  return products;
}
