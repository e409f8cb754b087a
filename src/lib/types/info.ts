/** Public types of what an open search tells about itself. */
import type { VisualSearchWarning } from "../errors.ts";
import type { EncoderState } from "./loading.ts";
import type { Dtype, Modality } from "./model.ts";

/** How long the stages of a query took. */
export interface QueryTiming {
  /** Milliseconds; 0 for a stage that did not run. */
  decodeMs: number;
  preprocessMs: number;
  /** Encoding, of which `runMs` was spent in the model itself. */
  encodeMs: number;
  runMs: number;
  searchMs: number;
  /** How each segment of the catalog was searched. */
  methods: ("exact" | "signs" | "graph" | "sketch")[];
  /** Number of vectors that were compared with the query. */
  scored: number;
  /** Parts of the query whose embeddings were still there from an earlier one. */
  reused: number;
  /** From when the worker took up the query until its hits were there. */
  totalMs: number;
}

/** A snapshot of an open search. */
export interface SearchInfo {
  /** Where the encoders run; known once the first of them is ready. */
  device?: "webgpu" | "wasm";
  /** Number format of the weights in use; known with `device`. */
  dtype?: Dtype;
  /** Number of threads of the WASM runtime; known with `device`. */
  threads?: number;
  /** The GPU, as far as the browser names it; with the device `webgpu`. */
  adapter?: string;
  /** Why `device` and `threads` are what they are, in a sentence or two. */
  reason?: string;
  /** Each encoder's self-check: the cosine of its embedding to the one that the catalog recorded, at least 0.995. */
  canary?: Partial<Record<Modality, number>>;
  catalog: {
    name: string;
    /** ISO 8601 time of the build. */
    created: string;
    items: number;
    dim: number;
    /** Names of its vector spaces. */
    spaces: string[];
    bytes: number;
    /** `offline`: the newest catalog could not be loaded completely, so the stored copy is used. */
    source: "network" | "stored" | "offline";
    /** `sketch`: on the first visit to a large catalog, hits are approximate until the rest arrives. */
    precision: "full" | "sketch";
    /** With `offline`, why the newest catalog could not be used, if the network did answer. */
    problem?: string;
    /**
     * Scores below which the best hit of a photo or of a text is no close match, as measured when the catalog was
     * built; absent in catalogs without concepts.
     */
    closeMatch?: { image: number; text: number };
  };
  model?: { id: string; revision: string; url: string };
  encoders: Record<Modality, EncoderState>;
  /** Absent if none is configured. A function of the page's own is always ready. */
  detector?: { state: EncoderState };
  /** Whether files are kept on the device, or only in memory because the browser offers no storage. */
  storage: "indexeddb" | "memory";
  /** The last few warnings, oldest first. */
  warnings: VisualSearchWarning[];
  lastQuery?: QueryTiming;
}
