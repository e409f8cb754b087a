/** The state of a session: everything that the views draw from, but for the page's own layout. */
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
 * How far a session is: `idle` until the visitor asks for something, `consent` while they are asked about a download,
 * then `opening`, `open` or `failed` for the catalog.
 */
export type Phase = "idle" | "consent" | "opening" | "open" | "failed";

/** A download that needs the visitor's consent. */
export interface Consent {
  readonly plan: LoadPlan;
  /** Whether the catalog itself would be opened, too. */
  readonly opens: boolean;
  readonly modalities: readonly Modality[];
}

/** A download of encoders or of the catalog. */
export interface Load {
  readonly state: "running" | "paused";
  readonly modalities: readonly Modality[];
  /** The latest progress of each part, in the order in which the parts began. */
  readonly parts: readonly LoadProgress[];
}

export type Answer =
  | { readonly kind: "browse"; readonly items: readonly Item[]; readonly total: number }
  | {
      readonly kind: "hits";
      readonly hits: readonly Hit[];
      /** Time from the query to its hits. */
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
  /** Whether the answer only fills the time until an encoder has been loaded. */
  readonly interim: boolean;
  readonly busy: boolean;
  /** Number of families of products to show. */
  readonly shown: number;
  readonly notices: readonly Notice[];
  readonly facets: readonly Facet[];
  readonly counts: FacetCounts | undefined;
  readonly chipSources: readonly ChipSource[];
  /** Parts of the photo that the detector suggests, best first. */
  readonly detections: readonly Detection[];
  readonly info: SearchInfo | undefined;
}

/** Number of products that are added at a time. */
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

/** Bytes of all parts of a download, loaded and in total, and the rate of the part under way. */
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

/** The download with newer figures of one part. */
export function withProgress(load: Load, progress: LoadProgress): Load {
  const at = load.parts.findIndex(({ phase }) => phase === progress.phase);
  const parts = [...load.parts];
  if (at < 0) parts.push(progress);
  else parts[at] = progress;
  return { ...load, parts };
}

/** Items of an answer, in its order. */
export function itemsOf(answer: Answer | undefined): readonly Item[] {
  if (!answer) return [];
  return answer.kind === "browse" ? answer.items : answer.hits.map(({ item }) => item);
}
