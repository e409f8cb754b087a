import * as Comlink from "comlink";
import { type ErrorCode, VisualSearchError, type VisualSearchWarning } from "../lib/errors.ts";
import type {
  BrowseOptions,
  BrowseResult,
  CountedConcept,
  DescribeOptions,
  Detection,
  DetectOptions,
  DevicePreference,
  Facet,
  Hit,
  Item,
  Loadable,
  LoadPlan,
  LoadProgress,
  Look,
  LookOptions,
  QueryOptions,
  QueryParts,
  Region,
  ScoredConcept,
  SearchInfo,
} from "../lib/types.ts";

/** What crosses between page and worker. */

/** An image in a form that can be posted. */
export type WireImage = Blob | ImageBitmap | ImageData;

export interface WireQuery extends QueryParts {
  image?: WireImage;
  /** The same number for the same unchanging image; absent for those that may change. */
  imageId?: number;
}

export interface WirePhoto {
  image: WireImage;
  /** As in a query. */
  imageId?: number;
}

export interface WireOpenOptions {
  /** Absolute URL of the catalog's folder, with a slash at its end. */
  catalog: string;
  /** Absolute URL of the model's folder, with a slash at its end. */
  model?: string;
  /** Absolute URL of the detector's folder, with a slash at its end. */
  detector?: string;
  device: DevicePreference;
  /** Encoders and detectors that were not used for so many milliseconds are released. */
  releaseAfterMs?: number;
  /** Name of a lock that the worker holds as long as it lives. */
  lock: string;
}

/** The calls that can be aborted, with their arguments and results. */
export interface Calls {
  query: { args: [WireQuery, Omit<QueryOptions, "signal" | "supersede">]; value: Hit[] };
  browse: { args: [Omit<BrowseOptions, "signal">]; value: BrowseResult };
  item: { args: [id: string]; value: Item | undefined };
  facets: { args: []; value: Facet[] };
  detect: { args: [WirePhoto, Omit<DetectOptions, "signal">]; value: Detection[] };
  plan: { args: [readonly Loadable[] | undefined]; value: LoadPlan };
  prefetch: { args: [Loadable]; value: undefined };
  concepts: { args: []; value: CountedConcept[] };
  describe: {
    args: [Required<Pick<WireQuery, "image">> & WireQuery, Omit<DescribeOptions, "signal">];
    value: ScoredConcept[];
  };
  completeTheLook: { args: [id: string, Omit<LookOptions, "signal">]; value: Look[] };
  embed: { args: [WireImage | string, Region | undefined]; value: Float32Array };
}

export type Method = keyof Calls;

/** The bitmaps among a call's arguments: copies that the page has made, so that they can be handed over and closed. */
export function bitmapsIn(args: readonly unknown[]): ImageBitmap[] {
  const images = args.map((arg) => (arg as { image?: unknown } | undefined)?.image ?? arg);
  return images.filter((image) => image instanceof ImageBitmap);
}

export type WorkerEvent =
  | { type: "progress"; progress: LoadProgress }
  | { type: "info"; info: SearchInfo }
  | { type: "warning"; warning: VisualSearchWarning }
  /** Much is about to be stored: the page alone can ask the browser not to evict it. */
  | { type: "persist" }
  /** The worker holds its lock from now on. */
  | { type: "locked" };

/** What is asked of a catalog that is not open. */
export interface WirePlanOptions extends Pick<WireOpenOptions, "catalog" | "device" | "detector"> {
  modalities?: readonly Loadable[];
}

export interface WorkerApi {
  open(
    id: number,
    options: WireOpenOptions,
    listener: (event: WorkerEvent) => void,
  ): Promise<SearchInfo>;
  plan(id: number, options: WirePlanOptions): Promise<LoadPlan>;
  call<M extends Method>(
    id: number,
    method: M,
    args: Calls[M]["args"],
  ): Promise<{ value: Calls[M]["value"]; info: SearchInfo }>;
  abort(id: number): void;
}

/** Comlink passes on an error's message, name and stack, and further fields untouched. */
interface WireError {
  isError: boolean;
  value: { name?: string; message?: string; code?: ErrorCode };
}

/** Makes the worker send an error's code along. */
export function sendErrorCodes(): void {
  const handler = Comlink.transferHandlers.get("throw")!;
  Comlink.transferHandlers.set("throw", {
    ...handler,
    serialize(thrown: { value: unknown }) {
      const [wire, transfer] = handler.serialize(thrown) as [WireError, Transferable[]];
      if (thrown.value instanceof VisualSearchError) wire.value.code = thrown.value.code;
      return [wire, transfer];
    },
  });
}

/** The error as it was thrown in the worker. */
export function receiveError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  if (error.name === "VisualSearchError" && typeof code === "string") {
    return new VisualSearchError(code as ErrorCode, error.message, { cause: error });
  }
  if (error.name === "AbortError") return new DOMException(error.message, "AbortError");
  return error;
}
