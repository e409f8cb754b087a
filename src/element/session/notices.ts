/** What visitors are told about errors, warnings and the shop, and what they can do about it. */

import {
  type ErrorCode,
  messageOf,
  VisualSearchError,
  type WarningCode,
} from "../../lib/errors.ts";
import type { SearchInfo } from "../../lib/types.ts";

/** What a visitor can be told. Each has a text in every language. */
export type NoticeKind =
  | "offline"
  | "unreachable"
  | "damaged"
  | "unsupportedImage"
  | "photoLink"
  | "noPhoto"
  | "imageTooLarge"
  | "stopped"
  | "insecure"
  | "noWebAssembly"
  | "noWebGpu"
  | "gpuLeft"
  | "modelMissing"
  | "productGone"
  | "filterGone"
  | "storageFull"
  | "storageMissing"
  | "notEnglish"
  | "update"
  | "deleted"
  | "setup"
  | "unknown";

/** What a visitor can do about it. */
export type Remedy =
  | "retry"
  | "restart"
  | "choosePhoto"
  | "useWasm"
  | "startOver"
  | "clearFilters"
  | "deleteStored"
  | "update"
  | "dismiss";

export interface Notice {
  readonly kind: NoticeKind;
  readonly remedy: Remedy;
  /** Whether it reports a failure, which screen readers announce at once, and not just something to know. */
  readonly urgent: boolean;
  /** Details for developers; not translated. */
  readonly detail?: string;
  readonly code?: string;
  /** When the catalog was built, in milliseconds since 1970, if the notice is about that. */
  readonly date?: number;
  /** Size of an update. */
  readonly bytes?: number;
}

const ERRORS: Partial<Record<ErrorCode, [NoticeKind, Remedy]>> = {
  network: ["unreachable", "retry"],
  integrity: ["damaged", "retry"],
  "catalog-invalid": ["damaged", "retry"],
  "catalog-unsupported": ["damaged", "retry"],
  "index-invalid": ["damaged", "retry"],
  "index-unsupported": ["damaged", "retry"],
  "encoder-mismatch": ["damaged", "retry"],
  "model-invalid": ["damaged", "retry"],
  "unsupported-image": ["unsupportedImage", "choosePhoto"],
  "image-too-large": ["imageTooLarge", "choosePhoto"],
  "worker-failed": ["stopped", "restart"],
  "worker-died": ["stopped", "restart"],
  "runtime-failed": ["stopped", "restart"],
  closed: ["stopped", "restart"],
  "insecure-context": ["insecure", "dismiss"],
  "device-unavailable": ["noWebGpu", "useWasm"],
  "model-missing": ["modelMissing", "startOver"],
  "item-unknown": ["productGone", "startOver"],
  "facet-unknown": ["filterGone", "clearFilters"],
  "concept-unknown": ["filterGone", "startOver"],
  "invalid-argument": ["setup", "startOver"],
  "space-unknown": ["setup", "startOver"],
};

const WARNINGS: Partial<Record<WarningCode, [NoticeKind, Remedy]>> = {
  "storage-full": ["storageFull", "deleteStored"],
  "storage-unavailable": ["storageMissing", "dismiss"],
  "device-fallback": ["gpuLeft", "dismiss"],
  "text-not-english": ["notEnglish", "dismiss"],
};

/** The notice for an error. */
export function noticeOfError(error: unknown): Notice {
  const code = error instanceof VisualSearchError ? error.code : undefined;
  const hasWebAssembly = typeof WebAssembly === "object";
  const [kind, remedy]: [NoticeKind, Remedy] = hasWebAssembly
    ? ((code && ERRORS[code]) ?? ["unknown", "retry"])
    : ["noWebAssembly", "retry"];
  return { kind, remedy, urgent: true, detail: messageOf(error), ...(code && { code }) };
}

/** The notice for a warning, or `undefined` if the visitor would not notice anything. */
export function noticeOfWarning(warning: {
  code: WarningCode;
  message: string;
}): Notice | undefined {
  const known = WARNINGS[warning.code];
  if (!known) return undefined;
  const [kind, remedy] = known;
  return { kind, remedy, urgent: false, detail: warning.message, code: warning.code };
}

/** The notice that the catalog may be old, if the newest one could not be fetched. */
export function noticeOfAge({ catalog }: SearchInfo): Notice | undefined {
  const { source, created, problem } = catalog;
  if (source !== "offline") return undefined;
  return {
    kind: "offline",
    remedy: "restart",
    urgent: false,
    date: Date.parse(created),
    ...(problem && { detail: problem }),
  };
}

/** The notices with one more, which replaces an earlier one of its kind. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices.filter(({ kind }) => kind !== notice.kind), notice];
}
