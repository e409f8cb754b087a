/** Searches a catalog on the disk, as a browser would. */
import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import { verifyCatalog } from "../../catalog/verify/verify-catalog.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Modality } from "../../lib/types.ts";
import { checkWhere } from "../../ranking/filter/filter.ts";
import { phrase } from "../../ranking/query/caption.ts";
import { composeParts, meanOfItems, NO_PARTS } from "../../ranking/query/query-parts.ts";
import { rank } from "../../ranking/rank.ts";
import { mergeRules, usableRules } from "../../ranking/rules/rules.ts";
import { findCatalogModel } from "../models/catalog-model.ts";
import { type BuildModel, openModel } from "../models/model.ts";
import { checkOptions } from "../options/check.ts";
import type { WithDefaults } from "../options/option.ts";
import { type CatalogQuery, QUERY_OPTIONS } from "../options/tables/query-options.ts";
import { Pictures } from "../pictures/pictures.ts";
import { openFolder } from "../write/catalog-folder.ts";

export interface CatalogHit {
  id: string;
  /** Cosine similarity, -1 to 1. */
  score: number;
  /** The most similar picture of the item: 0 for `item.image`, `n` for `item.images[n - 1]`. */
  picture: number;
  /** As in the catalog: addresses may be relative to the manifest. */
  item: CatalogItem;
}

/**
 * Searches a catalog's folder as a browser would, with its rules and the model that it was built with. Every byte of
 * the catalog is verified before.
 *
 * @returns the hits, the best first
 * @throws `invalid-argument`, `catalog-invalid`, `catalog-unsupported`, `model-missing`, `model-invalid`,
 * `encoder-mismatch`, `unsupported-image`, `item-unknown`, `facet-unknown`, `space-unknown`,
 * `dependency-missing`, `runtime-failed`, or the reason of `signal`
 * @example
 * const [best] = await queryCatalog({ catalog: "catalog", text: "a red dress" });
 * console.log(best?.item.title, best?.score);
 */
export async function queryCatalog(query: CatalogQuery): Promise<CatalogHit[]> {
  const checked = checkQuery(query);
  const { space, limit, where, like, signal } = checked;
  const files = await openFolder(query.catalog);
  const { problems, catalog } = await verifyCatalog(files);
  if (!catalog || problems.length > 0) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected a sound catalog in ${query.catalog}, got a damaged one (${problems[0]}). Run vitrine verify, and build ` +
        "it again.",
    );
  }
  catalog.checkSpace(space);
  if (where) checkWhere(where, catalog);
  const liked = like === undefined ? [] : [rowOf(catalog, like)];
  const texts = query.text ? [query.text] : [];
  const embedded = await embed(checked, catalog.manifest.encoder);
  const { vector } = await composeParts(
    { ...NO_PARTS, image: embedded.image !== undefined, text: texts, like: liked },
    {},
    {
      image: async () => embedded.image!,
      texts: async () => embedded.text!,
      items: (rows) => meanOfItems(catalog, rows, space),
      concept: ({ facet, value }) => catalog.concepts!.vector(facet, value)!,
    },
  );
  signal?.throwIfAborted();
  const { hits } = rank({
    catalog,
    query: vector,
    ...{ space, limit, where, like: liked },
    minScore: -Infinity,
    rules: mergeRules(usableRules(catalog.manifest.rules ?? {}, catalog).rules),
    texts,
  });
  return hits.map(({ row, score, picture }) => {
    const item = catalog.item(row);
    return { id: item.id, score, picture, item };
  });
}

function checkQuery(query: CatalogQuery) {
  const { image, text, like } = query;
  if ([image, text, like].every((part) => part === undefined || part === "")) {
    throw new VisualSearchError(
      "invalid-argument",
      "Expected a query with at least one of image, text and like, got none. Give one of them.",
    );
  }
  return checkOptions(QUERY_OPTIONS, query);
}

function rowOf(catalog: Catalog, id: string): number {
  const row = catalog.rowOf(id);
  if (row !== undefined) return row;
  throw new VisualSearchError(
    "item-unknown",
    `Expected the id of an item of this catalog, got ${JSON.stringify(id)}.`,
  );
}

/** The vectors of the picture and the text. The model is opened only if there is one of them. */
async function embed(
  query: WithDefaults<CatalogQuery, typeof QUERY_OPTIONS>,
  binding: EncoderBinding,
): Promise<Partial<Record<Modality, Float32Array>>> {
  const { image, text, runtime, threads, signal } = query;
  if (!image && !text) return {};
  const { dtype } = binding.weights[0];
  const folder = await findCatalogModel(query, binding);
  const model = await openModel(folder, { threads, dtype, dtypes: [dtype], runtime });
  try {
    checkModel(folder, model, binding);
    signal?.throwIfAborted();
    const picture = image ? await embedPicture(image, model) : undefined;
    signal?.throwIfAborted();
    const words = text ? await embedText(text, model) : undefined;
    return { ...(picture && { image: picture }), ...(words && { text: words }) };
  } finally {
    await model.release();
  }
}

/** @throws `encoder-mismatch` if queries would get vectors of another kind than the catalog's */
function checkModel(folder: string, { binding }: BuildModel, expected: EncoderBinding): void {
  const hashOf = ({ weights, files }: EncoderBinding, half: Modality) =>
    files.find(({ path }) => path === weights[0][half])?.sha256;
  const isSame = (["image", "text"] as const).every(
    (half) => hashOf(binding, half) === hashOf(expected, half),
  );
  if (isSame && binding.preprocessing === expected.preprocessing) return;
  throw new VisualSearchError(
    "encoder-mismatch",
    `Expected the model ${expected.id}, revision ${expected.revision.slice(0, 12)}, which the catalog was built ` +
      `with, got ${binding.id}, revision ${binding.revision.slice(0, 12)}, in ${folder}. Name the right folder ` +
      "with --model.",
  );
}

async function embedPicture(path: string, model: BuildModel): Promise<Float32Array> {
  try {
    const real = await realpath(path);
    const pictures = await Pictures.open({ folder: dirname(real) });
    const pixels = await pictures.open(basename(real), (picture) =>
      picture.decode((image) => model.preprocess(image)),
    );
    return await model.embed(pixels, 1);
  } catch (cause) {
    if (cause instanceof VisualSearchError) throw cause;
    throw new VisualSearchError(
      "unsupported-image",
      `Expected a picture in ${path}, got what cannot be read: ${messageOf(cause)}. Choose another file.`,
      { cause },
    );
  }
}

async function embedText(text: string, model: BuildModel): Promise<Float32Array> {
  const texts = await model.openTexts();
  try {
    return await texts.embed([phrase(text)]);
  } finally {
    await texts.release();
  }
}
