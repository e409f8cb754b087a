import {
  emptyProduct,
  type Offer,
  type OneOrMore,
  type Product,
  setColours,
  type Variant,
} from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import { bestAvailability } from "../fields/availability.ts";
import type { ColumnMatcher, ColumnRole } from "../fields/columns.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imagesOf } from "../fields/picture-list.ts";
import { flat, plain, textOrTexts, texts } from "../fields/plain-text.ts";
import type { Price } from "../fields/price.ts";
import {
  type Dialect,
  type NoPart,
  offerOf,
  type Part,
  type RowContext,
  readAvailability,
  readPrice,
} from "./format-reader.ts";
import { applyChosen } from "./mapped-columns.ts";

type Node = Readonly<Record<string, unknown>>;

const PRODUCT_TYPES = new Set([
  "Product",
  "ProductGroup",
  "ProductModel",
  "IndividualProduct",
  "SomeProducts",
]);

/** Properties under which documents have their products. */
const CONTAINERS = ["@graph", "itemListElement", "item", "mainEntity", "itemOffered", "product"];
const MAX_DEPTH = 12;

/** Properties that tell variants of a group apart. */
const VARIANT_PROPERTIES = {
  color: "colour",
  size: "size",
  material: "material",
  pattern: "pattern",
};

const IDENTIFIERS = [
  "sku",
  "productID",
  "mpn",
  "gtin",
  "gtin13",
  "gtin14",
  "gtin12",
  "gtin8",
  "isbn",
];

const ROLES: Readonly<Record<string, ColumnRole>> = {
  sku: "id",
  productID: "id",
  productGroupID: "id",
  name: "title",
  description: "description",
  image: "image",
  brand: "brand",
  manufacturer: "brand",
  category: "category",
  color: "colour",
  material: "material",
  pattern: "pattern",
  size: "size",
  audience: "gender",
  offers: "price",
  url: "link",
  hasVariant: "variants",
  isVariantOf: "group",
  inProductGroupWithID: "group",
  additionalProperty: "attribute",
};

/** Whether a record is JSON-LD. */
export function isJsonLd(record: FeedRecord): boolean {
  return record.has("@type") || record.has("@context") || record.has("@graph");
}

/**
 * schema.org's `Product` and `ProductGroup`, by themselves, in an `@graph`, an `ItemList` or another
 * document about them (https://schema.org/ProductGroup). Within a record, `{"@id": ...}` stands for the
 * node with that id. Variants that name a group are one product with it.
 */
export class JsonLdDialect implements Dialect {
  readonly format = "json-ld";
  readonly #matcher: ColumnMatcher;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RowContext): (Part | NoPart)[] {
    const root = Object.fromEntries(record);
    const document = new Document(root);
    const parts: Part[] = [];
    for (const node of document.products()) {
      parts.push(...this.#partsOf(node, document, context, parts.length));
    }
    if (parts.length > 0) return parts;
    // What else a page says of itself is no product, and no mistake.
    return isAboutOther(root) ? [] : [{ error: "no schema.org Product or ProductGroup in it" }];
  }

