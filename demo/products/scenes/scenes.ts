import type { Product } from "../catalog.ts";
import { type Photo, photograph } from "./photograph.ts";
import { laidScene, wornScene } from "./scene.ts";

/** The `i`-th scene of a seed, photographed; scenes worn and laid take turns. */
export async function scenePhoto(
  list: readonly Product[],
  seed: string,
  i: number,
): Promise<Photo> {
  const own = `${seed}/scene/${i}`;
  const scene = await (i % 2 === 0 ? wornScene : laidScene)(list, own);
  return photograph(scene, own);
}
