/** A made-up shop whose feed changes from day to day, and the catalogs built and updated from it. */
import type { AttributeValue } from "../../lib/types.ts";
import { mixtureVectors, seededRandom } from "../../vector/corpus.testing.ts";
import type { CatalogFile } from "../files/file-set.ts";
import { distinctValue } from "../items/attribute-value.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { needsTexts, type SpaceChoice } from "../spaces/spaces.ts";
import { keptPictures, staysInPlace } from "../update/kept-pictures.ts";
import { updateCatalog } from "../update/update-catalog.ts";
import type { UpdateCounts } from "../update/update-source.ts";
import type { TextVectors } from "../writing/catalog-source.ts";
import { openFiles, TEST_BINDING, testFiles, testItems } from "./source.testing.ts";

const DIM = TEST_BINDING.dim;
const PICTURES = 4000;
const MANY_PICTURES = 40;
export const SIZES = ["XS", "S", "M", "L", "XL"];
/** A picture is a number here, and this is what the encoder makes of it. */
const EMBEDDINGS = mixtureVectors(PICTURES, DIM, 5);
export const embedding = (picture: number) =>
  EMBEDDINGS.subarray(picture * DIM, (picture + 1) * DIM);

export interface Product {
  item: CatalogItem;
  /** One or more. */
  pictures: readonly number[];
}

/** Of the picture's file; never all zero. */
function fingerprintOf(picture: number): Uint8Array {
  const bytes = new Uint8Array(8).fill(1);
  new DataView(bytes.buffer).setUint32(0, picture);
  return bytes;
}

function joined<T extends Uint8Array | Float32Array>(parts: readonly T[], into: T): T {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return into;
}

export const picturesOf = (feed: readonly Product[]) => feed.flatMap(({ pictures }) => pictures);

export const fingerprintsOf = (feed: readonly Product[]) =>
  joined(picturesOf(feed).map(fingerprintOf), new Uint8Array(picturesOf(feed).length * 8));

export const embeddingsOf = (pictures: readonly number[]) =>
  joined(pictures.map(embedding), new Float32Array(pictures.length * DIM));

export const HEAD = { name: "Shop", created: "2026-01-02T03:04:05.000Z", encoder: TEST_BINDING };

/** A text is a number, too: one that its title and brand give. */
export function textOf({ item }: Product): number {
  const text = `${item.title}, ${item.brand}`;
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) % PICTURES;
  return hash;
}

function textsOf(feed: readonly Product[], isNeeded: (i: number) => boolean): TextVectors {
  const texts = feed.map(textOf);
  return {
    vectors: embeddingsOf(texts.filter((_, i) => isNeeded(i))),
    fingerprints: joined(texts.map(fingerprintOf), new Uint8Array(texts.length * 8)),
  };
}

export type Files = ReadonlyMap<string, Uint8Array>;

export function scratch(feed: readonly Product[], spaces: SpaceChoice = {}): Promise<Files> {
  const items = feed.map(({ item }) => item);
  return testFiles({
    ...HEAD,
    items,
    pictures: feed.map(({ pictures }) => pictures.length),
    vectors: embeddingsOf(picturesOf(feed)),
    fingerprints: fingerprintsOf(feed),
    spaces,
    ...(needsTexts(spaces) && { texts: textsOf(feed, () => true) }),
  });
}

export async function update(
  files: Files,
  feed: readonly Product[],
  spaces: SpaceChoice = {},
): Promise<{ files: Files; list: CatalogFile[]; counts: UpdateCounts }> {
  const previous = await openFiles(files);
  const keptOf = feed.map((product) =>
    keptPictures(previous, product.item.id, fingerprintsOf([product])),
  );
  const kept = keptOf.flat();
  const moves = (i: number) => {
    const fingerprint = fingerprintOf(textOf(feed[i]!));
    return !staysInPlace(previous, feed[i]!.item.id, keptOf[i]!, fingerprint);
  };
  const { files: list, counts } = await updateCatalog(
    previous,
    async ({ path }) => files.get(path)!,
    {
      ...HEAD,
      items: feed.map(({ item }) => item),
      pictures: feed.map(({ pictures }) => pictures.length),
      fingerprints: fingerprintsOf(feed),
      kept,
      vectors: embeddingsOf(picturesOf(feed).filter((_, i) => kept[i]! < 0)),
      spaces,
      ...(needsTexts(spaces) && { texts: textsOf(feed, moves) }),
    },
  );
  return { files: new Map(list.map(({ path, bytes }) => [path, bytes])), list, counts };
}

