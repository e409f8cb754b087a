import * as Comlink from "comlink";
import { VisualSearchError } from "../lib/errors.ts";
import type { DevicePreference, LoadPlan, SearchInfo } from "../lib/types.ts";
import { bitmapsIn, type Calls, type Method } from "../worker/protocol.ts";
import { WorkerConnection } from "./connection.ts";
import { toWireImage } from "./image.ts";
import { detectInPage } from "./page-detector.ts";
import type {
  Detector,
  ImageSource,
  OpenOptions,
  PlanOptions,
  VisualSearch,
} from "./visual-search.ts";

const DEVICES: readonly DevicePreference[] = ["auto", "webgpu", "wasm"];

/**
 * Opens a catalog in a worker of its own. Resolves once the catalog can be browsed and searched by
 * `like`; encoders are loaded when a query first needs them, or by `prefetch`.
 *
 * @throws VisualSearchError with the codes of README's table of errors, or the signal's reason
 */
export async function openVisualSearch(options: OpenOptions): Promise<VisualSearch> {
  const { signal, onProgress, onWarning, persist = true, releaseAfterMs } = options;
  checkDelay(releaseAfterMs);
  const device = checkDevice(options.device);
  const catalog = folderUrl("catalog", options.catalog);
  const model = options.model === undefined ? undefined : folderUrl("model", options.model);
  const { ownDetector, detector } = readDetector(options.detector);
  signal?.throwIfAborted();

  let info: SearchInfo | undefined;
  const keep = (next: SearchInfo) => {
    info = ownDetector ? { ...next, detector: { state: "ready" } } : next;
  };
  const connection = new WorkerConnection((event) => {
    if (event.type === "progress") onProgress?.(event.progress);
    else if (event.type === "info") keep(event.info);
    else if (event.type === "warning") onWarning?.(event.warning);
    else if (event.type === "persist" && persist) askOnceToPersist();
  });
  const { lock } = connection;
  try {
    const opened = await connection.call(signal, (api, id) =>
      api.open(
        id,
        {
          catalog,
          device,
          lock,
          ...(model && { model }),
          ...(detector && { detector }),
          ...(releaseAfterMs && { releaseAfterMs }),
        },
        connection.events,
      ),
    );
    keep(opened);
  } catch (error) {
    connection.close();
    throw error;
  }

  async function call<M extends Method>(
    method: M,
    args: Calls[M]["args"],
    callSignal: AbortSignal | undefined,
  ): Promise<Calls[M]["value"]> {
    const bitmaps = bitmapsIn(args);
    try {
      const reply = await connection.call(callSignal, (api, id) =>
        api.call(id, method, Comlink.transfer(args, bitmaps)),
      );
      keep(reply.info);
      return reply.value;
    } catch (error) {
      // Those that did not get as far as the worker are here still.
      for (const bitmap of bitmaps) bitmap.close();
      throw error;
    }
  }

  const latest = new Map<string, AbortController>();

  /** A signal that is aborted with the caller's own, or by the next of this name. */
  function superseding(name: string, signal: AbortSignal | undefined): AbortSignal {
    latest.get(name)?.abort();
    const controller = new AbortController();
    latest.set(name, controller);
    if (signal?.aborted) controller.abort(signal.reason);
    signal?.addEventListener("abort", () => controller.abort(signal.reason), {
      signal: controller.signal,
    });
    return controller.signal;
  }

  return {
    async query(query, { signal: own, supersede, ...rest } = {}) {
      const { image, ...others } = query;
      const signal = supersede === undefined ? own : superseding(supersede, own);
      signal?.throwIfAborted();
      const imageId = identify(image);
      const wire = image
        ? { ...others, image: await toWireImage(image), ...(imageId && { imageId }) }
        : others;
      return call("query", [wire, rest], signal);
    },
    browse: ({ signal, ...rest } = {}) => call("browse", [rest], signal),
    item: (id) => call("item", [id], undefined),
    facets: () => call("facets", [], undefined),
    async detect(image, { signal, ...rest } = {}) {
      signal?.throwIfAborted();
      if (ownDetector) return detectInPage(ownDetector, image, signal, rest);
      const imageId = identify(image);
      const wire = { image: await toWireImage(image), ...(imageId && { imageId }) };
      return call("detect", [wire, rest], signal);
    },
    plan: ({ modalities, signal } = {}) =>
      call("plan", [withoutOwn(modalities, ownDetector)], signal),
    async prefetch(what, { signal } = {}) {
      if (!ownDetector || what !== "detector") await call("prefetch", [what], signal);
    },
    concepts: () => call("concepts", [], undefined),
    async describe(image, { signal, ...rest } = {}) {
      signal?.throwIfAborted();
      const imageId = identify(image);
      const wire = { image: await toWireImage(image), ...(imageId && { imageId }) };
      return call("describe", [wire, rest], signal);
    },
    completeTheLook: (id, { signal, ...rest } = {}) => call("completeTheLook", [id, rest], signal),
    async embed(input: ImageSource | string, { region, signal } = {}) {
      const wire = typeof input === "string" ? input : await toWireImage(input);
      return call("embed", [wire, region], signal);
    },
    get info() {
      return info!;
    },
    ended: connection.ended,
    close: () => connection.close(),
  };
}

