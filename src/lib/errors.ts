/**
 * Stable codes of every failure Vitrine reports, except an abort, which rejects with the platform's
 * `AbortError`. A code never changes its meaning; new ones may be added.
 */
export type ErrorCode =
  /** An argument has the wrong type, shape or range. */
  | "invalid-argument"
  /** The file or object given as an image cannot be decoded, or is tainted by another origin. */
  | "unsupported-image"
  /** The image has more pixels than a device can be asked to decode. */
  | "image-too-large"
  /** A file could not be fetched. */
  | "network"
  /** Bytes do not match the checksum that was promised for them. */
  | "integrity"
  /** A catalog file is not what its format says. */
  | "catalog-invalid"
  /** A catalog of a newer format version than this library reads. */
  | "catalog-unsupported"
  /** The catalog's vectors were made by another model than the one given. */
  | "encoder-mismatch"
  /** The query needs an encoder, and no model is known for this catalog. */
  | "model-missing"
  /** A model repository lacks a file or has a configuration that is not understood. */
  | "model-invalid"
  /** Regions were asked for, and no detector is configured. */
  | "detector-missing"
  /** The requested device (WebGPU) is not there. */
  | "device-unavailable"
  /** The runtime failed while creating a session or running the model. */
  | "runtime-failed"
  /** The runtime that a build embedded with computes otherwise than that of browsers. */
  | "runtime-mismatch"
  /** A vector index is not what its format says. */
  | "index-invalid"
  /** A vector index of a newer format version than this library reads. */
  | "index-unsupported"
  /** A vector has the wrong length, or is NaN, infinite or zero. */
  | "vector-invalid"
  /** No item of the catalog has this id. */
  | "item-unknown"
  /** No facet of the catalog has this name, or it is of the other kind. */
  | "facet-unknown"
  /** The catalog has no concept of this facet and value. */
  | "concept-unknown"
  /** The catalog has no vector space of this name. */
  | "space-unknown"
  /** The device's storage could not be changed as asked. */
  | "storage-failed"
  /** The page is neither https nor localhost, so that the platform offers no cryptography. */
  | "insecure-context"
  /** The worker could not be started. */
  | "worker-failed"
  /** The worker ended while the search was open. */
  | "worker-died"
  /** The search has been closed. */
  | "closed"
  /** A product feed cannot be read. */
  | "feed-invalid"
  /** A build found no usable product. */
  | "feed-empty"
  /** An optional package that this command needs is not installed. */
  | "dependency-missing"
  /** Output could not be written. */
  | "output-failed";

export interface VisualSearchErrorOptions {
  cause?: unknown;
}

/** Every failure Vitrine reports: `code` is for programs, `message` says expected, got and remedy. */
export class VisualSearchError extends Error {
  override readonly name = "VisualSearchError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: VisualSearchErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Stable codes of what Vitrine noticed and could deal with by itself. A code never changes its meaning; new
 * ones may be added.
 */
export type WarningCode =
  /** The device has no room for a file: it is kept in memory, and fetched again by the next visit. */
  | "storage-full"
  /** The browser offers no storage, or it failed: files are kept in memory only. */
  | "storage-unavailable"
  /** Stored files have gone, as when the browser needed room: they are fetched again. */
  | "storage-evicted"
  /** Stored bytes are not what they were: they are fetched again. */
  | "storage-damaged"
  /** The GPU failed or computed wrongly: the encoders have moved to WASM. */
  | "device-fallback"
  /** A text is hardly in Latin letters, and the model was trained on English. */
  | "text-not-english"
  /** A rule of the catalog names what its products do not have: the search goes on without it. */
  | "rule-ignored";

/** Something that the search goes on in spite of: `code` is for programs, `message` for people. */
export interface VisualSearchWarning {
  code: WarningCode;
  message: string;
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
