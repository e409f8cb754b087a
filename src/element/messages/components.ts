import type { CameraMessages } from "../camera/camera.ts";
import type { CompareMessages } from "../compare/compare.ts";
import type { NetworkMessages } from "../network/network-panel.ts";
import type { RegionMessages } from "../region/region.ts";

/** The words of the widget's parts in one language. English ones stand with each part, as its defaults. */
export interface ComponentMessages {
  region: RegionMessages;
  camera: CameraMessages;
  compare: CompareMessages;
  network: NetworkMessages;
}
