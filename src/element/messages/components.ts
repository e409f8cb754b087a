/** The words of the components that are fetched later, in one language. */
import type { CameraMessages } from "../camera/camera-messages.ts";
import type { CompareMessages } from "../compare/compare-messages.ts";
import type { NetworkMessages } from "../network/network-messages.ts";
import type { RegionMessages } from "../region/region-messages.ts";

/** English words come with each component, as its defaults. */
export interface ComponentMessages {
  region: RegionMessages;
  camera: CameraMessages;
  compare: CompareMessages;
  network: NetworkMessages;
}
