/** The error and the warning that Vitrine reports, each with a stable code. */
import type { ErrorCode, WarningCode } from "./error-codes.ts";

export type { ErrorCode, WarningCode };

export interface VisualSearchErrorOptions {
  cause?: unknown;
}

/**
 * Every failure that Vitrine reports, except an abort, which rejects with the platform's `AbortError`.
 *
 * @example
 * try {
 *   await search.query({ image: file });
 * } catch (error) {
 *   if (error instanceof VisualSearchError && error.code === "unsupported-image") askForAnotherPhoto(error.message);
 * }
 */
export class VisualSearchError extends Error {
  override readonly name = "VisualSearchError";
  /** For programs: it never changes its meaning. */
  readonly code: ErrorCode;

  /** @param message what was expected, what was there instead, and what to do: `Expected X, got Y. Do Z.` */
  constructor(code: ErrorCode, message: string, options: VisualSearchErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** A problem that the search could deal with by itself. */
export interface VisualSearchWarning {
  /** For programs: it never changes its meaning. */
  code: WarningCode;
  /** For people. */
  message: string;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
