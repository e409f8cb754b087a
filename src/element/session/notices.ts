import {
  type ErrorCode,
  messageOf,
  VisualSearchError,
  type WarningCode,
} from "../../lib/errors.ts";

/** What a visitor can be told of; each has its words in every language. */
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
  /** Whether it reports a failure, which is said at once, and not merely something to know. */
  readonly urgent: boolean;
  /** For who wants to know more; not translated. */
  readonly detail?: string;
  readonly code?: string;
  /** Milliseconds since 1970 of the catalog's build, where the notice speaks of it. */
  readonly date?: number;
  /** Of an update. */
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

/** What to tell of an error, and what to do about it. */
export function noticeOfError(error: unknown): Notice {
  const code = error instanceof VisualSearchError ? error.code : undefined;
  const hasWebAssembly = typeof WebAssembly === "object";
  const [kind, remedy]: [NoticeKind, Remedy] = hasWebAssembly
    ? ((code && ERRORS[code]) ?? ["unknown", "retry"])
    : ["noWebAssembly", "retry"];
  return { kind, remedy, urgent: true, detail: messageOf(error), ...(code && { code }) };
}

/** What to tell of a warning; nothing where the visitor would not notice. */
export function noticeOfWarning(warning: {
  code: WarningCode;
  message: string;
}): Notice | undefined {
  const found = WARNINGS[warning.code];
  if (!found) return undefined;
  const [kind, remedy] = found;
  return { kind, remedy, urgent: false, detail: warning.message, code: warning.code };
}

/** With one more, in the place of an earlier one of its kind. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices.filter(({ kind }) => kind !== notice.kind), notice];
}
