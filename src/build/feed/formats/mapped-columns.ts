/** Columns that the caller has mapped to fields, in formats that say by themselves where each field is. */
import { VisualSearchError } from "../../../lib/errors.ts";
import type { FeedProduct } from "../feed-product.ts";
import type { FeedRecord } from "../feed-record.ts";
import type { ColumnMatcher } from "../fields/column-matcher.ts";
import { FIELD_SPECS, type Field, putField } from "../fields/fields.ts";
import { addImages } from "../fields/picture-list.ts";
import { plain } from "../fields/plain-text.ts";
import type { RecordContext } from "./format-reader.ts";

/**
 * Puts mapped columns of a record into a product, instead of what the format says of these fields.
 *
 * @throws VisualSearchError `invalid-argument` for a field that such a feed has for each variant
 */
export function applyMappedColumns(
  product: FeedProduct,
  record: FeedRecord,
  matcher: ColumnMatcher,
  context: RecordContext,
): void {
  for (const [field, column] of matcher.mapped(record.keys())) {
    const { kind } = FIELD_SPECS[field];
    if (kind === "offer" || kind === "group") {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a mapping of fields of the product, got ${field}=${column}. The format of this feed has the ` +
          `${field} for each variant: leave it out.`,
      );
    }
    context.columns.note(column, field);
    const cell = record.get(column);
    if (plain(cell) !== "") putMapped(product, field, cell);
  }
}

function putMapped(product: FeedProduct, field: Field, cell: unknown): void {
  if (field !== "image" && field !== "images") {
    putField(product, field, cell);
    return;
  }
  // Before the pictures that the format names.
  const others = product.images.splice(0);
  putField(product, "images", cell);
  addImages(product.images, others);
}
