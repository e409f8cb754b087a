/** Makes one product of the parts with the same key: the rows of a handle, of an item group, of a variant. */
import { type FeedProduct, FIELD_OPTIONS, setColours } from "./feed-product.ts";
import { LIST_FIELDS, TEXT_FIELDS } from "./fields/fields.ts";
import { addImages } from "./fields/picture-list.ts";
import type { ProductPart } from "./formats/format-reader.ts";
import { cheapestOffer, paidPrice } from "./offer.ts";

/** Products that wait for further parts. */
export const GROUP_WINDOW = 256;

/** Variants of one product that are kept. */
const MAX_VARIANTS = 2048;

/** A product and where its first part stands. */
export interface Grouped<At> {
  at: At;
  product: FeedProduct;
}

/**
 * A part finds its product if fewer than `GROUP_WINDOW` others have begun since that did, which bounds memory. A
 * later part makes another product with the same id. Products come in the order of their first parts.
 */
export class Grouper<At> {
  readonly #open: Set<Group<At>> = new Set();
  readonly #byKey = new Map<string, Group<At>>();
  readonly #onDropped: (group: Grouped<At>, count: number) => void;

  /** @param onDropped told of variants beyond those that are kept */
  constructor(onDropped: (group: Grouped<At>, count: number) => void) {
    this.#onDropped = onDropped;
  }

  /** Takes a part, and gives the product that no longer waits, if any. */
  add({ key, product }: ProductPart, at: At): Grouped<At> | undefined {
    // A row of the group itself, beside those of its variants, has the group's id as its own.
    const found = this.#byKey.get(key ?? product.id);
    if (found !== undefined && (key !== undefined || found.keyed)) {
      found.keyed ||= key !== undefined;
      found.add(product);
      return undefined;
    }
    const name = key ?? product.id;
    const group = new Group(name, product, at, key !== undefined);
    this.#open.add(group);
    if (name !== "" && found === undefined) this.#byKey.set(name, group);
    if (this.#open.size <= GROUP_WINDOW) return undefined;
    const [oldest] = this.#open;
    return this.#close(oldest!);
  }

  /** The products that still wait. */
  *end(): Generator<Grouped<At>> {
    for (const group of this.#open) yield this.#close(group);
  }

  #close(group: Group<At>): Grouped<At> {
    this.#open.delete(group);
    if (this.#byKey.get(group.name) === group) this.#byKey.delete(group.name);
    const grouped = { at: group.at, product: group.finish() };
    if (group.dropped > 0) this.#onDropped(grouped, group.dropped);
    return grouped;
  }
}

class Group<At> {
  readonly name: string;
  readonly product: FeedProduct;
  readonly at: At;
  /** Whether a part named it as its group. */
  keyed: boolean;
  dropped = 0;

  constructor(name: string, product: FeedProduct, at: At, keyed: boolean) {
    this.name = name;
    this.product = product;
    this.at = at;
    this.keyed = keyed;
  }

  add(part: FeedProduct): void {
    const { product } = this;
    product.id ||= part.id;
    product.title ||= part.title;
    if (part.description !== undefined) product.description ??= part.description;
    if (product.colour === undefined)
      setColours(product, part.colours ?? [part.colour ?? []].flat());
    for (const field of TEXT_FIELDS) {
      const value = part[field];
      if (value !== undefined) product[field] ??= value;
    }
    for (const field of LIST_FIELDS) {
      const value = part[field];
      if (value !== undefined) product[field] ??= value;
    }
    addImages(product.images, part.images);
    for (const [name, value] of part.attributes) {
      if (!product.attributes.has(name)) product.attributes.set(name, value);
    }
    const room = MAX_VARIANTS - product.variants.length;
    product.variants.push(...part.variants.slice(0, room));
    this.dropped += Math.max(0, part.variants.length - room);
  }

  finish(): FeedProduct {
    const { product } = this;
    if (product.variants.length === 0) return product;
    setOffer(product);
    setOptions(product);
    for (const { image } of product.variants) {
      if (image !== undefined) addImages(product.images, [{ url: image }]);
    }
    return product;
  }
}

function setOffer(product: FeedProduct): void {
  const offer = cheapestOffer(product.variants);
  // Without a price among its variants, the product keeps its own.
  if (paidPrice(offer) !== undefined) {
    for (const key of ["price", "salePrice", "currency"] as const) delete product[key];
  }
  Object.assign(product, offer);
}

/** Gathers the options of the variants; those that are a field of the product give it its value. */
function setOptions(product: FeedProduct): void {
  const values = new Map<string, Set<string>>();
  for (const { options } of product.variants) {
    for (const [name, value] of options) {
      const known = values.get(name) ?? new Set();
      values.set(name, known);
      for (const one of [value].flat()) known.add(one);
    }
  }
  product.options = [...values].map(([name, distinct]) => ({ name, values: [...distinct] }));
  for (const { name, values: distinct } of product.options) {
    const field = Object.hasOwn(FIELD_OPTIONS, name) ? FIELD_OPTIONS[name] : undefined;
    if (field !== undefined) product[field] = distinct[0]!;
  }
}
