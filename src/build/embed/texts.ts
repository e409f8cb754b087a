import { FACET_FIELDS, facetValue } from "../../catalog/facets/facet-choice.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import type { TextVectors } from "../../catalog/writing/catalog-source.ts";
import type { TextEmbedder } from "../models/text-model.ts";
import { fingerprintOf, sha256Of } from "./fingerprint.ts";

/** Texts between two reports of progress. */
const STEP = 64;

/** The fields that are no attributes. */
export const TEXT_FIELDS = ["title", ...FACET_FIELDS] as const;

/**
 * What the text encoder is given of an item: the values of these fields and attributes, in their order and several
 * with commas between them, but none that an earlier one has said.
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
 * @param isNeeded whether the item's vector is; of the others there is only the fingerprint
 * @param onDone called with the number of texts embedded so far, and of all
 * @throws whatever the encoder throws, and the reason of `signal` when it aborts
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
    const fingerprint = fingerprintOf(sha256Of(new TextEncoder().encode(text)));
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
