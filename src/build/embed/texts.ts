/** The texts of items, and their vectors. */
import { FACET_FIELDS, facetValue } from "../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import type { TextVectors } from "../../catalog/writing/catalog-source.ts";
import { fingerprintOf, sha256Bytes } from "../hashes.ts";
import type { TextEmbedder } from "../models/text-model.ts";

/** Texts between two reports of progress. */
const STEP = 64;

/** The fields that a text can be made of, besides attributes. */
export const TEXT_FIELDS = ["title", ...FACET_FIELDS] as const;

/**
 * The text of an item, for the text encoder: the values of these fields and attributes in their order, with commas
 * between them. A value that the text has already is left out.
 */
export function textOf(item: CatalogItem, fields: readonly string[]): string {
  let text = "";
  for (const field of fields) {
    const value = field === "title" ? item.title : textsOf(facetValue(item, field)).join(", ");
    if (value === "") continue;
    const said = text.toLowerCase().includes(value.toLowerCase());
    if (!said) text += text === "" ? value : `, ${value}`;
  }
  return text === "" ? item.title : text;
}

/**
 * Embeds the texts of items.
 *
 * @param isNeeded whether the vector of an item is needed; of the others there is only a fingerprint
 * @param onDone told the number of texts that have been embedded so far, and of all
 * @throws what the encoder throws, or the reason of `signal`
 */
export async function embedTexts(
  texts: readonly string[],
  isNeeded: (item: number, fingerprint: Uint8Array) => boolean,
  openEmbedder: () => Promise<TextEmbedder>,
  onDone: (count: number, total: number) => void,
  signal?: AbortSignal,
): Promise<TextVectors> {
  const fingerprints = new Uint8Array(texts.length * FINGERPRINT_BYTES);
  const needed: string[] = [];
  for (const [item, text] of texts.entries()) {
    const fingerprint = fingerprintOf(sha256Bytes(text));
    fingerprints.set(fingerprint, item * FINGERPRINT_BYTES);
    if (isNeeded(item, fingerprint)) needed.push(text);
  }
  if (needed.length === 0) return { vectors: new Float32Array(), fingerprints };
  const embedder = await openEmbedder();
  try {
    const { batch, dim } = embedder;
    const vectors = new Float32Array(needed.length * dim);
    for (let first = 0; first < needed.length; first += batch) {
      signal?.throwIfAborted();
      vectors.set(await embedder.embed(needed.slice(first, first + batch)), first * dim);
      if (first % STEP < batch) onDone(first, needed.length);
    }
    onDone(needed.length, needed.length);
    return { vectors, fingerprints };
  } finally {
    await embedder.release();
  }
}
