/** Which stored files are still needed, so that the store can drop the others. */
import { type Manifest, segmentFiles } from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { type DetectorManifest, parseDetectorManifest } from "../../encoder/index.ts";
import type { Platform } from "../platform.ts";

/** Gives the SHA-256 of every file that a stored manifest needs. */
export type NeededFiles = (manifest: string) => string[];

/**
 * The files that a catalog's or a detector's manifest names, and the runtimes, which every model runs in and no
 * manifest names. None for a manifest of a version that is no longer read.
 */
export function neededFiles(runtimeFile: Platform["runtimeFile"]): NeededFiles {
  const runtimes = (["wasm", "webgpu"] as const).map((device) => runtimeFile(device).sha256);
  return (text) => {
    const named = catalogHashes(text) ?? detectorHashes(text);
    return named ? [...named, ...runtimes] : [];
  };
}

function catalogHashes(text: string): string[] | undefined {
  let manifest: Manifest;
  try {
    manifest = parseManifest(text);
  } catch {
    return undefined;
  }
  return [...segmentFiles(manifest), ...manifest.encoder.files].map(({ sha256 }) => sha256);
}

function detectorHashes(text: string): string[] | undefined {
  let manifest: DetectorManifest;
  try {
    manifest = parseDetectorManifest(text);
  } catch {
    return undefined;
  }
  return [manifest.file.sha256];
}
