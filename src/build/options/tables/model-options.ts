/** Options of `vitrine model fetch` and `check`, and of `fetchModel` and `checkModel`. */
import { DTYPES, type Dtype } from "../../../lib/types.ts";
import type { Option, OptionTable } from "../option.ts";
import type { StageProgress } from "../progress.ts";
import { FOLDER, list, text, type ValueKind } from "../values.ts";
import { THREADS } from "./common-options.ts";

/** How far a fetch is: bytes of the files that were missing. */
export type FetchProgress = StageProgress<"fetch">;

export interface FetchModelOptions {
  /** A preset's name, `owner/name` on the hub, or the http(s) URL of a folder with the model's files. */
  model: string;
  /** Folder of the model: new, empty, or one that an earlier fetch of the same commit has begun. */
  out: string;
  /**
   * Number formats to fetch, or all that there are. Default: q8 and fp16 if they are there, else all. If the
   * text half does not have the same formats, the nearest come with them.
   */
  dtypes?: readonly Dtype[] | "all";
  /** Commit, tag or branch on the hub. Default: what the preset pins, else `main`. */
  revision?: string;
  /** A hub other than https://huggingface.co, with the same paths. */
  baseUrl?: string;
  /**
   * Access token for the hub, sent to its own origin alone. Default: `HF_TOKEN` of the environment, which
   * goes to https://huggingface.co and to no other hub.
   */
  token?: string;
  /** Milliseconds before a failed request is repeated; doubled each time. Default: 1000. */
  retryDelayMs?: number;
  onProgress?: (progress: FetchProgress) => void;
  /** Aborts; what has arrived is kept for the next run. */
  signal?: AbortSignal;
}

/** Number formats of weights. */
export const DTYPE_LIST = list({ expected: `one or more of ${DTYPES.join(", ")}`, of: DTYPES });

const DTYPES_OR_ALL: ValueKind<readonly Dtype[] | "all"> = {
  placeholder: "list",
  expected: `all, or ${DTYPE_LIST.expected}`,
  accepts: (value): value is readonly Dtype[] | "all" =>
    value === "all" || DTYPE_LIST.accepts(value),
  parse: (given) => (given === "all" ? given : DTYPE_LIST.parse(given)),
  format: (value) => (value === "all" ? value : DTYPE_LIST.format(value)),
};

export const FETCH_MODEL_OPTIONS = {
  model: {
    kind: text("model", "a preset, owner/name or the http(s) URL of a folder"),
    help: "preset, owner/name on the Hugging Face hub, or URL of a folder",
    group: "Arguments",
    positional: "one",
    required: true,
  },
  out: {
    kind: FOLDER,
    help: "folder of the model; new, or of an earlier fetch",
    group: "Model",
    required: true,
  },
  dtypes: {
    kind: DTYPES_OR_ALL,
    help: "number formats, or all",
    group: "Model",
    defaultText: "q8,fp16 if they are there, else all",
  },
  revision: {
    kind: text("revision", "a commit, a tag or a branch", (name) =>
      /^[\w][\w./-]{0,200}$/.test(name),
    ),
    help: "commit, tag or branch",
    group: "Model",
    defaultText: "the preset's, else main",
  },
  baseUrl: {
    kind: text("url", "an http(s) URL without a query or a password", isPlainHttpUrl),
    help: "another hub with the same paths",
    group: "Model",
    defaultText: "https://huggingface.co",
  },
} satisfies OptionTable<FetchModelOptions, "token" | "retryDelayMs" | "onProgress" | "signal">;

/** Whether it is an http(s) URL that paths can be put after, and that can be shown. */
export function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && [search, hash, username, password].every((part) => !part);
}

/** How far a check is: runs of a half of the model. */
export type CheckProgress = StageProgress<"check">;

export interface CheckModelOptions {
  /** Threads of the runtimes, 1 to 256. Default: 1. */
  threads?: number;
  onProgress?: (progress: CheckProgress) => void;
  signal?: AbortSignal;
}

const { kind, group } = THREADS;

export const CHECK_MODEL_OPTIONS = {
  threads: { kind, help: "threads of the runtimes", group, default: 1 } satisfies Option<number>,
} satisfies OptionTable<CheckModelOptions, "onProgress" | "signal">;
