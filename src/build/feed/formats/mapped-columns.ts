import { VisualSearchError } from "../../../lib/errors.ts";
import { LIST_FIELDS, type Product, setColours } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnMatcher, Field } from "../fields/columns.ts";
import { htmlToText } from "../fields/html-text.ts";
import { addImages, imageListOf } from "../fields/picture-list.ts";
import { plain, textOrTexts, texts } from "../fields/plain-text.ts";
import type { RowContext } from "./format-reader.ts";

/** Fields that in feeds with variants of their own come from these. */
const OF_VARIANTS: ReadonlySet<Field> = new Set([
  "price",
  "salePrice",
  "salePeriod",
  "currency",
  "availability",
  "group",
]);

/**
 * Puts what the caller has mapped to keys of a record before what the feed's format says of it.
 *
 * @throws `invalid-argument` for a field that such a feed has for its variants only.
 */
export function applyChosen(
  product: Product,
  record: FeedRecord,
  matcher: ColumnMatcher,
  context: RowContext,
): void {
  for (const [field, column] of matcher.chosen(record.keys())) {
    if (OF_VARIANTS.has(field)) {
      throw new VisualSearchError(
        "invalid-argument",
        `The mapping ${field}=${column} cannot be used with this feed, whose format has the ` +
          `${field} for each variant. Leave it out.`,
      );
    }
    context.columns.note(column, field);
    const cell = record.get(column);
    if (plain(cell) !== "") setField(product, field, cell);
  }
}

function setField(product: Product, field: Field, cell: unknown): void {
  if (field === "image" || field === "images") {
    const others = product.images.splice(0);
    addImages(product.images, imageListOf(cell));
    addImages(product.images, others);
  } else if (field === "description") {
    product.description = htmlToText(plain(cell));
  } else if (field === "colour") {
    setColours(product, texts(cell));
  } else if ((LIST_FIELDS as readonly Field[]).includes(field)) {
    product[field as "size"] = textOrTexts(cell)!;
  } else {
    product[field as "id"] = plain(cell);
  }
}
