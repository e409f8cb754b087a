/** Texts as the ids that a text encoder takes. */
import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { ModelManifest } from "./model/model-config.ts";

/** Texts as ids, all padded to one length. */
export interface TokenBatch {
  /** `n * length` ids, row-major. */
  ids: BigInt64Array;
  /** Like `ids`: 1 for what the model looks at, 0 for padding. All 1 if the model always pads. */
  mask: BigInt64Array;
  shape: readonly [n: number, length: number];
}

export interface Tokenizer {
  /**
   * Ids of one text, including special ones: cut to the context length as transformers does, by leaving out the last
   * ids of the text itself, and padded if the model always pads.
   */
  encode(text: string): BigInt64Array;
  /** Ids of several texts, padded to the longest of them, and to `least` ids at least. */
  encodeBatch(texts: readonly string[], least?: number): TokenBatch;
}

/**
 * A tokenizer from the parsed `tokenizer.json` and `tokenizer_config.json` of a model repository. Its ids are those of
 * the reference implementation (Rust), except for a capital sigma at the end of a word, special tokens written in
 * capitals and, with SentencePiece's normalizer, stacked combining marks and zero-width joiners.
 *
 * @throws VisualSearchError `model-invalid`; its methods throw `invalid-argument` for what is no text
 */
export function createTokenizer(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
  text: ModelManifest["text"],
): Tokenizer {
  const hub = openHubTokenizer(tokenizerJson, tokenizerConfig);
  const special = readSpecialIds(hub, text);
  const room = text.contextLength - special.before.length - special.after.length;
  const padId = BigInt(text.padId);

  const encodeUnpadded = (value: string): number[] => {
    const prepared = text.canonicalize ? canonicalize(checkText(value)) : checkText(value);
    const ids = bodyIds(hub, prepared);
    return [...special.before, ...ids.slice(0, room), ...special.after];
  };

  const encodeBatch = (texts: readonly string[], least = 0): TokenBatch => {
    const rows = texts.map(encodeUnpadded);
    const longest = Math.max(text.padTo ?? 0, least, ...rows.map((row) => row.length));
    const ids = new BigInt64Array(rows.length * longest).fill(padId);
    const mask = new BigInt64Array(ids.length).fill(text.padTo === null ? 0n : 1n);
    rows.forEach((row, n) => {
      for (const [i, id] of row.entries()) {
        ids[n * longest + i] = BigInt(id);
        mask[n * longest + i] = 1n;
      }
    });
    return { ids, mask, shape: [rows.length, longest] };
  };

  return { encode: (value) => encodeBatch([value]).ids, encodeBatch };
}

function openHubTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): HubTokenizer {
  try {
    return new HubTokenizer(tokenizerJson as object, tokenizerConfig as object);
  } catch (error) {
    throw new VisualSearchError(
      "model-invalid",
      `Expected a tokenizer in tokenizer.json and tokenizer_config.json, got what cannot be read: ` +
        `${messageOf(error)}. Take both again from the model repository.`,
      { cause: error },
    );
  }
}

interface SpecialIds {
  before: number[];
  after: number[];
}

/** What the tokenizer puts around a text: it is made to encode one. */
function readSpecialIds(hub: HubTokenizer, text: ModelManifest["text"]): SpecialIds {
  const body = bodyIds(hub, "a");
  const whole = hub.encode("a").ids;
  const start = whole.findIndex((_, i) => body.every((id, k) => whole[i + k] === id));
  const before = whole.slice(0, start);
  const after = whole.slice(start + body.length);
  const delimited = before.length === 1 && after.length === 1;
  if (body.length > 0 && start >= 0 && (delimited || !text.delimited)) return { before, after };
  throw new VisualSearchError(
    "model-invalid",
    `Expected ids for the text "a"${text.delimited ? " between two special ids" : ""} from tokenizer.json, got ` +
      `${JSON.stringify(whole)}. Take the file again from the model repository.`,
  );
}

function bodyIds(hub: HubTokenizer, value: string): number[] {
  const { ids } = hub.encode(value, { add_special_tokens: false });
  if (ids.every((id) => Number.isInteger(id))) return ids;
  throw new VisualSearchError(
    "model-invalid",
    "Expected an id for every part of a text from tokenizer.json, got none for some part, and there is no id for " +
      "unknown ones. Take the file again from the model repository.",
  );
}

function checkText(value: unknown): string {
  if (typeof value === "string") return value;
  throw new VisualSearchError(
    "invalid-argument",
    `Expected a text to encode, got ${value === null ? "null" : typeof value}. Pass a string.`,
  );
}

const PUNCTUATION = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]/g;

/** What Python's `str.split` splits at; `\s` matches something else here. */
const WHITE_SPACE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these as white space.
  /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** open_clip's `canonicalize_text`, which SigLIP models were trained with. */
function canonicalize(text: string): string {
  return text
    .replaceAll("_", " ")
    .replace(PUNCTUATION, "")
    .toLowerCase()
    .replace(WHITE_SPACE, " ")
    .replace(/^ | $/g, "");
}
