/** Reads the shards of one catalog, and joins their products, vectors, thumbnails and concepts. */
import { join } from "node:path";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import { VectorTable } from "../../catalog/segments/vector-table.ts";
import type { TextVectors } from "../../catalog/writing/catalog-source.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { ConceptSet } from "../embed/concepts/concept-set.ts";
import { chooseConcepts } from "../embed/concepts/concepts.ts";
import { leastKeys } from "../embed/concepts/shopper-photo.ts";
import type { PictureFacts } from "../pictures/picture-facts.ts";
import type { MadeThumbnail } from "../pictures/thumbnails/thumbnail-encoder.ts";
import { type ThumbnailSet, thumbnailSet } from "../pictures/thumbnails/thumbnails.ts";
import { type PackedProduct, unpackFacts } from "./packed-shard.ts";
import type { ShardFolder } from "./shard-folder.ts";

/** Products between two reports of progress while the shards are read. */
const READ_STEP = 1000;

/** The products of all shards, in the feed's order. */
export interface JoinedProducts {
  /** Attributes as the feed has them. */
  items: CatalogItem[];
  /** Of each, ids of products that it goes with. */
  goesWith: (readonly string[] | undefined)[];
  /** What is known of the pictures of each. */
  facts: (PictureFacts | undefined)[][];
  /** Of all pictures, 8 bytes each. */
  fingerprints: Uint8Array;
  /** `dim` numbers for each picture. */
  vectors: Float32Array;
  texts: TextVectors | undefined;
}

/**
 * Reads one shard after another into the places that its products have in the catalog.
 *
 * @param onRead told the number of products that have been read so far
 * @throws `catalog-invalid` if a shard is damaged, or two have the same product
 */
export async function joinProducts(
  shards: readonly ShardFolder[],
  onRead: (count: number) => void,
): Promise<JoinedProducts> {
  const all = await readProducts(shards, onRead);
  const products = all.map(({ product }) => product);
  const table = VectorTable.ofCounts(products.map(({ fingerprints }) => fingerprints.length));
  const { dim } = shards[0]!.manifest.encoder;
  const hasTexts = shards[0]!.entry.texts !== undefined;
  const vectors = new Float32Array(table.vectors * dim);
  const textVectors = new Float32Array(hasTexts ? products.length * dim : 0);
  for (const shard of shards) {
    const rows = all.flatMap((one, row) => (one.shard === shard ? [row] : []));
    const ofPictures = rows.map((row) => [table.start(row) * dim, table.start(row + 1) * dim]);
    const ofTexts = rows.map((row) => [row * dim, (row + 1) * dim]);
    const { entry } = shard;
    await shard.readNumbers(entry.vectors, vectors, ofPictures as Places);
    if (entry.texts) await shard.readNumbers(entry.texts, textVectors, ofTexts as Places);
  }
  onRead(products.length);
  return {
    items: products.map(({ item }) => item),
    goesWith: products.map(({ goesWith }) => goesWith),
    facts: products.map(({ facts }) => facts.map(unpackFacts)),
    fingerprints: bytesOfHex(products.flatMap(({ fingerprints }) => fingerprints)),
    vectors,
    texts: hasTexts
      ? { vectors: textVectors, fingerprints: bytesOfHex(products.map(({ text }) => text!)) }
      : undefined,
  };
}

type Places = [from: number, to: number][];

/** The products in the feed's order, each with its shard. */
async function readProducts(
  shards: readonly ShardFolder[],
  onRead: (count: number) => void,
): Promise<{ shard: ShardFolder; product: PackedProduct }[]> {
  const all: { shard: ShardFolder; product: PackedProduct }[] = [];
  for (const shard of shards) {
    for await (const product of shard.products()) {
      all.push({ shard, product });
      if (all.length % READ_STEP === 0) onRead(all.length);
    }
  }
  all.sort((a, b) => a.product.position - b.product.position);
  const again = all.find(({ product }, i) => all[i - 1]?.product.position === product.position);
  if (!again) return all;
  throw new VisualSearchError(
    "catalog-invalid",
    `Expected each product in one shard, got two with place ${again.product.position} of the feed. Build all ` +
      "shards again.",
  );
}

/**
 * Reads the thumbnails of all shards, and keeps each once.
 *
 * @param onRead told the number of thumbnails that have been read so far
 * @throws `catalog-invalid` if one is damaged
 */
export async function joinThumbnails(
  shards: readonly ShardFolder[],
  onRead: (count: number) => void,
): Promise<ThumbnailSet | undefined> {
  const settings = shards[0]!.manifest.thumbnails;
  if (!settings) return undefined;
  const { size, format, quality } = settings;
  let done = 0;
  const files = new Map<string, MadeThumbnail>();
  for (const shard of shards) {
    for (const { path, bytes } of await shard.thumbnails(() => onRead(++done))) {
      files.set(path, { path, bytes, from: join(shard.path, path) });
    }
  }
  const chosen = { size, format, ...(quality !== undefined && { quality }) };
  return await thumbnailSet(chosen, [...files.values()]);
}

/**
 * The concepts of the whole catalog, each as a shard that has it embedded it.
 *
 * @throws `catalog-invalid` if no shard has one of them
 */
export async function joinConcepts(
  shards: readonly ShardFolder[],
  items: readonly CatalogItem[],
): Promise<ConceptSet> {
  const sets = await Promise.all(shards.map((shard) => shard.concepts()));
  const { chosen } = chooseConcepts(items, shards[0]!.entry.options.concepts);
  const vectorOf = (facet: string, value: string) => {
    for (const { concepts } of sets) {
      const coded = concepts?.coded(facet, value);
      if (coded) return coded;
    }
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected a shard with the concept ${JSON.stringify(value)} of the facet ${facet}, got ${sets.length} ` +
        "without it. Build all shards again.",
    );
  };
  const concepts = chosen.map(({ facet, values }) => {
    const vectors = values.map((value) => vectorOf(facet, value));
    return { facet, values, vectors };
  });
  const probes = sets.flatMap((one) => one.probes ?? []);
  const photos = probes.flatMap((one) => one.photos).sort((a, b) => a.key - b.key);
  return { concepts, probes: probes[0] && { ...probes[0], photos: leastKeys(photos) } };
}

function bytesOfHex(fingerprints: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(fingerprints.length * FINGERPRINT_BYTES);
  for (const [i, one] of fingerprints.entries()) {
    bytes.set(Buffer.from(one, "hex"), i * FINGERPRINT_BYTES);
  }
  return bytes;
}
