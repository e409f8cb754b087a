import { VisualSearchError } from "../../lib/errors.ts";
import { CHUNK_BYTES } from "../../lib/hash.ts";
import { DTYPES, type Dtype, type Rules } from "../../lib/types.ts";
import { MAX_CONCEPT_FACETS } from "../concepts/concept-table.ts";
import type { FacetSpec } from "../facets/facet-choice.ts";
import type { FileRef } from "../files/file-ref.ts";
import { MAX_SHARDS, type ShardEntry } from "../files/shard-entry.ts";
import type { Thumbnails } from "../files/thumbnail-list.ts";
import { type FuseWeights, IMAGE_SPACE, type SpaceSpec, type Spaces } from "../spaces/spaces.ts";
import type { RecallCertificate } from "../writing/recall-certificate.ts";
import type { EncoderBinding, ModelWeights } from "./encoder-binding.ts";
import { readRules } from "./rules-schema.ts";

/** `manifest.json`: what a catalog consists of. `FORMAT.md` documents every field. */
export interface Manifest {
  format: "vitrine-catalog";
  version: 1;
  name: string;
  /** ISO 8601 time of the build. */
  created: string;
  /** Number of items, those that are gone not counted. */
  items: number;
  encoder: EncoderBinding;
  /** Vector spaces by name, `image` and at most seven others. */
  spaces: Spaces;
  /** What can be filtered by, in the order in which it is shown. */
  facets: FacetSpec[];
  /** 1 to 64; of items with the same id, that of the last counts. */
  segments: Segment[];
  /** Small pictures of the products, where the build has made them. */
  thumbnails?: Thumbnails;
  /** Facet values with what the text encoder makes of them (`concepts.ts`). */
  concepts?: FileRef;
  /** Which items go together (`pairs.ts`). */
  pairs?: FileRef;
  /** Below which scores the best hit is no close match. */
  closeMatch?: CloseMatch;
  /** How the shop wants its products to be shown. */
  rules?: Rules;
  /** Of a catalog that is a part of another, what joins it with the others. */
  shard?: ShardEntry;
}

export interface Segment {
  /** Number of rows, those of items that are gone included. */
  items: number;
  /** Number of vectors in its index, where items have several: one for each picture. */
  vectors?: number;
  /** The index of the vector space, where there is a sketch without what is in that. */
  index: { image: FileRef; sketch?: FileRef };
  /** Items segment. */
  data: FileRef;
  /** Facets segment. */
  facets: FileRef;
  /** What has changed since the segment was written, if anything has. */
  changes?: FileRef;
  /** How good its index is; absent where it has a handful of rows. */
  recall?: RecallCertificate;
  /** Of each space beside `image`. */
  spaces?: Record<string, SpaceFiles>;
}

/** Below which scores the best hit is no close match, as measured when the catalog was built. */
export interface CloseMatch {
  /** Cosines, of a picture and of a text with pictures of products. */
  image: number;
  text: number;
  /** What it was measured with (`probes.ts`), which no search needs. */
  probes: FileRef;
}

/** What a segment has of a vector space. */
export interface SpaceFiles {
  /** Where there is a sketch, without what is in that. */
  index: FileRef;
  sketch?: FileRef;
  recall?: RecallCertificate;
}

export const MANIFEST_FORMAT = "vitrine-catalog";
export const MANIFEST_VERSION = 1;

/** A manifest larger than this is not read. */
export const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
const MAX_FILE_BYTES = 2 ** 32;
/** A search looks into every segment; builds merge them long before there are so many. */
const MAX_SEGMENTS = 64;
const MAX_ROWS = 2 ** 32 - 1;
const MAX_FACETS = 256;
const MAX_WEIGHTS = 32;
const MAX_SPACES = 8;
const MAX_SPACE_FIELDS = 100;

/** The files of a catalog that a search needs beside its manifest. */
export function segmentFiles({ segments, concepts, pairs }: Manifest): FileRef[] {
  const ofSegments = segments.flatMap((segment) => [
    ...indexFiles(segment),
    segment.data,
    segment.facets,
    ...(segment.changes ? [segment.changes] : []),
  ]);
  return [...ofSegments, ...(concepts ? [concepts] : []), ...(pairs ? [pairs] : [])];
}

