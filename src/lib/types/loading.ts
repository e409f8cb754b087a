/** Public types of what is loaded, what that takes, and how far it has come. */
import type { Loadable } from "./model.ts";

/** Bytes that have arrived of what is being loaded. */
export interface LoadProgress {
  /** `runtime` is what runs the encoders and the detector, loaded with the first of them. */
  phase: "catalog" | "runtime" | "image-encoder" | "text-encoder" | "detector";
  /** Bytes so far, whether from the network or from the device's own store. */
  loadedBytes: number;
  totalBytes: number;
  /** Those of `loadedBytes` that were read from the device's own store. */
  storedBytes: number;
  /** Rate at which bytes arrive from the network, smoothed over some seconds; 0 while unknown. */
  bytesPerSecond: number;
}

export interface PlanOptions {
  /** The encoders that will be needed, and the detector. Default: both encoders. */
  modalities?: readonly Loadable[];
  signal?: AbortSignal;
}

export interface PrefetchOptions {
  signal?: AbortSignal;
}

/** What loading a part would take. */
export interface PlannedPart {
  /** Length of its files. */
  bytes: number;
  /** Those that are neither stored nor in memory. Compression on the way is not counted. */
  bytesToFetch: number;
  /** Whether all of it is on the device, so that it needs no network. */
  stored: boolean;
  /**
   * An estimate of the memory while it is opened, from the length of its files alone: the files of a catalog and a
   * second copy of its vectors; seven times the runtime's WebAssembly, for the code compiled from it and its heap;
   * four times an encoder's files, for the runtime's copies of its weights. The factors were measured in Chromium for
   * int8 models on WASM; they differ in other browsers, for other number formats and for WebGPU, which moves part of
   * it to the graphics card. What a query needs on top, some tens of megabytes for a photo, is not counted.
   */
  peakMemoryBytes: number;
}

/** What loading would take, as far as the manifest and the device's store tell. */
export interface LoadPlan {
  catalog: PlannedPart;
  /** Absent if neither an encoder nor the detector is asked for. */
  runtime?: PlannedPart;
  imageEncoder?: PlannedPart;
  textEncoder?: PlannedPart;
  detector?: PlannedPart;
  /** All of them; files that several parts need are counted once. */
  total: PlannedPart;
  /**
   * Storage that the browser grants this origin, and how much of it is in use, if it says so. Chromium names about
   * 10 GB more than is in use, whatever the device has: only writing tells.
   */
  quotaBytes?: number;
  usageBytes?: number;
}

/** `loading` includes the self-check. */
export type EncoderState = "idle" | "loading" | "ready" | "failed";
