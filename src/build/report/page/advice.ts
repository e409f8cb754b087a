/** Advice: what a shop can do about a warning or a rejected row, by the text of its message. */

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^no id/, "Give every product an id, or name its column with --map id=<column>."],
  [/^no title/, "Give every product a title, or name its column with --map title=<column>."],
  [/^no image/, "Give every product a picture, or name its column with --map image=<column>."],
  [
    /^the id is that of line/,
    "Make ids unique. Rows that are variants of one product need a group column, and should follow each other.",
  ],
  [
    /^the id has/,
    "Use a shorter id. If the column has titles or addresses, name the right one with --map id=<column>.",
  ],
  [
    /not in the images folder|outside the images folder|no images folder/,
    "Check that --images names the folder of the pictures, and that the names in the feed are relative to it.",
  ],
  [
    /HTML page/,
    "The server sends a web page instead of the picture. Check the address in a browser.",
  ],
  [
    /answered 4\d\d|answered N/,
    "The server does not have the picture, or refuses to send it. Check the address.",
  ],
  [
    /the image file is empty|image is broken|no image that can be read/,
    "Export the picture again.",
  ],
  [/HEIC|HEIF/, "Export the picture as JPEG, PNG, WebP or AVIF."],
  [/not in the cache/, "Build once without --offline, so that the picture is fetched."],
  [/x (N|\d+) pixels, at most|image file has .* bytes, at most/, "Export a smaller picture."],
  [/redirects/, "Ask whoever runs the picture server to let its redirects end at the picture."],
  [
    /cells as in the header/,
    "A cell of the row probably contains a comma or a quote. Quote such cells in the export.",
  ],
  [/never closed/, "A quoted cell has no closing quote. Look at the line, and export again."],
  [/not valid JSON/, "Check the record with a JSON validator, and export again."],
  [
    /is longer than/,
    "A cell holds far more than the text of a product. Look for a missing quote or an embedded file.",
  ],
  [
    /^the price cannot be read/,
    "Write the price as one amount with a currency, such as 12.90 EUR.",
  ],
  [
    /^the currency is not/,
    "Write the currency as an ISO 4217 code such as EUR, or give it with --currency.",
  ],
  [
    /^the availability is not/,
    "Use in_stock, out_of_stock, preorder or backorder, or their names at schema.org.",
  ],
  [/is cut to \d+ characters/, "Nothing to do, unless the rest of the text matters for filters."],
  [
    /attributes are kept|too long a name|is an object/,
    "Leave columns that nobody filters by out of the feed.",
  ],
  [/is not an http\(s\) or relative address/, "Write addresses in full, with https://."],
  [
    /^a picture is left out/,
    "The product is found by its other pictures. The examples name the reasons.",
  ],
  [/^no thumbnail could be made/, "The product shows its picture from its own address."],
  [/^variants beyond/, "Check that the group column does not join products that are not variants."],
];

/** The advice for a message, if there is any. */
export function adviceFor(text: string): string | undefined {
  return ADVICE.find(([pattern]) => pattern.test(text))?.[1];
}
