/** Checks of how a page wants a catalog to be opened. */
import { invalidArgument, isNumberIn } from "../lib/checks.ts";
import type { DevicePreference } from "../lib/types.ts";
import type { OpenRequest } from "../worker/contract.ts";
import type { Detector, OpenOptions } from "./visual-search.ts";

/** What of the options goes to the worker, and the detector that stays in the page. */
export interface CheckedOptions {
  request: OpenRequest;
  ownDetector: Detector | undefined;
}

/** @throws VisualSearchError `invalid-argument` */
export function checkOptions(
  options: Pick<OpenOptions, "catalog" | "model" | "detector" | "device" | "releaseAfterMs">,
): CheckedOptions {
  const { catalog, model, detector, releaseAfterMs } = options;
  const isOwn = typeof detector === "function";
  return {
    request: {
      catalog: folderUrl("catalog", catalog),
      model: model === undefined ? undefined : folderUrl("model", model),
      detector: isOwn || detector === undefined ? undefined : folderUrl("detector", detector),
      device: checkDevice(options.device),
      releaseAfterMs: checkDelay(releaseAfterMs),
    },
    ownDetector: isOwn ? detector : undefined,
  };
}

/** Every `DevicePreference`. */
const DEVICES: Readonly<Record<DevicePreference, true>> = { auto: true, webgpu: true, wasm: true };

function checkDevice(device: DevicePreference = "auto"): DevicePreference {
  if (Object.hasOwn(DEVICES, device)) return device;
  throw invalidArgument("device", Object.keys(DEVICES).join(", "), device);
}

/** Timers take no more. */
const MAX_DELAY_MS = 2 ** 31 - 1;

function checkDelay(milliseconds: number | undefined): number | undefined {
  if (milliseconds === undefined) return undefined;
  if (isNumberIn(milliseconds, Number.MIN_VALUE, MAX_DELAY_MS)) return milliseconds;
  throw invalidArgument("releaseAfterMs", "more than 0 milliseconds", milliseconds);
}

/** The absolute URL of a folder, with a slash at its end. */
function folderUrl(name: string, url: unknown): string {
  let absolute: URL | undefined;
  try {
    if (typeof url === "string" || url instanceof URL) absolute = new URL(url, document.baseURI);
  } catch {
    // Reported below.
  }
  if (!absolute || !/^https?:$/.test(absolute.protocol)) {
    throw invalidArgument(name, "the http(s) URL of a folder", url);
  }
  absolute.search = "";
  absolute.hash = "";
  if (!absolute.pathname.endsWith("/")) absolute.pathname += "/";
  return absolute.href;
}
