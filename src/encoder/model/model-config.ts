/** The configuration files of a model repository, in the layout of transformers.js. */
import { invalidArgument, isIntegerIn, isNumberIn } from "../../lib/checks.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import {
  custom,
  type InferOutput,
  integer,
  nullish,
  object,
  parse,
  problemError,
  type Source,
  unknown,
} from "../../lib/schema.ts";
import { DTYPES, type Dtype, type Modality } from "../../lib/types.ts";
import { type ImageProcessor, readImageProcessor } from "./preprocessor-config.ts";

/** How text becomes ids. */
export interface TextSettings {
  /** Most ids of one text, special ones included. */
  contextLength: number;
  /** Length to which every text is padded, or null to pad only to the longest of a batch. */
  padTo: number | null;
  padId: number;
  /** Lower-case, punctuation removed, `_` and runs of white space to one space (SigLIP). */
  canonicalize: boolean;
  /** Whether a text must be between two special ids (CLIP); the tokenizer is checked for it. */
  delimited: boolean;
}

/** What the configuration files say, checked and with defaults filled in. */
export interface ModelManifest {
  family: "clip" | "siglip";
  /** Length of an embedding. The encoders check that the model gives it. */
  dim: number;
  processor: ImageProcessor;
  text: TextSettings;
}

/** Parsed JSON that nobody has checked. `tokenizer` is long and only needed for the id of the pad token. */
export interface ModelFiles {
  config: unknown;
  preprocessor: unknown;
  tokenizerConfig: unknown;
  tokenizer?: unknown;
}

const SUFFIXES: Readonly<Record<Dtype, string>> = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
};

/** Configuration files of a model repository. The last two are only needed for text. */
export const MODEL_CONFIG_FILES = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer_config.json",
  "tokenizer.json",
] as const;

/**
 * Path of an encoder's weights within a model repository.
 *
 * @throws VisualSearchError `invalid-argument`
 */
export function modelPath(modality: Modality, dtype: Dtype): string {
  if (!Object.hasOwn(SUFFIXES, dtype)) {
    throw invalidArgument(
      "the number format of model weights",
      `one of ${DTYPES.join(", ")}`,
      dtype,
    );
  }
  const name = modality === "image" ? "vision_model" : "text_model";
  return `onnx/${name}${SUFFIXES[dtype]}.onnx`;
}

const SUPPORTED = "Use a CLIP, FashionCLIP, SigLIP or FashionSigLIP repository.";
const CONFIG_SOURCE: Source = {
  name: "config.json",
  code: "model-invalid",
  remedy: `Take the file again from the model repository. ${SUPPORTED}`,
};
const TOKENIZER_SOURCE: Source = { ...CONFIG_SOURCE, name: "tokenizer_config.json" };

/** Beyond this, `model_max_length` means "no limit". */
const UNLIMITED = 100_000;

/** Length of an embedding. Fields that are null count as absent. */
const dimension = nullish(integer(1, 16_384));

const CONFIG = object({
  model_type: nullish(unknown()),
  architectures: nullish(unknown()),
  projection_dim: dimension,
  text_config: nullish(
    object({
      projection_dim: dimension,
      projection_size: dimension,
      hidden_size: dimension,
      max_position_embeddings: nullish(integer(1, UNLIMITED)),
      eos_token_id: nullish(unknown()),
      pad_token_id: nullish(unknown()),
    }),
    {},
  ),
  vision_config: nullish(object({ projection_dim: dimension, hidden_size: dimension }), {}),
});

const TOKENIZER_CONFIG = object({
  tokenizer_class: nullish(unknown()),
  model_max_length: nullish(
    custom<number>(
      (value) => isIntegerIn(value, 1, UNLIMITED) || isNumberIn(value, UNLIMITED, Infinity),
      "a number of ids, 1 or more",
    ),
  ),
  pad_token: nullish(unknown()),
  eos_token: nullish(unknown()),
  added_tokens_decoder: nullish(unknown()),
});

type Config = InferOutput<typeof CONFIG>;
type TokenizerConfig = InferOutput<typeof TOKENIZER_CONFIG>;
type Family = ModelManifest["family"];

/**
 * Reads the configuration of a CLIP or SigLIP repository.
 *
 * @throws VisualSearchError `model-invalid`
 */
export function readModel(files: ModelFiles): ModelManifest {
  const config = parse(CONFIG, files.config, CONFIG_SOURCE);
  const tokenizerConfig = parse(TOKENIZER_CONFIG, files.tokenizerConfig, TOKENIZER_SOURCE);
  const family = readFamily(config);
  return {
    family,
    dim: readDim(family, config),
    processor: readImageProcessor(files.preprocessor, family),
    text: readText(family, config, tokenizerConfig, files.tokenizer),
  };
}

