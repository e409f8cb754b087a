/** Every kind of product in the shop. */
import { accessoryKinds } from "./accessories.ts";
import { bottomKinds } from "./bottoms.ts";
import { footwearKinds } from "./footwear.ts";
import type { Kind } from "./kind.ts";
import { layerKinds } from "./layers.ts";
import { topKinds } from "./tops.ts";

/** The order decides the products' ids. */
export const kinds: readonly Kind[] = [
  ...topKinds,
  ...layerKinds,
  ...bottomKinds,
  ...footwearKinds,
  ...accessoryKinds,
];
