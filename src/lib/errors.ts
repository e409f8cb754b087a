/** The error and the warning that Vitrine reports, each with a stable code. */
import type { ErrorCode, WarningCode } from "./error-codes.ts";

export type { ErrorCode, WarningCode };

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

/** Something that the search goes on in spite of: `code` is for programs, `message` for people. */
export interface VisualSearchWarning {
  code: WarningCode;
  message: string;
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
