import type {
  Detection,
  Facet,
  Hit,
  Item,
  LoadPlan,
  LoadProgress,
  Modality,
  SearchInfo,
} from "../../lib/types.ts";
import { EMPTY_QUERY, type QueryState } from "../query/query-state.ts";
import type { ChipSource } from "../results/chips.ts";
import type { FacetCounts } from "../results/facet-counts.ts";
import type { Notice } from "./notices.ts";

/**
 * Where a session stands: nothing asked yet; a question waits for the visitor's consent; the catalog is being
 * opened; it is open; it could not be opened.
 */
export type Phase = "idle" | "consent" | "opening" | "open" | "failed";

/** A download that waits for the visitor's consent. */
export interface Consent {
  readonly plan: LoadPlan;
  /** Whether the catalog itself has yet to be opened. */
  readonly opens: boolean;
  readonly modalities: readonly Modality[];
}

/** A download of encoders or of the catalog. */
export interface Load {
  readonly state: "running" | "paused";
  readonly modalities: readonly Modality[];
  /** The latest of each part, in the order of their first. */
  readonly parts: readonly LoadProgress[];
}

export type Answer =
  | { readonly kind: "browse"; readonly items: readonly Item[]; readonly total: number }
  | {
      readonly kind: "hits";
      readonly hits: readonly Hit[];
      /** From the question to the hits. */
      readonly milliseconds: number;
    };

export interface SessionState {
  readonly phase: Phase;
  readonly query: QueryState;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the visitor has asked for anything yet. */
  readonly asked: boolean;
  readonly consent: Consent | undefined;
  readonly load: Load | undefined;
  readonly answer: Answer | undefined;
  /** Whether the answer is only what can be shown until an encoder is there. */
  readonly interim: boolean;
  readonly busy: boolean;
  /** Number of families of products that are shown. */
  readonly shown: number;
  readonly notices: readonly Notice[];
  readonly facets: readonly Facet[];
  readonly counts: FacetCounts | undefined;
  readonly chipSources: readonly ChipSource[];
  /** What a detector has found on the photo, best first. */
  readonly detections: readonly Detection[];
  readonly info: SearchInfo | undefined;
}

/** Cards that are added at a time. */
export const PAGE = 48;

export const INITIAL_STATE: SessionState = {
  phase: "idle",
  query: EMPTY_QUERY,
  canUndo: false,
  canRedo: false,
  asked: false,
  consent: undefined,
  load: undefined,
  answer: undefined,
  interim: false,
  busy: false,
  shown: PAGE,
  notices: [],
  facets: [],
  counts: undefined,
  chipSources: [],
  detections: [],
  info: undefined,
};

/** Bytes of all parts of a load, so far and in all, and the rate of the one that is under way. */
export function sumOf(load: Load): { loaded: number; total: number; perSecond: number } {
  let loaded = 0;
  let total = 0;
  for (const part of load.parts) {
    loaded += part.loadedBytes;
    total += part.totalBytes;
  }
  const current = load.parts.findLast((part) => part.loadedBytes < part.totalBytes);
  return { loaded, total, perSecond: current?.bytesPerSecond ?? 0 };
}

/** With a part's newer figures. */
export function withProgress(load: Load, progress: LoadProgress): Load {
  const at = load.parts.findIndex(({ phase }) => phase === progress.phase);
  const parts = [...load.parts];
  if (at < 0) parts.push(progress);
  else parts[at] = progress;
  return { ...load, parts };
}