/** The files of a segment's vectors, in every space. */
export function indexFiles(segment: Segment): FileRef[] {
  return [...spaceFiles(segment).values()].flatMap(({ index, sketch }) => [
    index,
    ...(sketch ? [sketch] : []),
  ]);
}

/** What a segment has of each space, `image` first. */
export function spaceFiles({ index, recall, spaces = {} }: Segment): Map<string, SpaceFiles> {
  const { image, sketch } = index;
  const ofImage = { index: image, ...(sketch && { sketch }), ...(recall && { recall }) };
  return new Map([[IMAGE_SPACE, ofImage], ...Object.entries(spaces)]);
}

/**
 * Reads a manifest that may come from anywhere.
 *
 * @throws VisualSearchError `catalog-invalid` or `catalog-unsupported`
 */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid("manifest.json", "JSON", "something else", cause);
  }
  const top = object(json, "manifest.json");
  if (top.format !== MANIFEST_FORMAT) {
    throw invalid("format", JSON.stringify(MANIFEST_FORMAT), top.format);
  }
  if (top.version !== MANIFEST_VERSION) {
    throw new VisualSearchError(
      "catalog-unsupported",
      `Expected catalog version ${MANIFEST_VERSION}, got ${JSON.stringify(top.version)}. ` +
        "Use a Vitrine that reads it, or build the catalog again with this one.",
    );
  }
  const items = integer(top.items, "items", MAX_ROWS);
  const encoder = readEncoder(top.encoder);
  const spaces = readSpaces(top.spaces, encoder.dim);
  const others = Object.keys(spaces).filter((name) => name !== IMAGE_SPACE);
  const segments = array(top.segments, "segments", MAX_SEGMENTS).map((value, i) =>
    readSegment(value, `segments[${i}]`, others),
  );
  if (segments.length === 0) throw invalid("segments", "at least one", segments);
  const rows = segments.reduce((sum, segment) => sum + segment.items, 0);
  // How many of them are gone is known once the changes are read.
  const changed = segments.some(({ changes }) => changes);
  if (rows > MAX_ROWS || (changed ? items > rows : items !== rows)) {
    throw invalid("items", `the segments' ${rows}`, items);
  }
  return {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    name: string(top.name, "name"),
    created: string(top.created, "created"),
    items,
    encoder,
    spaces,
    facets: array(top.facets, "facets", MAX_FACETS).map((value, i) =>
      readFacet(value, `facets[${i}]`),
    ),
    segments,
    ...(top.thumbnails !== undefined && {
      thumbnails: readThumbnails(top.thumbnails, "thumbnails"),
    }),
    ...(top.concepts !== undefined && { concepts: readFileRef(top.concepts, "concepts") }),
    ...(top.pairs !== undefined && { pairs: readFileRef(top.pairs, "pairs") }),
    ...(top.closeMatch !== undefined && {
      closeMatch: readCloseMatch(top.closeMatch, "closeMatch"),
    }),
    ...(top.rules !== undefined && { rules: readRules(top.rules, "rules", invalid) }),
    ...(top.shard !== undefined && { shard: readShard(top.shard, "shard") }),
  };
}

function readCloseMatch(value: unknown, where: string): CloseMatch {
  const { image, text, probes } = object(value, where);
  return {
    image: cosine(image, `${where}.image`),
    text: cosine(text, `${where}.text`),
    probes: readFileRef(probes, `${where}.probes`),
  };
}