  #partsOf(node: Node, document: Document, context: RowContext, position: number): Part[] {
    for (const key of Object.keys(node)) {
      if (!key.startsWith("@")) context.columns.note(key, ROLES[key] ?? "ignored");
    }
    const product = this.#productOf(node, document, context);
    const groupId = groupOf(node, document);
    const variants = document.nodes(node.hasVariant).filter((variant) => variant !== node);
    if (!typesOf(node).includes("ProductGroup") && variants.length === 0) {
      if (groupId === "") {
        Object.assign(product, offerOfNode(node, document, product.id, context));
        return [{ product }];
      }
      product.variants = [variantOf(node, product, document, context)];
      const [group] = document.nodes(node.isVariantOf);
      const named = group === undefined ? "" : text(group.name);
      return [
        { key: groupId, product: { ...product, id: groupId, title: named || product.title } },
      ];
    }
    const key = groupId || product.id || `record ${context.line}.${position}`;
    if (variants.length === 0) Object.assign(product, offerOfNode(node, document, key, context));
    const parts: Part[] = [{ key, product }];
    for (const variant of variants) {
      const part = this.#productOf(variant, document, context);
      part.variants = [variantOf(variant, part, document, context)];
      parts.push({ key, product: { ...part, id: product.id, title: product.title || part.title } });
    }
    return parts;
  }

  #productOf(node: Node, document: Document, context: RowContext): Product {
    const product = emptyProduct(idOf(node), text(node.name));
    const description = htmlToText(text(node.description));
    if (description !== "") product.description = description;
    const [audience] = document.nodes(node.audience);
    const fields = {
      brand: named(node.brand, document) || named(node.manufacturer, document),
      category: named(node.category, document),
      link: text(node.url),
    };
    for (const [field, value] of Object.entries(fields)) {
      if (value !== "") product[field as keyof typeof fields] = value;
    }
    setColours(product, texts(names(node.color, document)));
    const lists = {
      material: textOrTexts(names(node.material, document)),
      pattern: textOrTexts(names(node.pattern, document)),
      size: textOrTexts(names(node.size, document)),
      gender: text(node.gender) || text(audience?.suggestedGender).replace(/^.*\//, ""),
      ageGroup: text(audience?.suggestedAgeGroup),
    };
    for (const [field, value] of Object.entries(lists)) {
      if (value !== undefined && value !== "") product[field as keyof typeof lists] = value;
    }
    addImages(
      product.images,
      imagesOf(flat(node.image ?? []).map((image) => document.resolve(image))),
    );
    for (const property of document.nodes(node.additionalProperty)) {
      const name = text(property.name);
      if (name === "") continue;
      const before = product.attributes.get(name);
      product.attributes.set(
        name,
        before === undefined ? property.value : [before, property.value],
      );
    }
    for (const identifier of IDENTIFIERS) {
      const value = text(node[identifier]);
      if (value !== "" && value !== product.id) product.attributes.set(identifier, value);
    }
    applyChosen(product, new Map(Object.entries(node)), this.#matcher, context);
    return product;
  }
}

/** A record, whose nodes may stand for each other by their ids. */
class Document {
  readonly #root: Node;
  readonly #byId = new Map<string, Node>();

  constructor(root: Node) {
    this.#root = root;
    this.#index(root, 0);
  }

  /** The products that are not in another one, in the document's order. */
  products(): Node[] {
    const found = new Set<Node>();
    this.#find(this.#root, found, 0);
    const inner = new Set([...found].flatMap((node) => this.nodes(node.hasVariant)));
    return [...found].filter((node) => !inner.has(node));
  }

  resolve(value: unknown): unknown {
    if (!isNode(value)) return value;
    const keys = Object.keys(value);
    return keys.length === 1 && keys[0] === "@id"
      ? (this.#byId.get(String(value["@id"])) ?? value)
      : value;
  }

  nodes(value: unknown): Node[] {
    if (value === undefined) return [];
    return flat(value)
      .map((part) => this.resolve(part))
      .filter(isNode);
  }

  #index(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) return;
    if (Array.isArray(value)) for (const part of value) this.#index(part, depth + 1);
    else if (isNode(value)) {
      const id = value["@id"];
      if (typeof id === "string" && Object.keys(value).length > 1 && !this.#byId.has(id)) {
        this.#byId.set(id, value);
      }
      for (const part of Object.values(value)) this.#index(part, depth + 1);
    }
  }

