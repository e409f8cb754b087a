import { type Manifest, parseManifest, segmentFiles } from "../catalog/manifest.ts";
import { type DetectorManifest, parseDetectorManifest } from "../encoder/index.ts";

/**
 * The SHA-256 of every file that a stored manifest needs, be it a catalog's or a detector's; none where it is of
 * a version that is no longer read.
 */
export function filesOf(text: string): string[] {
  return catalogHashes(text) ?? detectorHashes(text) ?? [];
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