function readShard(value: unknown, where: string): ShardEntry {
  const { number, of, feed, options, products, vectors, texts, report } = object(value, where);
  const count = integer(of, `${where}.of`, MAX_SHARDS);
  const { maxImages, minImageSize, concepts } = object(options, `${where}.options`);
  const own = integer(number, `${where}.number`, count);
  if (own === 0) throw invalid(`${where}.number`, "1 or more", own);
  return {
    number: own,
    of: count,
    feed: hex(feed, `${where}.feed`),
    options: {
      maxImages: integer(maxImages, `${where}.options.maxImages`, MAX_ROWS),
      minImageSize: integer(minImageSize, `${where}.options.minImageSize`, MAX_ROWS),
      ...(concepts !== undefined && {
        concepts: array(concepts, `${where}.options.concepts`, MAX_CONCEPT_FACETS).map((name, i) =>
          string(name, `${where}.options.concepts[${i}]`),
        ),
      }),
    },
    products: readFileRef(products, `${where}.products`),
    vectors: readFileRef(vectors, `${where}.vectors`),
    ...(texts !== undefined && { texts: readFileRef(texts, `${where}.texts`) }),
    report: readFileRef(report, `${where}.report`),
  };
}

function readThumbnails(value: unknown, where: string): Thumbnails {
  const { size, format, quality, count, bytes, list } = object(value, where);
  if (format !== "webp" && format !== "avif") {
    throw invalid(`${where}.format`, '"webp" or "avif"', format);
  }
  return {
    size: integer(size, `${where}.size`, 65_535),
    format,
    ...(quality !== undefined && { quality: integer(quality, `${where}.quality`, 100) }),
    count: integer(count, `${where}.count`, MAX_ROWS),
    bytes: integer(bytes, `${where}.bytes`, Number.MAX_SAFE_INTEGER),
    list: readFileRef(list, `${where}.list`),
  };
}

function readSpaces(value: unknown, dim: number): Spaces {
  const json = object(value, "spaces");
  const names = Object.keys(json);
  if (names.length > MAX_SPACES) throw invalid("spaces", `at most ${MAX_SPACES}`, names.length);
  const strange = names.find((name) => !/^[a-z][a-z0-9-]{0,31}$/.test(name));
  if (strange !== undefined) {
    throw invalid("spaces", "names of 1 to 32 letters a to z, digits and -", strange);
  }
  const read = (name: string) => readSpace(json[name], `spaces.${name}`, dim);
  const image = read(IMAGE_SPACE);
  if (image.per) throw invalid("spaces.image.per", "nothing", image.per);
  return Object.fromEntries(
    names.map((name) => [name, name === IMAGE_SPACE ? image : read(name)]),
  ) as Spaces;
}

function readSpace(value: unknown, where: string, expected: number): SpaceSpec {
  const { dim, metric, per, fields, weights } = object(value, where);
  const found = integer(dim, `${where}.dim`, 4096);
  if (found !== expected) throw invalid(`${where}.dim`, `${expected}, as the encoder`, found);
  if (metric !== "cosine") throw invalid(`${where}.metric`, '"cosine"', metric);
  if (per !== undefined && per !== "product") throw invalid(`${where}.per`, '"product"', per);
  return {
    dim: found,
    metric,
    ...(per && { per }),
    ...(fields !== undefined && {
      fields: array(fields, `${where}.fields`, MAX_SPACE_FIELDS).map((field, i) =>
        string(field, `${where}.fields[${i}]`),
      ),
    }),
    ...(weights !== undefined && { weights: readFuseWeights(weights, `${where}.weights`) }),
  };
}

function readFuseWeights(value: unknown, where: string): FuseWeights {
  const { image, text } = object(value, where);
  return { image: weight(image, `${where}.image`), text: weight(text, `${where}.text`) };
}

function readSegment(value: unknown, where: string, others: readonly string[]): Segment {
  const { items, vectors, index, data, facets, changes, recall, spaces } = object(value, where);
  const rows = integer(items, `${where}.items`, MAX_ROWS);
  return {
    items: rows,
    ...(vectors !== undefined && { vectors: readVectors(vectors, `${where}.vectors`, rows) }),
    index: readIndexRefs(index, `${where}.index`),
    data: readFileRef(data, `${where}.data`),
    facets: readFileRef(facets, `${where}.facets`),
    ...(changes !== undefined && { changes: readFileRef(changes, `${where}.changes`) }),
    ...(recall !== undefined && { recall: readRecall(recall, `${where}.recall`) }),
    ...(others.length > 0 && { spaces: readSpacesFiles(spaces, `${where}.spaces`, others) }),
  };
}

