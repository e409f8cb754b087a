import { type Manifest, parseManifest, segmentFiles } from "../catalog/manifest/manifest.ts";
import { type DetectorManifest, parseDetectorManifest } from "../encoder/index.ts";
import type { EncoderPlatform } from "./encoders.ts";

/** Gives the SHA-256 of every file that a stored manifest needs. */
export type FilesOf = (manifest: string) => string[];

/**
 * Of a catalog's and a detector's manifest, the files that it names, and the runtimes, which all models run in and
 * none names; none where it is of a version that is no longer read.
 */
export function filesNeeded(runtimeFile: EncoderPlatform["runtimeFile"]): FilesOf {
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