function readFamily({ model_type, architectures }: Config): Family {
  const all = [model_type, ...(Array.isArray(architectures) ? architectures : [])];
  const names = all.filter((name) => typeof name === "string");
  // SigLIP 2 has another tokenizer and other rules for text.
  if (!names.some((name) => /siglip2/i.test(name))) {
    if (names.some((name) => /siglip/i.test(name))) return "siglip";
    if (names.some((name) => /^clip(_|$)|^CLIP(Text|Vision)?Model|FashionCLIP/.test(name)))
      return "clip";
  }
  const expected = "model_type or architectures of a CLIP or SigLIP model";
  throw problemError({ path: "", expected, got: names }, CONFIG_SOURCE);
}

/** Dimensions that transformers leaves out of a config if they equal its defaults. */
const DEFAULT_DIM = { clip: 512, siglip: 768 } as const;

function readDim(family: Family, { projection_dim, text_config, vision_config }: Config): number {
  const dim =
    family === "clip"
      ? (projection_dim ?? text_config.projection_dim ?? vision_config.projection_dim)
      : (text_config.projection_size ?? vision_config.hidden_size ?? text_config.hidden_size);
  return dim ?? DEFAULT_DIM[family];
}

function readText(
  family: Family,
  config: Config,
  tokenizerConfig: TokenizerConfig,
  tokenizer: unknown,
): TextSettings {
  const { tokenizer_class } = tokenizerConfig;
  if (typeof tokenizer_class === "string" && /gemma/i.test(tokenizer_class)) {
    const expected = "the tokenizer of a CLIP or first-generation SigLIP model";
    const problem = { path: "tokenizer_class", expected, got: tokenizer_class };
    throw problemError(problem, { ...TOKENIZER_SOURCE, remedy: SUPPORTED });
  }
  const contextLength = readContextLength(family, config, tokenizerConfig);
  const clip = family === "clip";
  return {
    contextLength,
    padTo: clip ? null : contextLength,
    padId: readPadId(family, config, tokenizerConfig, tokenizer),
    canonicalize: !clip,
    delimited: clip,
  };
}

function readContextLength(
  family: Family,
  { text_config }: Config,
  { model_max_length }: TokenizerConfig,
): number {
  const limits = [text_config.max_position_embeddings, model_max_length].filter(
    (limit) => typeof limit === "number" && limit <= UNLIMITED,
  ) as number[];
  const length = limits.length > 0 ? Math.min(...limits) : family === "clip" ? 77 : 64;
  if (length >= 3) return length;
  throw new VisualSearchError(
    "model-invalid",
    `Expected a text length of 3 ids or more, got ${length} in max_position_embeddings (config.json) or ` +
      "model_max_length (tokenizer_config.json). Correct the file.",
  );
}

const DEFAULT_PAD_ID = { clip: 49_407, siglip: 1 } as const;

function readPadId(
  family: Family,
  { text_config }: Config,
  tokenizerConfig: TokenizerConfig,
  tokenizer: unknown,
): number {
  const padToken = tokenText(tokenizerConfig.pad_token);
  const found =
    padToken === undefined
      ? undefined
      : (idInTokenizer(tokenizer, padToken) ?? idInDecoder(tokenizerConfig, padToken));
  if (found !== undefined) return found;
  const sameAsEos = padToken === tokenText(tokenizerConfig.eos_token);
  const configured = sameAsEos ? text_config.eos_token_id : text_config.pad_token_id;
  // CLIP configurations often have transformers' general defaults (0 to 2), which are wrong.
  if (isId(configured) && (family === "siglip" || configured > 2)) return configured;
  return DEFAULT_PAD_ID[family];
}

/** A special token's text: a string, or an object with `content`. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const content = ownField(value, "content");
  return typeof content === "string" ? content : undefined;
}

/** An own field, so that a name like "constructor" finds nothing. */
function ownField(owner: unknown, key: string): unknown {
  const isObject = typeof owner === "object" && owner !== null;
  return isObject && Object.hasOwn(owner, key) ? (owner as Json)[key] : undefined;
}

type Json = Record<string, unknown>;

/** The tokenizer's file is long, and nothing but this id is read from it: it is not checked as a whole. */
function idInTokenizer(tokenizer: unknown, token: string): number | undefined {
  const added = ownField(tokenizer, "added_tokens");
  const entry = Array.isArray(added) ? added.find((item) => item?.content === token) : undefined;
  if (isId(entry?.id)) return entry.id;
  const vocab = ownField(ownField(tokenizer, "model"), "vocab");
  if (Array.isArray(vocab)) {
    const index = vocab.findIndex((item) => Array.isArray(item) && item[0] === token);
    return index < 0 ? undefined : index;
  }
  const id = ownField(vocab, token);
  return isId(id) ? id : undefined;
}

function idInDecoder(
  { added_tokens_decoder: decoder }: TokenizerConfig,
  token: string,
): number | undefined {
  if (typeof decoder !== "object" || decoder === null) return undefined;
  const entry = Object.entries(decoder).find(([, value]) => tokenText(value) === token);
  const id = entry ? Number(entry[0]) : undefined;
  return isId(id) ? id : undefined;
}

function isId(value: unknown): value is number {
  return isIntegerIn(value, 0, Infinity);
}
