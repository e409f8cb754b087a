/** schema.org's `Product` and `ProductGroup` as JSON-LD. */
import {
  emptyProduct,
  type FeedProduct,
  type OneOrMore,
  setColours,
  type Variant,
} from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnRole } from "../fields/column-log.ts";
import type { ColumnMatcher } from "../fields/column-matcher.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imagesOf } from "../fields/picture-list.ts";
import { flat, textOrTexts, texts } from "../fields/plain-text.ts";
import type { FormatReader, ProductPart, RecordContext, RejectedRecord } from "./format-reader.ts";
import { JsonLdDocument, type Node, named, names, text, typesOf } from "./json-ld-document.ts";
import { offerOfNode } from "./json-ld-offer.ts";
import { applyMappedColumns } from "./mapped-columns.ts";

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
export class JsonLdReader implements FormatReader {
  readonly #matcher: ColumnMatcher;

  constructor(matcher: ColumnMatcher) {
    this.#matcher = matcher;
  }

  read(record: FeedRecord, context: RecordContext): (ProductPart | RejectedRecord)[] {
    const root = Object.fromEntries(record);
    const document = new JsonLdDocument(root);
    const parts: ProductPart[] = [];
    for (const node of document.products()) {
      parts.push(...this.#partsOf(node, document, context, parts.length));
    }
    if (parts.length > 0) return parts;
    // What else a page says of itself is no product, and no mistake.
    return isAboutOther(root) ? [] : [{ error: "no schema.org Product or ProductGroup in it" }];
  }

  #partsOf(
    node: Node,
    document: JsonLdDocument,
    context: RecordContext,
    position: number,
  ): ProductPart[] {
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
    const parts: ProductPart[] = [{ key, product }];
    for (const variant of variants) {
      const part = this.#productOf(variant, document, context);
      part.variants = [variantOf(variant, part, document, context)];
      parts.push({ key, product: { ...part, id: product.id, title: product.title || part.title } });
    }
    return parts;
  }

  #productOf(node: Node, document: JsonLdDocument, context: RecordContext): FeedProduct {
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
    applyMappedColumns(product, new Map(Object.entries(node)), this.#matcher, context);
    return product;
  }
}

/** Whether a document says what it is about, and that is something else. */
function isAboutOther(root: Node): boolean {
  return typesOf(root).length > 0 || "@graph" in root;
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
function groupOf(node: Node, document: JsonLdDocument): string {
  if (typesOf(node).includes("ProductGroup")) return text(node.productGroupID) || idOf(node);
  const [group] = document.nodes(node.isVariantOf);
  return text(node.inProductGroupWithID) || (group === undefined ? "" : idOf(group));
}

function variantOf(
  node: Node,
  product: FeedProduct,
  document: JsonLdDocument,
  context: RecordContext,
): Variant {
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
