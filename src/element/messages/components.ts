import type { CameraMessages } from "../camera.ts";
import type { CompareMessages } from "../compare.ts";
import type { NetworkMessages } from "../network-panel.ts";
import type { PhotoInputMessages } from "../photo-input.ts";
import type { RegionMessages } from "../region.ts";

/** The words of the widget's parts in one language. English ones stand with each part, as its defaults. */
export interface ComponentMessages {
  region: RegionMessages;
  camera: CameraMessages;
  photoInput: PhotoInputMessages;
  compare: CompareMessages;
  network: NetworkMessages;
}
