/** Progress of what is being loaded, from the bytes of its files. */
import type { LoadProgress } from "../../lib/types.ts";
import type { BytesListener, ContentRef } from "../../store/store.ts";
import { Rate } from "./rate.ts";

/** A listener that adds up the bytes of `files` as they arrive and reports them as progress. */
export function countBytes(
  phase: LoadProgress["phase"],
  files: readonly ContentRef[],
  onProgress: (progress: LoadProgress) => void,
): BytesListener {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const rate = new Rate(() => performance.now());
  let loadedBytes = 0;
  let storedBytes = 0;
  return (count, from) => {
    loadedBytes += count;
    if (from === "store") storedBytes += count;
    // Wrong bytes, which are taken back as a negative count, did arrive.
    else if (count > 0) rate.add(count);
    const bytesPerSecond = Math.round(rate.current);
    onProgress({ phase, loadedBytes, totalBytes, storedBytes, bytesPerSecond });
  };
}
