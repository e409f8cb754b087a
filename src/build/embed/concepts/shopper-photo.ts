/** Photos of products as shoppers might take them, made from the pictures of the shop. */
import { createHash } from "node:crypto";
import type { RgbaImage } from "../../../encoder/rgba-image.ts";
import type { Pictures } from "../../pictures/pictures.ts";
import type { ProductWithPictures } from "../../products/product-with-pictures.ts";
import { generator, heap } from "./probe-pictures.ts";

/** Products of the sample. */
const SAMPLE = 48;

const WIDTH = 240;
const HEIGHT = 320;
/** Border pixels with all channels at least this light count as a plain ground, which can be replaced. */
const LIGHT = 225;
/** Percentage of border pixels that makes the ground plain. */
const PLAIN_PERCENT = 80;

/** A photo, and the key that drew its product. */
export interface SampledPhoto {
  key: number;
  photo: RgbaImage;
}

/**
 * Photos of some products, as shoppers might take them, in ascending order of their keys. The ids of the products
 * decide which are drawn: those of a whole feed are among those of its shards.
 */
export async function* shopperPhotos(
  products: readonly ProductWithPictures[],
  pictures: Pictures,
): AsyncGenerator<SampledPhoto> {
  const drawn = products
    .map((product) => ({ product, key: keyOf(product.item.id) }))
    .sort((a, b) => a.key - b.key);
  for (const { product, key } of leastKeys(drawn)) {
    const photo = await pictures
      .open(product.pictures[0]!.name, (picture) =>
        picture.decode((image) => shopperPhoto(image, key)),
      )
      // A sample can do without the few pictures that have gone in the meantime.
      .catch(() => undefined);
    if (photo) yield { key, photo };
  }
}

/** The sample that a build of all these products would have drawn. @param drawn in ascending order of their keys */
export function leastKeys<T extends { key: number }>(drawn: readonly T[]): readonly T[] {
  return drawn.slice(0, SAMPLE);
}

function keyOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32LE();
}

/**
 * A product's picture as a shopper's photo might show it: smaller, not centred, in front of other things and in
 * another light. It is computed with integers only, so that it is the same on every machine.
 */
export function shopperPhoto(picture: RgbaImage, seed: number): RgbaImage {
  const random = generator(seed);
  const percent = 60 + random(31);
  const [across, down] = [WIDTH * picture.height, HEIGHT * picture.width];
  const fits = Math.min(across, down);
  const width = Math.max(1, Math.floor((fits * percent) / (100 * picture.height)));
  const height = Math.max(1, Math.floor((fits * percent) / (100 * picture.width)));
  const left = random(WIDTH - width + 1);
  const top = random(HEIGHT - height + 1);
  const light = [0, 1, 2].map(() => 75 + random(41));
  const photo = heap(random, 12, WIDTH, HEIGHT);
  const blends = hasPlainGround(picture);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = meanOf(picture, x, y, width, height);
      const at = ((top + y) * WIDTH + left + x) * 4;
      for (let c = 0; c < 3; c++) {
        const ground = blends ? photo.data[at + c]! : 255;
        photo.data[at + c] = Math.floor((colour[c]! * ground) / 255);
      }
    }
  }
  for (let i = 0; i < photo.data.length; i++) {
    const c = i & 3;
    if (c < 3) photo.data[i] = Math.min(255, Math.floor((photo.data[i]! * light[c]!) / 100));
  }
  return photo;
}

/** Mean colour, on white, of the area that pixel (x, y) of a `width` x `height` version covers. */
function meanOf(picture: RgbaImage, x: number, y: number, width: number, height: number): number[] {
  const spanOf = (at: number, of: number, size: number): [number, number] => {
    const start = Math.floor((at * size) / of);
    return [start, Math.max(start + 1, Math.floor(((at + 1) * size) / of))];
  };
  const [x0, x1] = spanOf(x, width, picture.width);
  const [y0, y1] = spanOf(y, height, picture.height);
  const sums = [0, 0, 0];
  for (let row = y0; row < y1; row++) {
    for (let column = x0; column < x1; column++) addOnWhite(picture, column, row, sums);
  }
  const count = (x1 - x0) * (y1 - y0);
  return sums.map((sum) => Math.floor(sum / count));
}

function addOnWhite({ data, width }: RgbaImage, x: number, y: number, sums: number[]): void {
  const at = (y * width + x) * 4;
  const alpha = data[at + 3]!;
  for (let c = 0; c < 3; c++) {
    sums[c]! += Math.floor((data[at + c]! * alpha + 255 * (255 - alpha)) / 255);
  }
}

function hasPlainGround(picture: RgbaImage): boolean {
  const { width, height } = picture;
  let plain = 0;
  let count = 0;
  const look = (x: number, y: number) => {
    const colour = [0, 0, 0];
    addOnWhite(picture, x, y, colour);
    if (colour.every((value) => value >= LIGHT)) plain++;
    count++;
  };
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) look(x, y);
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) look(x, y);
  return plain * 100 >= count * PLAIN_PERCENT;
}
