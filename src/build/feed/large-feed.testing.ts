/** Feeds of any length for tests, written as a stream. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";

/** Rows of one product, in the formats that have variants. */
export const ROWS_OF_PRODUCT = 3;

/** Long enough that the texts of a feed are more than the heap that reads it. */
const description = (i: number) => `A garment no. ${i} of cotton and wool. `.repeat(40);

export const LARGE_FORMATS = [
  "csv",
  "csv.gz",
  "tsv",
  "json",
  "jsonl",
  "parquet",
  "shopify.csv",
  "shopify.json",
  "google.xml",
  "google.tsv",
  "json-ld.json",
] as const;

export type LargeFormat = (typeof LARGE_FORMATS)[number];

/** Writes a feed of `rows` rows; of three each is a product in the formats that have variants. */
export async function writeLargeFeed(
  path: string,
  format: LargeFormat,
  rows: number,
): Promise<void> {
  if (format === "parquet") {
    const column = (name: string, value: (i: number) => unknown) => ({
      name,
      data: Array.from({ length: rows }, (_, i) => value(i)),
    });
    await parquetWriteFile({
      filename: path,
      columnData: [
        column("id", (i) => `p${i}`),
        column("title", (i) => `Product ${i}`),
        column("description", description),
        column("price", (i) => `${i % 100}.50 EUR`),
        column("image", (i) => `${i}.jpg`),
      ],
      rowGroupSize: 100_000,
    });
    return;
  }
  const text = Readable.from(batches(linesOf(format, rows)));
  const file = createWriteStream(path);
  await (format === "csv.gz" ? pipeline(text, createGzip(), file) : pipeline(text, file));
}

/** Texts of many lines each, for a stream has a cost for every one. */
function* batches(lines: Iterable<string>): Generator<string> {
  let batch = "";
  for (const line of lines) {
    batch += line;
    if (batch.length > 100_000) {
      yield batch;
      batch = "";
    }
  }
  yield batch;
}

function* linesOf(format: Exclude<LargeFormat, "parquet">, rows: number): Generator<string> {
  const [head, row, tail] = SHAPES[format];
  yield head;
  for (let i = 0; i < rows; i++) yield row(i, i === rows - 1);
  yield tail;
}

type Shape = [head: string, row: (i: number, last: boolean) => string, tail: string];

const object = (i: number) =>
  JSON.stringify({
    id: `p${i}`,
    title: `Product ${i}`,
    description: description(i),
    price: `${i % 100}.50 EUR`,
    image: `${i}.jpg`,
  });

const csv: Shape = [
  "id,title,description,price,image\n",
  (i) => `p${i},"Product ""${i}""",${description(i)},${i % 100}.50 EUR,${i}.jpg\n`,
  "",
];

const google = (i: number) => ({
  id: `v${i}`,
  group: `p${Math.floor(i / ROWS_OF_PRODUCT)}`,
  size: ["S", "M", "L"][i % ROWS_OF_PRODUCT]!,
});

const SHAPES: Record<Exclude<LargeFormat, "parquet">, Shape> = {
  csv,
  "csv.gz": csv,
  tsv: [
    "id\ttitle\tdescription\tprice\timage\n",
    // Ids so long that V8 keeps them as slices of the block that was read, if nothing is quoted.
    (i) =>
      `an-id-of-a-product-${i}\tProduct ${i}\t${description(i)}\t${i % 100}.50 EUR\t${i}.jpg\n`,
    "",
  ],
  json: ["[", (i, last) => `${object(i)}${last ? "" : ",\n"}`, "]"],
  jsonl: ["", (i) => `${object(i)}\n`, ""],
  "shopify.csv": [
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU," +
      "Variant Price,Image Src\n",
    (i) => {
      const { group, size, id } = google(i);
      return i % ROWS_OF_PRODUCT === 0
        ? `${group},Product ${group},${description(i)},Vendor,Type,,true,Size,${size},${id},9.5,${i}.jpg\n`
        : `${group},,,,,,,,${size},${id},9.5,${i}.jpg\n`;
    },
    "",
  ],
  "shopify.json": [
    '{"products":[',
    (i, last) =>
      `${JSON.stringify({
        id: i,
        handle: `p${i}`,
        title: `Product ${i}`,
        body_html: description(i),
        vendor: "Vendor",
        options: [{ name: "Size", values: ["S", "M"] }],
        variants: ["S", "M"].map((option1) => ({ id: `${i}${option1}`, option1, price: "9.50" })),
        images: [{ src: `${i}.jpg` }],
      })}${last ? "" : ",\n"}`,
    "]}",
  ],
  "google.xml": [
    '<?xml version="1.0"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n',
    (i) => {
      const { id, group, size } = google(i);
      return (
        `<item><g:id>${id}</g:id><g:item_group_id>${group}</g:item_group_id><title>P ${i}</title>` +
        `<description><![CDATA[${description(i)}]]></description><g:price>9.50 EUR</g:price>` +
        `<g:size>${size}</g:size><g:image_link>${i}.jpg</g:image_link></item>\n`
      );
    },
    "</channel></rss>",
  ],
  "google.tsv": [
    "id\titem_group_id\ttitle\tdescription\tprice\tsize\timage_link\n",
    (i) => {
      const { id, group, size } = google(i);
      return `${id}\t${group}\tP ${i}\t${description(i)}\t9.50 EUR\t${size}\t${i}.jpg\n`;
    },
    "",
  ],
  "json-ld.json": [
    '{"@context":"https://schema.org","@graph":[',
    (i, last) =>
      `${JSON.stringify({
        "@type": "Product",
        sku: `p${i}`,
        name: `Product ${i}`,
        description: description(i),
        image: [`${i}.jpg`],
        offers: { "@type": "Offer", price: 9.5, priceCurrency: "EUR" },
      })}${last ? "" : ",\n"}`,
    "]}",
  ],
};
