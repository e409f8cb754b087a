/** Makes the photo of a numbered scene. */
import type { Product } from "../catalog.ts";
import { type Photo, photograph } from "./photograph.ts";
import { laidScene, wornScene } from "./scene.ts";

/** The photo of a seed's scene `i`. Worn products (even numbers) and laid ones (odd numbers) alternate. */
export async function scenePhoto(
  list: readonly Product[],
  seed: string,
  i: number,
): Promise<Photo> {
  const own = `${seed}/scene/${i}`;
  const scene = await (i % 2 === 0 ? wornScene : laidScene)(list, own);
  return photograph(scene, own);
}
