/** What loading a catalog, its encoders and a detector would take. */
import {
  indexFiles,
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  type Manifest,
  segmentFiles,
} from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { DETECTOR_MANIFEST_PATH, type DetectorManifest } from "../../encoder/index.ts";
import type { Loadable, LoadPlan, Modality, PlannedPart } from "../../lib/types.ts";
import { estimateRoom } from "../../store/room.ts";
import { type ContentRef, Store } from "../../store/store.ts";
import type { PlanRequest } from "../contract.ts";
import { detectorMissing, readDescriptions } from "../detector/detector-loader.ts";
import { type Backend, planBackend } from "../encoders/backend.ts";
import { encoderFiles } from "../encoders/model-files.ts";
import type { Platform } from "../platform.ts";
import { checkModalities } from "../query/arguments.ts";

/**
 * Memory while a part is opened, as a multiple of its bytes. A catalog's index is there twice: its file, and the
 * kernel's copy. Of weights there are the file, the runtime's copy, and the tensors made from that. The rest was
 * measured as the growth of Chromium's renderer with the WASM runtime on one thread: 6.8 times the runtime's
 * WebAssembly (13.6 MiB), compiled and started; 3.4 and 3.9 times the int8 weights of the two halves of a
 * CLIP ViT-B/32 (91 and 61 MiB).
 */
const INDEX_COPIES = 2;
const ENCODER_COPIES = 4;
const RUNTIME_COPIES = 7;

export interface PlanSource {
  manifest: Manifest;
  store: Store;
  /** The file of the runtime that `backend` needs. */
  runtimeFile: ContentRef;
  backend: Backend;
  modalities: readonly Loadable[];
  /** The detector's, if it is among `modalities`. */
  detector?: DetectorManifest | undefined;
  /** What is in memory already and would not be fetched again. */
  isLoaded: (part: PartName) => boolean;
}

export type PartName = "catalog" | "runtime" | "imageEncoder" | "textEncoder" | "detector";

interface Part {
  name: PartName;
  files: readonly ContentRef[];
  peakMemoryBytes: number;
}

/**
 * What opening a catalog that is not open would take. Fetches manifests only.
 *
 * @throws VisualSearchError `invalid-argument`, `network`, `catalog-*`, `detector-missing` or `model-invalid`
 */
export async function planCatalog(
  request: PlanRequest,
  platform: Platform,
  signal?: AbortSignal,
): Promise<LoadPlan> {
  const modalities = checkModalities(request.modalities);
  const store = await Store.peek();
  try {
    const { fresh, stored } = await store.manifest(new URL(MANIFEST_PATH, request.catalog).href, {
      maxBytes: MAX_MANIFEST_BYTES,
      signal,
    });
    const manifest = newestManifest(fresh, stored);
    const backend = await planBackend(manifest.encoder, request.device, platform);
    const detector = modalities.includes("detector")
      ? await peekDetector(store, request.detector, signal)
      : undefined;
    return await makePlan({
      manifest,
      store,
      runtimeFile: platform.runtimeFile(backend.device),
      backend,
      modalities,
      detector,
      isLoaded: () => false,
    });
  } finally {
    store.close();
  }
}

/** The served one or, as opening does, the stored one if the served one cannot be understood. */
function newestManifest(fresh: string | undefined, stored: string | undefined): Manifest {
  try {
    return parseManifest(fresh ?? stored!);
  } catch (error) {
    if (fresh === undefined || stored === undefined || fresh === stored) throw error;
    return parseManifest(stored);
  }
}

async function peekDetector(
  store: Store,
  url: string | undefined,
  signal: AbortSignal | undefined,
): Promise<DetectorManifest> {
  if (url === undefined) throw detectorMissing();
  const manifestUrl = new URL(DETECTOR_MANIFEST_PATH, url).href;
  return (await readDescriptions(store, manifestUrl, signal))[0]!.manifest;
}

/** What loading would take. Looks at the store's records only, and changes nothing. */
export async function makePlan(source: PlanSource): Promise<LoadPlan> {
  const { store, isLoaded } = source;
  const parts = partsOf(source);
  const files = new Map(parts.flatMap((part) => part.files.map((file) => [file.sha256, file])));
  const stored = new Map<string, number>();
  for (const file of files.values()) stored.set(file.sha256, await store.storedBytes(file));

  const planned = ({ name, files, peakMemoryBytes }: Part): PlannedPart => {
    const bytes = total(files.map((file) => file.bytes));
    const missing = bytes - total(files.map(({ sha256 }) => stored.get(sha256)!));
    return {
      bytes,
      bytesToFetch: isLoaded(name) ? 0 : missing,
      stored: missing === 0,
      peakMemoryBytes,
    };
  };
  const plan = Object.fromEntries(parts.map((part) => [part.name, planned(part)]));

  // Both encoders need the model's configuration, which is fetched once.
  const toFetch = new Set(
    parts.flatMap(({ name, files }) => (isLoaded(name) ? [] : files.map(({ sha256 }) => sha256))),
  );
  const bytes = total([...files.values()].map((file) => file.bytes));
  const missing = [...files.values()].map((file) => file.bytes - stored.get(file.sha256)!);
  return {
    ...(plan as Record<PartName, PlannedPart>),
    total: {
      bytes,
      bytesToFetch: total(
        [...files.keys()].map((sha256, i) => (toFetch.has(sha256) ? missing[i]! : 0)),
      ),
      stored: total(missing) === 0,
      peakMemoryBytes: total(parts.map((part) => part.peakMemoryBytes)),
    },
    ...(await estimateRoom()),
  };
}

function partsOf(source: PlanSource): Part[] {
  const { manifest, runtimeFile, backend, modalities, detector } = source;
  const segments = segmentFiles(manifest);
  const indexBytes = manifest.segments.flatMap((segment) =>
    indexFiles(segment).map((file) => file.bytes),
  );
  const parts: Part[] = [
    {
      name: "catalog",
      files: segments,
      peakMemoryBytes:
        total(segments.map((file) => file.bytes)) + (INDEX_COPIES - 1) * total(indexBytes),
    },
  ];
  if (modalities.length > 0) {
    const peakMemoryBytes = RUNTIME_COPIES * runtimeFile.bytes;
    parts.push({ name: "runtime", files: [runtimeFile], peakMemoryBytes });
  }
  for (const modality of modalities.filter((one): one is Modality => one !== "detector")) {
    const files = encoderFiles(manifest.encoder, backend.weights, modality);
    const peakMemoryBytes = ENCODER_COPIES * total(files.map((file) => file.bytes));
    const name = modality === "image" ? "imageEncoder" : "textEncoder";
    parts.push({ name, files, peakMemoryBytes });
  }
  if (detector) {
    const { file } = detector;
    const peakMemoryBytes = ENCODER_COPIES * file.bytes;
    parts.push({ name: "detector", files: [file], peakMemoryBytes });
  }
  return parts;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
