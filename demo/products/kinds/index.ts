import { accessoryKinds } from "./accessories.ts";
import { bottomKinds } from "./bottoms.ts";
import { footwearKinds } from "./footwear.ts";
import type { Kind } from "./kind.ts";
import { layerKinds } from "./layers.ts";
import { topKinds } from "./tops.ts";

/** Everything that the shop sells. The order numbers the products. */
export const kinds: readonly Kind[] = [
  ...topKinds,
  ...layerKinds,
  ...bottomKinds,
  ...footwearKinds,
  ...accessoryKinds,
];
