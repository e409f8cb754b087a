/** The form of a manifest, field by field. Whether its fields agree is checked in `read-manifest.ts`. */

import { CHUNK_BYTES } from "../../lib/hash.ts";
import {
  check,
  custom,
  exactOptional,
  type InferOutput,
  integer,
  listOf,
  mapOf,
  number,
  object,
  objectOf,
  oneOf,
  pipe,
  sha256,
  text,
  unknown,
} from "../../lib/schema.ts";
import type { Modality } from "../../lib/types.ts";
import { MAX_CONCEPT_FACETS } from "../concepts/concept-table.ts";
import { type FacetSpec, MAX_FACETS } from "../facets/facet-choice.ts";
import type { FileRef } from "../files/file-ref.ts";
import { MAX_SHARDS, type ShardEntry, type ShardOptions } from "../files/shard-entry.ts";
import type { Thumbnails } from "../files/thumbnail-list.ts";
import type { FuseWeights, SpaceSpec } from "../spaces/spaces.ts";
import type { CloseMatch, SpaceFiles } from "./manifest.ts";
import { MANIFEST_FORMAT } from "./manifest.ts";
import type { RecallCertificate } from "./recall.ts";
import { RULES } from "./rules-schema.ts";

const MAX_FILE_BYTES = 2 ** 32;
const MAX_CHUNKS = MAX_FILE_BYTES / CHUNK_BYTES;
/** A search looks into every segment; builds merge them long before there are so many. */
const MAX_SEGMENTS = 64;
const MAX_MODEL_FILES = 100;
const MAX_WEIGHTS = 32;
const MAX_SPACES = 8;
const MAX_SPACE_FIELDS = 100;
const MAX_FILTERS = 100;
const MAX_DIM = 4096;
/** Characters of a text. */
const MAX_TEXT = 10_000;

export const MAX_ROWS = 2 ** 32 - 1;

const TEXT = text(MAX_TEXT, 0);
const ROWS = integer(0, MAX_ROWS);
const SHARE = number(0, 1);
const COSINE = number(-1, 1);

/** Nothing that could leave the folder, name another origin, or carry a query. */
const PATH = custom<string>(
  (path) =>
    typeof path === "string" &&
    path.length <= MAX_TEXT &&
    path.split("/").every((part) => /^[\w-][\w.-]*$/.test(part)),
  "a plain relative path",
);

const FILE = pipe(
  objectOf<FileRef>()({
    path: PATH,
    bytes: integer(0, MAX_FILE_BYTES),
    sha256: sha256(),
    chunks: exactOptional(listOf(sha256(), { most: MAX_CHUNKS })),
  }),
  check(
    ({ bytes, chunks }) => chunks === undefined || chunks.length === Math.ceil(bytes / CHUNK_BYTES),
    "a file with one hash in chunks for each 4 MiB",
  ),
);

/** One entry of a model's weights; its number formats may be newer than this reader. */
const WEIGHTS = object({
  dtype: TEXT,
  textDtype: exactOptional(TEXT),
  image: TEXT,
  text: TEXT,
  canary: objectOf<Record<Modality, number[]>>()({
    image: listOf(number(), { most: MAX_DIM }),
    text: listOf(number(), { most: MAX_DIM }),
  }),
});

const ENCODER = object({
  id: TEXT,
  revision: sha256(),
  url: exactOptional(TEXT),
  weights: listOf(WEIGHTS, { least: 1, most: MAX_WEIGHTS }),
  dim: integer(0, MAX_DIM),
  preprocessing: TEXT,
  embeddedWith: TEXT,
  files: listOf(FILE, { most: MAX_MODEL_FILES }),
});

const SPACE = objectOf<SpaceSpec>()({
  dim: integer(0, MAX_DIM),
  metric: oneOf("cosine"),
  per: exactOptional(oneOf("product")),
  fields: exactOptional(listOf(TEXT, { most: MAX_SPACE_FIELDS })),
  weights: exactOptional(objectOf<FuseWeights>()({ image: number(0, 1e6), text: number(0, 1e6) })),
});

const FACET = objectOf<FacetSpec>()({ name: TEXT, kind: oneOf("category", "number") });

const RECALL = objectOf<RecallCertificate>()({
  k: integer(0, 1000),
  queries: integer(0, 1_000_000),
  recall: SHARE,
  exactRecall: SHARE,
  filters: listOf(object({ share: SHARE, recall: SHARE }), { most: MAX_FILTERS }),
});

export const SPACE_FILES = objectOf<SpaceFiles>()({
  index: FILE,
  sketch: exactOptional(FILE),
  recall: exactOptional(RECALL),
});

const SEGMENT = object({
  items: ROWS,
  vectors: exactOptional(ROWS),
  index: object({ image: FILE, sketch: exactOptional(FILE) }),
  data: FILE,
  facets: FILE,
  changes: exactOptional(FILE),
  recall: exactOptional(RECALL),
  // Of spaces that the manifest does not name there may be anything.
  spaces: exactOptional(unknown()),
});

const THUMBNAILS = objectOf<Thumbnails>()({
  size: integer(0, 65_535),
  format: oneOf("webp", "avif"),
  quality: exactOptional(integer(0, 100)),
  count: ROWS,
  bytes: integer(0, Number.MAX_SAFE_INTEGER),
  list: FILE,
});

const SHARD = objectOf<ShardEntry>()({
  number: integer(1, MAX_SHARDS),
  of: integer(1, MAX_SHARDS),
  feed: sha256(),
  options: objectOf<ShardOptions>()({
    maxImages: ROWS,
    minImageSize: ROWS,
    concepts: exactOptional(listOf(TEXT, { most: MAX_CONCEPT_FACETS })),
  }),
  products: FILE,
  vectors: FILE,
  texts: exactOptional(FILE),
  report: FILE,
});

/** By this a reader tells whether it understands the rest. */
export const HEAD = object({ format: oneOf(MANIFEST_FORMAT), version: exactOptional(unknown()) });

/** Read before the rest, which may be of a later build if the encoder is. */
export const ENCODER_PART = object({ items: ROWS, encoder: ENCODER });

export const MANIFEST = object({
  name: TEXT,
  created: TEXT,
  spaces: mapOf(SPACE, { most: MAX_SPACES, of: "spaces" }),
  facets: listOf(FACET, { most: MAX_FACETS }),
  segments: listOf(SEGMENT, { least: 1, most: MAX_SEGMENTS }),
  thumbnails: exactOptional(THUMBNAILS),
  concepts: exactOptional(FILE),
  pairs: exactOptional(FILE),
  closeMatch: exactOptional(objectOf<CloseMatch>()({ image: COSINE, text: COSINE, probes: FILE })),
  rules: exactOptional(RULES),
  shard: exactOptional(SHARD),
});

/** A manifest of the right form, whose fields may contradict each other. */
export type ManifestJson = InferOutput<typeof ENCODER_PART> & InferOutput<typeof MANIFEST>;