/** Of the spaces that the manifest names; others are not used. */
function readSpacesFiles(
  value: unknown,
  where: string,
  names: readonly string[],
): Record<string, SpaceFiles> {
  const json = object(value, where);
  return Object.fromEntries(
    names.map((name) => {
      const { index, sketch, recall } = object(json[name], `${where}.${name}`);
      return [
        name,
        {
          index: readFileRef(index, `${where}.${name}.index`),
          ...(sketch !== undefined && { sketch: readFileRef(sketch, `${where}.${name}.sketch`) }),
          ...(recall !== undefined && { recall: readRecall(recall, `${where}.${name}.recall`) }),
        },
      ];
    }),
  );
}

function readVectors(value: unknown, where: string, items: number): number {
  const vectors = integer(value, where, MAX_ROWS);
  if (vectors < items) throw invalid(where, `at least one for each of ${items} items`, vectors);
  return vectors;
}

function readIndexRefs(value: unknown, where: string): Segment["index"] {
  const { image, sketch } = object(value, where);
  return {
    image: readFileRef(image, `${where}.image`),
    ...(sketch !== undefined && { sketch: readFileRef(sketch, `${where}.sketch`) }),
  };
}

function readRecall(value: unknown, where: string): RecallCertificate {
  const { k, queries, recall, exactRecall, filters } = object(value, where);
  return {
    k: integer(k, `${where}.k`, 1000),
    queries: integer(queries, `${where}.queries`, 1_000_000),
    recall: share(recall, `${where}.recall`),
    exactRecall: share(exactRecall, `${where}.exactRecall`),
    filters: array(filters, `${where}.filters`, 100).map((filter, i) => {
      const one = object(filter, `${where}.filters[${i}]`);
      return {
        share: share(one.share, `${where}.filters[${i}].share`),
        recall: share(one.recall, `${where}.filters[${i}].recall`),
      };
    }),
  };
}

function readFacet(value: unknown, where: string): FacetSpec {
  const { name, kind } = object(value, where);
  if (kind !== "category" && kind !== "number") {
    throw invalid(`${where}.kind`, '"category" or "number"', kind);
  }
  return { name: string(name, `${where}.name`), kind };
}

function readEncoder(value: unknown): EncoderBinding {
  const encoder = object(value, "encoder");
  const dim = integer(encoder.dim, "encoder.dim", 4096);
  const files = array(encoder.files, "encoder.files", 100).map((file, i) =>
    readFileRef(file, `encoder.files[${i}]`),
  );
  return {
    id: string(encoder.id, "encoder.id"),
    revision: hex(encoder.revision, "encoder.revision"),
    ...(encoder.url === undefined ? {} : { url: string(encoder.url, "encoder.url") }),
    weights: readWeights(encoder.weights, dim, files),
    dim,
    preprocessing: string(encoder.preprocessing, "encoder.preprocessing"),
    embeddedWith: string(encoder.embeddedWith, "encoder.embeddedWith"),
    files,
  };
}

/** Entries of number formats that this reader does not know are left out, but for the first. */
function readWeights(
  value: unknown,
  dim: number,
  files: readonly FileRef[],
): EncoderBinding["weights"] {
  const entries = array(value, "encoder.weights", MAX_WEIGHTS);
  const [first, ...others] = entries.map((entry, i) =>
    readWeightsEntry(entry, `encoder.weights[${i}]`, dim, files),
  );
  if (first) return [first, ...others.filter((entry) => entry !== undefined)];
  if (entries.length === 0) throw invalid("encoder.weights", "at least one entry", entries);
  throw new VisualSearchError(
    "catalog-unsupported",
    `Expected the items to be embedded with weights in one of the formats ${DTYPES.join(", ")}, got ` +
      "another at encoder.weights[0]. Use a Vitrine that knows it, or build the catalog again.",
  );
}