/**
 * What opening a catalog and loading encoders would take, before anything but the manifest is fetched. Opens
 * nothing, stores nothing and asks the shopper nothing.
 *
 * @throws VisualSearchError with the codes of README's table of errors, or the signal's reason
 */
export async function planVisualSearch(
  options: Pick<OpenOptions, "catalog" | "device" | "detector"> & PlanOptions,
): Promise<LoadPlan> {
  const { signal } = options;
  const device = checkDevice(options.device);
  const catalog = folderUrl("catalog", options.catalog);
  const { ownDetector, detector } = readDetector(options.detector);
  const modalities = withoutOwn(options.modalities, ownDetector);
  signal?.throwIfAborted();
  const connection = new WorkerConnection(() => {});
  try {
    return await connection.call(signal, (api, id) =>
      api.plan(id, {
        catalog,
        device,
        ...(detector && { detector }),
        ...(modalities && { modalities }),
      }),
    );
  } finally {
    connection.close();
  }
}

/** A detector of the page's own, or the URL of one's folder. */
function readDetector(detector: OpenOptions["detector"]): {
  ownDetector?: Detector;
  detector?: string;
} {
  if (detector === undefined) return {};
  if (typeof detector === "function") return { ownDetector: detector };
  return { detector: folderUrl("detector", detector) };
}

/** A detector of the page's own is loaded with the page. */
function withoutOwn(
  modalities: PlanOptions["modalities"],
  ownDetector: Detector | undefined,
): PlanOptions["modalities"] {
  return ownDetector ? modalities?.filter((one) => one !== "detector") : modalities;
}

let hasAskedToPersist = false;

function askOnceToPersist(): void {
  if (hasAskedToPersist) return;
  hasAskedToPersist = true;
  // Missing in insecure contexts; whatever the answer, the search goes on.
  (navigator.storage as StorageManager | undefined)?.persist?.().catch(() => undefined);
}

function checkDevice(device: DevicePreference = "auto"): DevicePreference {
  if (DEVICES.includes(device)) return device;
  throw new VisualSearchError(
    "invalid-argument",
    `Expected the device ${DEVICES.join(", ")}, got ${JSON.stringify(device)}.`,
  );
}

const imageIds = new WeakMap<object, number>();
let lastImageId = 0;

/** A number for an image that never changes, so that it need not be encoded twice. */
function identify(image: ImageSource | undefined): number | undefined {
  if (!(image instanceof Blob) && !(image instanceof ImageBitmap)) return undefined;
  const known = imageIds.get(image);
  if (known !== undefined) return known;
  imageIds.set(image, ++lastImageId);
  return lastImageId;
}

function checkDelay(milliseconds: unknown): void {
  if (milliseconds === undefined) return;
  if (typeof milliseconds === "number" && milliseconds > 0 && milliseconds < 2 ** 31) return;
  throw new VisualSearchError(
    "invalid-argument",
    `Expected releaseAfterMs of more than 0 milliseconds, got ${JSON.stringify(milliseconds)}.`,
  );
}

/** The absolute URL of a folder, with a slash at its end. */
function folderUrl(name: string, url: unknown): string {
  let absolute: URL | undefined;
  try {
    if (typeof url === "string" || url instanceof URL) absolute = new URL(url, document.baseURI);
  } catch {
    // Told below.
  }
  if (!absolute || !/^https?:$/.test(absolute.protocol)) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected the http(s) URL of a folder as ${name}, got ${JSON.stringify(url)}.`,
    );
  }
  absolute.search = "";
  absolute.hash = "";
  if (!absolute.pathname.endsWith("/")) absolute.pathname += "/";
  return absolute.href;
}
