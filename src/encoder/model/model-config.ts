import { VisualSearchError } from "../../lib/errors.ts";
import { DTYPES, type Dtype, type Modality } from "../../lib/types.ts";
import { field, type Json, object, optionalObject, positiveInteger, tokenText } from "./json.ts";
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
  /** Whether a text must stand between two special ids (CLIP), checked against the tokenizer. */
  delimited: boolean;
}

/** What the configuration files of a model repository say, checked and with defaults filled in. */
export interface ModelManifest {
  family: "clip" | "siglip";
  /** Length of an embedding. The encoders check it against what the model gives. */
  dim: number;
  processor: ImageProcessor;
  text: TextSettings;
}

/** Parsed JSON, as it came. `tokenizer` is large and only needed for the id of the pad token. */
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

/** Configuration files of a model repository; the last two are only needed for text. */
export const MODEL_CONFIG_FILES = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer_config.json",
  "tokenizer.json",
] as const;

/** Path of an encoder's weights within a model repository. Throws `invalid-argument`. */
export function modelPath(modality: Modality, dtype: Dtype): string {
  if (!Object.hasOwn(SUFFIXES, dtype)) {
    throw new VisualSearchError(
      "invalid-argument",
      `Unknown number format "${String(dtype)}" of model weights. Use one of ${DTYPES.join(", ")}.`,
    );
  }
  const name = modality === "image" ? "vision_model" : "text_model";
  return `onnx/${name}${SUFFIXES[dtype]}.onnx`;
}

/** Reads the configuration of a CLIP or SigLIP repository. Throws `model-invalid`. */
export function readModel(files: ModelFiles): ModelManifest {
  const config = object(files.config, "config.json");
  const tokenizerConfig = object(files.tokenizerConfig, "tokenizer_config.json");
  const textConfig = optionalObject(config, "text_config", "config.json") ?? {};
  const visionConfig = optionalObject(config, "vision_config", "config.json") ?? {};
  const family = readFamily(config);
  const dim = readDim(family, config, textConfig, visionConfig);
  const processor = readImageProcessor(files.preprocessor, family);
  const text = readText(family, textConfig, tokenizerConfig, files.tokenizer);
  return { family, dim, processor, text };
}

function readFamily(config: Json): ModelManifest["family"] {
  const architectures = Array.isArray(config.architectures) ? config.architectures : [];
  const names = [config.model_type, ...architectures].filter((name) => typeof name === "string");
  // SigLIP 2 has another tokenizer and other rules for text.
  if (!names.some((name) => /siglip2/i.test(name))) {
    if (names.some((name) => /siglip/i.test(name))) return "siglip";
    if (names.some((name) => /^clip(_|$)|^CLIP(Text|Vision)?Model|FashionCLIP/.test(name)))
      return "clip";
  }
  throw new VisualSearchError(
    "model-invalid",
    "config.json: expected model_type or architectures of a CLIP or SigLIP model, found " +
      `${JSON.stringify(names)}. Use a CLIP, FashionCLIP, SigLIP or FashionSigLIP repository.`,
  );
}

/** Dimensions that transformers leaves out of a config where they equal its defaults. */
const DEFAULT_DIM = { clip: 512, siglip: 768 } as const;

function readDim(
  family: ModelManifest["family"],
  config: Json,
  textConfig: Json,
  visionConfig: Json,
): number {
  const candidates: [Json, string, string][] =
    family === "clip"
      ? [
          [config, "projection_dim", "config.json"],
          [textConfig, "projection_dim", "config.json text_config"],
          [visionConfig, "projection_dim", "config.json vision_config"],
        ]
      : [
          [textConfig, "projection_size", "config.json text_config"],
          [visionConfig, "hidden_size", "config.json vision_config"],
          [textConfig, "hidden_size", "config.json text_config"],
        ];
  for (const [owner, key, where] of candidates) {
    if (field(owner, key) !== undefined) return positiveInteger(owner, key, where, 16_384);
  }
  return DEFAULT_DIM[family];
}

/** Beyond this, `model_max_length` means "no limit". */
const UNLIMITED = 100_000;

