/** Opening a catalog in a worker of its own, and planning what that would take. */
import type { LoadPlan, PlanOptions, SearchInfo } from "../lib/types.ts";
import { WorkerConnection } from "./connection.ts";
import { createMethods } from "./methods.ts";
import { checkOptions } from "./options.ts";
import { withoutDetector, withPageDetector } from "./page-detector.ts";
import type { OpenOptions, VisualSearch } from "./visual-search.ts";

/**
 * Opens a catalog in a worker of its own. Resolves once the catalog can be browsed and searched by `like`; encoders
 * are loaded when a query first needs them, or by `prefetch`.
 *
 * @throws VisualSearchError `invalid-argument`, `network`, `integrity`, `catalog-invalid`, `catalog-unsupported`,
 *   `index-invalid`, `index-unsupported`, `insecure-context`, `worker-failed` or `worker-died`; or the signal's reason
 * @example
 * const search = await openVisualSearch({ catalog: "/catalog/" });
 * const hits = await search.query({ image: photo });
 */
export async function openVisualSearch(options: OpenOptions): Promise<VisualSearch> {
  const { signal, onProgress, onWarning, persist = true } = options;
  const { request, ownDetector } = checkOptions(options);
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
      api.open(id, { ...request, lock }, connection.events),
    );
    keep(opened);
  } catch (error) {
    connection.close();
    throw error;
  }
  const methods = createMethods(connection, keep);
  return {
    ...(ownDetector ? withPageDetector(methods, ownDetector) : methods),
    get info() {
      return info!;
    },
    ended: connection.ended,
    close: () => connection.close(),
  };
}

/**
 * What opening a catalog and loading encoders would take, before anything but the manifest is fetched. Opens nothing,
 * stores nothing and asks the shopper nothing.
 *
 * @throws VisualSearchError `invalid-argument`, `network`, `catalog-invalid`, `catalog-unsupported`,
 *   `detector-missing`, `model-invalid`, `worker-failed` or `worker-died`; or the signal's reason
 * @example
 * const { total } = await planVisualSearch({ catalog: "/catalog/", modalities: ["image"] });
 * button.textContent = `Search with a photo (${Math.round(total.bytesToFetch / 1e6)} MB)`;
 */
export async function planVisualSearch(
  options: Pick<OpenOptions, "catalog" | "device" | "detector"> & PlanOptions,
): Promise<LoadPlan> {
  const { signal, modalities } = options;
  const { request, ownDetector } = checkOptions(options);
  signal?.throwIfAborted();
  const connection = new WorkerConnection(() => {});
  try {
    return await connection.call(signal, (api, id) =>
      api.plan(id, {
        ...request,
        modalities: ownDetector ? withoutDetector(modalities) : modalities,
      }),
    );
  } finally {
    connection.close();
  }
}

let hasAskedToPersist = false;

function askOnceToPersist(): void {
  if (hasAskedToPersist) return;
  hasAskedToPersist = true;
  // Missing in insecure contexts. Whatever the answer, the search goes on.
  (navigator.storage as StorageManager | undefined)?.persist?.().catch(() => undefined);
}
