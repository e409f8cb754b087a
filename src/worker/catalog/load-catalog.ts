/** Loads the newest complete catalog: the served one or, without a network, the stored one. */
import { type Catalog, openCatalog } from "../../catalog/catalog.ts";
import type { FileRef } from "../../catalog/files/file-ref.ts";
import {
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  type Manifest,
  segmentFiles,
} from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { LoadProgress, SearchInfo } from "../../lib/types.ts";
import type { Store } from "../../store/store.ts";
import { loadKernel } from "../../vector/load-kernel.ts";
import { countBytes } from "../loading/progress.ts";
import type { NeededFiles } from "./needed-files.ts";

export interface LoadCatalogOptions {
  /** Absolute URL of the catalog's folder, with a slash at its end. */
  catalog: string;
  store: Store;
  neededFiles: NeededFiles;
  signal?: AbortSignal | undefined;
  onProgress: (progress: LoadProgress) => void;
}

export interface LoadedCatalog {
  catalog: Catalog;
  source: SearchInfo["catalog"]["source"];
  /** Why the served catalog could not be used, if the network did answer. */
  problem?: string | undefined;
  manifestUrl: string;
  /** Settles once what the sketches lack has arrived and is remembered; absent if nothing is missing. */
  complete?: Promise<void>;
}

/**
 * Of the served catalog only those files are fetched that are not stored, and it replaces the stored one only once all
 * of them are there. So half a deployment, or a café's login page instead of the manifest, does not end a search that
 * could go on with what it has.
 *
 * @throws VisualSearchError `network`, `integrity`, `catalog-*`, `index-*`, `insecure-context`
 */
export async function loadCatalog(options: LoadCatalogOptions): Promise<LoadedCatalog> {
  const { store, signal } = options;
  const manifestUrl = new URL(MANIFEST_PATH, options.catalog).href;
  const manifest = store.manifest(manifestUrl, { maxBytes: MAX_MANIFEST_BYTES, signal });
  // There is time to prepare the kernel while the network is waited for.
  const [{ fresh, stored }] = await Promise.all([manifest, loadKernel()]);
  const evicted = stored === undefined ? [] : await store.missing(catalogFiles(stored));
  if (evicted.length > 0) store.reportEviction(evicted);
  let problem: string | undefined;
  if (fresh !== undefined) {
    try {
      const served = await loadServed(options, manifestUrl, fresh, stored === undefined);
      const isStored = fresh === stored && evicted.length === 0;
      return { ...served, source: isStored ? "stored" : "network", manifestUrl };
    } catch (error) {
      const known = error instanceof VisualSearchError;
      if (!known || stored === undefined || fresh === stored) throw error;
      problem = error.message;
    }
  }
  try {
    const catalog = await openSegments(options, parseManifest(stored!), { early: false });
    return { catalog, source: "offline", problem, manifestUrl };
  } catch (error) {
    const isUnreachable = error instanceof VisualSearchError && error.code === "network";
    if (evicted.length === 0 || !isUnreachable) throw error;
    throw new VisualSearchError(
      "network",
      `Expected the stored catalog, but ${evicted.length} of its files have gone from this device, and ` +
        `they cannot be fetched again: ${error.message}`,
      { cause: error },
    );
  }
}

/** @param isFirst whether nothing is stored: then hits from sketches come first, and the rest follows */
async function loadServed(
  options: LoadCatalogOptions,
  manifestUrl: string,
  text: string,
  isFirst: boolean,
): Promise<Pick<LoadedCatalog, "catalog" | "complete">> {
  const { store, neededFiles } = options;
  const manifest = parseManifest(text);
  const catalog = await openSegments(options, manifest, { early: isFirst });
  const files = segmentFiles(manifest).map(({ sha256 }) => sha256);
  const remember = () => store.remember(manifestUrl, text, files, neededFiles);
  if (catalog.isSketch) return { catalog, complete: catalog.complete().then(remember) };
  await remember();
  return { catalog };
}

async function openSegments(
  { catalog: base, store, signal, onProgress }: LoadCatalogOptions,
  manifest: Manifest,
  { early }: { early: boolean },
): Promise<Catalog> {
  await store.prepare(segmentFiles(manifest));
  const onBytes = countBytes("catalog", segmentFiles(manifest), onProgress);
  const read = (file: FileRef) =>
    store.load(file, new URL(file.path, base).href, { signal, onBytes });
  return openCatalog(manifest, read, { early });
}

/** The files of a stored manifest's catalog; none for a version that is no longer read. */
function catalogFiles(text: string): FileRef[] {
  try {
    return segmentFiles(parseManifest(text));
  } catch {
    return [];
  }
}