function readText(
  family: ModelManifest["family"],
  textConfig: Json,
  tokenizerConfig: Json,
  tokenizer: unknown,
): TextSettings {
  const tokenizerClass = field(tokenizerConfig, "tokenizer_class");
  if (typeof tokenizerClass === "string" && /gemma/i.test(tokenizerClass)) {
    throw new VisualSearchError(
      "model-invalid",
      "tokenizer_config.json: expected the tokenizer of a CLIP or first-generation SigLIP model, " +
        `found ${tokenizerClass}. SigLIP 2 is not supported; use another model.`,
    );
  }
  const contextLength = readContextLength(family, textConfig, tokenizerConfig);
  const clip = family === "clip";
  return {
    contextLength,
    padTo: clip ? null : contextLength,
    padId: readPadId(family, textConfig, tokenizerConfig, tokenizer),
    canonicalize: !clip,
    delimited: clip,
  };
}

function readContextLength(
  family: ModelManifest["family"],
  textConfig: Json,
  tokenizerConfig: Json,
): number {
  const limits: number[] = [];
  if (field(textConfig, "max_position_embeddings") !== undefined) {
    const where = "config.json text_config";
    limits.push(positiveInteger(textConfig, "max_position_embeddings", where, UNLIMITED));
  }
  const maxLength = field(tokenizerConfig, "model_max_length");
  if (maxLength !== undefined && !(typeof maxLength === "number" && maxLength > UNLIMITED)) {
    const where = "tokenizer_config.json";
    limits.push(positiveInteger(tokenizerConfig, "model_max_length", where, UNLIMITED));
  }
  const length = limits.length > 0 ? Math.min(...limits) : family === "clip" ? 77 : 64;
  if (length >= 3) return length;
  throw new VisualSearchError(
    "model-invalid",
    `Expected a text length of 3 ids or more, found ${length} in max_position_embeddings ` +
      "(config.json) or model_max_length (tokenizer_config.json). Correct the file.",
  );
}

const DEFAULT_PAD_ID = { clip: 49_407, siglip: 1 } as const;

function readPadId(
  family: ModelManifest["family"],
  textConfig: Json,
  tokenizerConfig: Json,
  tokenizer: unknown,
): number {
  const padToken = tokenText(field(tokenizerConfig, "pad_token"));
  const found =
    padToken === undefined
      ? undefined
      : (idInTokenizer(tokenizer, padToken) ?? idInDecoder(tokenizerConfig, padToken));
  if (found !== undefined) return found;
  const sameAsEos = padToken === tokenText(field(tokenizerConfig, "eos_token"));
  const key = sameAsEos ? "eos_token_id" : "pad_token_id";
  const configured = field(textConfig, key);
  // CLIP configurations often carry transformers' general defaults (0 to 2), which are wrong.
  if (isId(configured) && (family === "siglip" || configured > 2)) return configured;
  return DEFAULT_PAD_ID[family];
}

function idInTokenizer(tokenizer: unknown, token: string): number | undefined {
  if (typeof tokenizer !== "object" || tokenizer === null) return undefined;
  const added = field(tokenizer as Json, "added_tokens");
  const entry = Array.isArray(added) ? added.find((item) => item?.content === token) : undefined;
  if (isId(entry?.id)) return entry.id;
  const vocab = (field(tokenizer as Json, "model") as Json | undefined)?.vocab;
  if (Array.isArray(vocab)) {
    const index = vocab.findIndex((item) => Array.isArray(item) && item[0] === token);
    return index < 0 ? undefined : index;
  }
  if (typeof vocab !== "object" || vocab === null) return undefined;
  const id = field(vocab as Json, token);
  return isId(id) ? id : undefined;
}

function idInDecoder(tokenizerConfig: Json, token: string): number | undefined {
  const decoder = field(tokenizerConfig, "added_tokens_decoder");
  if (typeof decoder !== "object" || decoder === null) return undefined;
  const entry = Object.entries(decoder).find(([, value]) => tokenText(value) === token);
  const id = entry ? Number(entry[0]) : undefined;
  return isId(id) ? id : undefined;
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