  #find(value: unknown, found: Set<Node>, depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const node of this.nodes(value)) {
      if (found.has(node)) continue;
      if (typesOf(node).some((type) => PRODUCT_TYPES.has(type))) found.add(node);
      else for (const key of CONTAINERS) this.#find(node[key], found, depth + 1);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a document says what it is about, and that is something else. */
function isAboutOther(root: Node): boolean {
  return typesOf(root).length > 0 || "@graph" in root;
}

/** Names of a node's types without what stands before them in an address or a prefix. */
function typesOf(node: Node): string[] {
  return flat(node["@type"] ?? [])
    .filter((type) => typeof type === "string")
    .map((type) => type.replace(/^.*[/#:]/, ""));
}

function idOf(node: Node): string {
  const keys = typesOf(node).includes("ProductGroup") ? ["productGroupID"] : [];
  for (const key of [...keys, ...IDENTIFIERS, "productGroupID", "@id", "url"]) {
    const value = text(node[key]);
    if (value !== "") return value;
  }
  return "";
}

/** The id of the group that a node is, or is a variant of. */
function groupOf(node: Node, document: Document): string {
  if (typesOf(node).includes("ProductGroup")) return text(node.productGroupID) || idOf(node);
  const [group] = document.nodes(node.isVariantOf);
  return text(node.inProductGroupWithID) || (group === undefined ? "" : idOf(group));
}

function variantOf(node: Node, product: Product, document: Document, context: RowContext): Variant {
  const options = new Map<string, OneOrMore>();
  for (const [property, name] of Object.entries(VARIANT_PROPERTIES)) {
    const value = textOrTexts(names(node[property], document));
    if (value !== undefined) options.set(name, value);
  }
  const id = idOf(node);
  const variant: Variant = { id, options, ...offerOfNode(node, document, id, context) };
  if (product.title !== "") variant.title = product.title;
  const [image] = product.images;
  if (image !== undefined) variant.image = image.url;
  if (product.link !== undefined) variant.link = product.link;
  return variant;
}

/** The lowest of a node's offers; it can be had if it can be had by any. */
function offerOfNode(
  node: Node,
  document: Document,
  id: string,
  context: RowContext,
): Offer & { priceMax?: number } {
  const offers: Offer[] = [];
  let highest: number | undefined;
  const collect = (value: unknown, code: string, depth: number) => {
    for (const offer of document.nodes(value)) {
      const currency = text(offer.priceCurrency) || code;
      const own = priceOfOffer(offer, currency, document, id, context);
      const high = readPrice(offer.highPrice, currency, id, context)?.amount;
      if (high !== undefined) highest = Math.max(highest ?? 0, high);
      const availability = readAvailability(text(offer.availability), id, context);
      offers.push(availability === undefined ? own : { ...own, availability });
      if (depth < MAX_DEPTH) collect(offer.offers, currency, depth + 1);
    }
  };
  collect(node.offers, "", 0);
  const priced = offers.filter(({ price }) => price !== undefined);
  const paid = (offer: Offer) => offer.salePrice ?? offer.price!;
  const best = priced.reduce<Offer | undefined>(
    (lowest, offer) => (lowest === undefined || paid(offer) < paid(lowest) ? offer : lowest),
    undefined,
  );
  const result: Offer & { priceMax?: number } = { ...best };
  delete result.availability;
  const availability = bestAvailability(offers.map((offer) => offer.availability));
  if (availability !== undefined) result.availability = availability;
  const most = Math.max(highest ?? 0, ...priced.map(paid));
  if (best !== undefined && most > paid(best)) result.priceMax = most;
  return result;
}

function priceOfOffer(
  offer: Node,
  currency: string,
  document: Document,
  id: string,
  context: RowContext,
): Offer {
  let regular: Price | undefined;
  let today = readPrice(offer.price ?? offer.lowPrice, currency, id, context);
  for (const specification of document.nodes(offer.priceSpecification)) {
    const code = text(specification.priceCurrency) || currency;
    const price = readPrice(specification.price, code, id, context);
    const type = text(specification.priceType);
    if (/(?:List|SRP|MSRP|Strikethrough|Regular)(?:Price)?$/i.test(type)) regular ??= price;
    else today ??= price;
  }
  return regular === undefined ? offerOf(today, undefined) : offerOf(regular, today);
}

/** A text, or the name of the thing that stands for it; several with commas between them. */
function named(value: unknown, document: Document): string {
  return names(value, document).join(", ");
}

function names(value: unknown, document: Document): string[] {
  if (value === undefined) return [];
  return flat(value)
    .map((part) => document.resolve(part))
    .map((part) => (isNode(part) ? text(part.name) : text(part)))
    .filter((part) => part !== "");
}

/** A text of JSON-LD, where `{"@value": ...}` is one, too. */
function text(value: unknown): string {
  if (isNode(value)) return plain(value["@value"]);
  return plain(flat(value).map((part) => (isNode(part) ? part["@value"] : part)));
}