/** Ways in which a feed changes, drawn by a seed. */
export class Shop {
  feed: Product[];
  readonly #random: () => number;
  #next = 0;
  #picture = 0;
  readonly #mostPictures: number;

  /** @param mostPictures of most products; with 1, of all */
  constructor(count: number, seed: number, mostPictures = 1) {
    this.#random = seededRandom(seed);
    this.#mostPictures = mostPictures;
    this.feed = [];
    this.add(count);
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #some(share: number): Product[] {
    return this.feed.filter(() => this.#random() < share);
  }

  add(count: number): void {
    const items = testItems(this.#next + count).slice(this.#next);
    this.#next += count;
    for (const item of items) {
      const sizes = this.#sizes();
      if (sizes !== undefined) item.attributes.sizes = sizes;
      const pictures = Array.from({ length: this.#countPictures() }, () => this.#picture++);
      this.feed.splice(this.#below(this.feed.length + 1), 0, { item, pictures });
    }
  }

  /** Several, one or none, in any order. */
  #sizes(): AttributeValue | undefined {
    const count = this.#below(5);
    return distinctValue(Array.from({ length: count }, () => SIZES[this.#below(SIZES.length)]!));
  }

  /** Now and then many more than most products have. */
  #countPictures(): number {
    if (this.#mostPictures === 1) return 1;
    return this.#random() < 0.05 ? MANY_PICTURES : 1 + this.#below(this.#mostPictures);
  }

  remove(share: number): void {
    const gone = new Set(this.#some(share));
    const left = this.feed.filter((product) => !gone.has(product));
    if (left.length > 0) this.feed = left;
  }

  photograph(share: number): void {
    for (const product of this.#some(share)) {
      const at = this.feed.indexOf(product);
      this.feed[at] = { ...product, pictures: this.#photographed(product.pictures) };
    }
  }

  /** One picture more, one less, another one, or the same in another order. */
  #photographed(pictures: readonly number[]): number[] {
    const fresh = this.#picture++;
    if (this.#mostPictures === 1) return [fresh];
    const ways = [
      [...pictures, fresh],
      pictures.slice(pictures.length > 1 ? 1 : 0),
      pictures.with(this.#below(pictures.length), fresh),
      pictures.toReversed(),
    ];
    return ways[this.#below(ways.length)]!;
  }

  edit(share: number): void {
    const edits: ((item: CatalogItem) => void)[] = [
      (item) => (item.price = this.#below(100)),
      (item) => delete item.price,
      (item) => (item.title += "!"),
      (item) => (item.brand = ["West", "North", "Új márka"][this.#below(3)]!),
      (item) => delete item.brand,
      (item) => (item.attributes.pattern = "dotted"),
      (item) => delete item.attributes.pattern,
      (item) => (item.attributes.stock = this.#below(5)),
      (item) => delete item.attributes.rating,
      (item) => (item.attributes.price = "on request"),
      (item) => delete item.link,
      (item) => delete item.attributes.sizes,
      (item) => (item.attributes.sizes = this.#sizes() ?? "M"),
      (item) => (item.attributes.sizes = ["one", "two", `of ${item.id}`]),
    ];
    for (const product of this.#some(share)) {
      const item = structuredClone(product.item);
      edits[this.#below(edits.length)]!(item);
      this.feed[this.feed.indexOf(product)] = { ...product, item };
    }
  }

  /** One of the columns takes on another kind, or becomes one of names, for a while. */
  retype(day: number): void {
    this.feed = this.feed.map(({ item, pictures }, i) => {
      const rating = day % 2 ? String(item.attributes.rating ?? "none") : i % 7;
      const sku = day % 3 ? `sku ${i}` : `group ${i % 3}`;
      return { item: { ...item, attributes: { ...item.attributes, rating, sku } }, pictures };
    });
  }

  nextDay(day: number): void {
    this.add(this.#below(6));
    this.remove(this.#random() < 0.2 ? 0.4 : 0.03);
    this.photograph(0.04);
    this.edit(this.#random() < 0.2 ? 0.8 : 0.1);
    if (day % 5 === 3) this.retype(day);
  }
}