function readWeightsEntry(
  value: unknown,
  where: string,
  dim: number,
  files: readonly FileRef[],
): ModelWeights | undefined {
  const entry = object(value, where);
  const dtype = string(entry.dtype, `${where}.dtype`);
  const textDtype =
    entry.textDtype === undefined ? dtype : string(entry.textDtype, `${where}.textDtype`);
  const path = (modality: "image" | "text") => {
    const found = files.find((file) => file.path === entry[modality]);
    if (found) return found.path;
    throw invalid(`${where}.${modality}`, "the path of one of encoder.files", entry[modality]);
  };
  const canary = object(entry.canary, `${where}.canary`);
  const read = {
    image: path("image"),
    text: path("text"),
    canary: {
      image: numbers(canary.image, `${where}.canary.image`, dim),
      text: numbers(canary.text, `${where}.canary.text`, dim),
    },
  };
  if (!isDtype(dtype) || !isDtype(textDtype)) return undefined;
  return { dtype, ...(textDtype !== dtype && { textDtype }), ...read };
}

function isDtype(name: string): name is Dtype {
  return (DTYPES as readonly string[]).includes(name);
}

function readFileRef(value: unknown, where: string): FileRef {
  const ref = object(value, where);
  const path = string(ref.path, `${where}.path`);
  // Nothing that could leave the folder, name another origin, or carry a query.
  const parts = path.split("/");
  if (!parts.every((part) => /^[\w-][\w.-]*$/.test(part))) {
    throw invalid(`${where}.path`, "a plain relative path", path);
  }
  const bytes = integer(ref.bytes, `${where}.bytes`, MAX_FILE_BYTES);
  return {
    path,
    bytes,
    sha256: hex(ref.sha256, `${where}.sha256`),
    ...(ref.chunks !== undefined && { chunks: readChunks(ref.chunks, `${where}.chunks`, bytes) }),
  };
}

function readChunks(value: unknown, where: string, bytes: number): string[] {
  const count = Math.ceil(bytes / CHUNK_BYTES);
  const chunks = array(value, where, count);
  if (chunks.length !== count) {
    throw invalid(where, `${count} hashes, one for each 4 MiB`, chunks.length);
  }
  return chunks.map((chunk, i) => hex(chunk, `${where}[${i}]`));
}

function invalid(
  where: string,
  expected: string,
  got: unknown,
  cause?: unknown,
): VisualSearchError {
  const shown = JSON.stringify(got) ?? "nothing";
  return new VisualSearchError(
    "catalog-invalid",
    `Expected ${expected} at ${where} of the catalog's manifest, got ${shown.slice(0, 200)}. ` +
      "Check the catalog's URL, or build the catalog again.",
    { cause },
  );
}

type Json = Record<string, unknown>;

function object(value: unknown, where: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw invalid(where, "an object", value);
}

function array(value: unknown, where: string, most: number): unknown[] {
  if (Array.isArray(value) && value.length <= most) return value;
  throw invalid(where, `a list of at most ${most}`, Array.isArray(value) ? value.length : value);
}

function string(value: unknown, where: string): string {
  if (typeof value === "string" && value.length <= 10_000) return value;
  throw invalid(where, "a string of at most 10,000 characters", value);
}

function hex(value: unknown, where: string): string {
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return value;
  throw invalid(where, "64 lower-case hexadecimal digits", value);
}

function integer(value: unknown, where: string, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most) {
    return value as number;
  }
  throw invalid(where, `an integer of 0 to ${most}`, value);
}

function share(value: unknown, where: string): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw invalid(where, "a number of 0 to 1", value);
}

function cosine(value: unknown, where: string): number {
  if (typeof value === "number" && value >= -1 && value <= 1) return value;
  throw invalid(where, "a number of -1 to 1", value);
}

function weight(value: unknown, where: string): number {
  if (typeof value === "number" && value >= 0 && value <= 1e6) return value;
  throw invalid(where, "a number of 0 to 1,000,000", value);
}

function numbers(value: unknown, where: string, length: number): number[] {
  const list = array(value, where, length);
  if (list.length === length && list.every((number) => Number.isFinite(number))) {
    return list as number[];
  }
  throw invalid(where, `${length} numbers`, `${list.length} values`);
}
