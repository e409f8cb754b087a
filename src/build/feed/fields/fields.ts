/** What a column of a feed can stand for: a closed table, with the names by which a column is recognised. */
import { type FeedProduct, setColours } from "../feed-product.ts";
import { htmlToText } from "./html-text.ts";
import { addImages, imageListOf, imagesOf } from "./picture-list.ts";
import { plain, textOrTexts, texts } from "./plain-text.ts";

/**
 * What a field holds. `text` and `texts` are copied into the property of the field's name. `offer` and `group` are
 * read together with others, and make a product's prices and variants.
 */
type FieldKind = "text" | "texts" | "colours" | "html" | "image" | "images" | "offer" | "group";

interface FieldSpec {
  readonly kind: FieldKind;
  /** Column names, the likeliest first, without case, spaces, dots, `_` and `-`. */
  readonly columns: readonly string[];
}

/**
 * The fields. A new one needs a row here, a property of `FeedProduct`, and a use in products/rows.ts. Every column
 * that is none of these becomes an attribute.
 */
const TABLE = {
  id: { kind: "text", columns: ["id", "sku", "handle", "productid", "itemid"] },
  title: {
    kind: "text",
    columns: ["title", "name", "productname", "producttitle", "productdisplayname"],
  },
  description: {
    kind: "html",
    columns: ["description", "productdescription", "longdescription", "summary", "content"],
  },
  price: { kind: "offer", columns: ["price"] },
  salePrice: { kind: "offer", columns: ["saleprice", "specialprice"] },
  salePeriod: { kind: "offer", columns: ["salepriceeffectivedate"] },
  currency: { kind: "offer", columns: ["currency", "currencycode", "pricecurrency"] },
  availability: { kind: "offer", columns: ["availability", "stockstatus"] },
  brand: { kind: "text", columns: ["brand", "vendor", "manufacturer"] },
  category: {
    kind: "text",
    columns: ["category", "producttype", "type", "googleproductcategory"],
  },
  colour: { kind: "colours", columns: ["colour", "color", "basecolour", "basecolor"] },
  gender: { kind: "texts", columns: ["gender"] },
  ageGroup: { kind: "texts", columns: ["agegroup"] },
  material: { kind: "texts", columns: ["material"] },
  pattern: { kind: "texts", columns: ["pattern"] },
  size: { kind: "texts", columns: ["size"] },
  goesWith: {
    kind: "text",
    columns: ["goeswith", "outfit", "complementary", "completethelook"],
  },
  link: { kind: "text", columns: ["link", "url", "producturl"] },
  image: {
    kind: "image",
    columns: ["image", "imagelink", "imageurl", "photo", "imagefile", "imagesrc"],
  },
  images: {
    kind: "images",
    columns: [
      "additionalimagelink",
      "additionalimagelinks",
      "images",
      "imagelinks",
      "imageurls",
      "photos",
    ],
  },
  group: { kind: "group", columns: ["itemgroupid"] },
} as const satisfies Record<string, FieldSpec>;

/** A field of a product that a column of a feed can stand for. */
export type Field = keyof typeof TABLE;

type FieldOf<Kind extends FieldKind> = {
  [Key in Field]: (typeof TABLE)[Key]["kind"] extends Kind ? Key : never;
}[Field];

export const FIELD_SPECS: Readonly<Record<Field, FieldSpec>> = TABLE;

/** The names of all fields. */
export const FIELDS = Object.keys(TABLE) as readonly Field[];

/** One field of each of these is needed. */
export const REQUIRED_FIELDS: readonly (readonly Field[])[] = [
  ["id"],
  ["title"],
  ["image", "images"],
];

/** Fields that are one text. */
export const TEXT_FIELDS = fieldsOf("text");
/** Fields that may be several texts. */
export const LIST_FIELDS = fieldsOf("texts");

function fieldsOf<Kind extends FieldKind>(kind: Kind): readonly FieldOf<Kind>[] {
  return FIELDS.filter((field) => TABLE[field].kind === kind) as FieldOf<Kind>[];
}

/** Puts a cell into a product, unless it is empty. Fields of the kinds `offer` and `group` are left out. */
export function putField(product: FeedProduct, field: Field, cell: unknown): void {
  switch (TABLE[field].kind) {
    case "text": {
      const value = plain(cell);
      if (value !== "") product[field as FieldOf<"text">] = value;
      break;
    }
    case "texts": {
      const value = textOrTexts(cell);
      if (value !== undefined) product[field as FieldOf<"texts">] = value;
      break;
    }
    case "colours":
      setColours(product, texts(cell));
      break;
    case "html": {
      const value = htmlToText(plain(cell));
      if (value !== "") product.description = value;
      break;
    }
    case "image":
      addImages(product.images, imagesOf(cell));
      break;
    case "images":
      addImages(product.images, imageListOf(cell));
      break;
  }
}
