/** Shopper's photos of real products, simulated: cut out of their white ground and photographed elsewhere. */
import sharp from "sharp";
import { seededRandom } from "../../src/vector/corpus.testing.ts";

/** Longest side of a simulated photo in pixels. */
const SIZE = 320;
/** From this on, a pixel at the border and all that hang together with it are ground, 0 to 255. */
const WHITE = 232;

/** Opacity of the product: 0 where near-white ground is reached from the border, else 255. */
function outline(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const alpha = new Uint8Array(width * height).fill(255);
  const isLight = (at: number) =>
    Math.min(rgb[3 * at]!, rgb[3 * at + 1]!, rgb[3 * at + 2]!) > WHITE;
  const open: number[] = [];
  const visit = (at: number) => {
    if (alpha[at] === 0 || !isLight(at)) return;
    alpha[at] = 0;
    open.push(at);
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at < width * (height - 1)) visit(at + width);
  }
  return alpha;
}

/** What surrounds the garment in a street photo: floor, wall or bed, which its upper left corner shows best. */
async function cornerOf(photo: Uint8Array): Promise<Buffer> {
  const upright = await sharp(photo).autoOrient().png().toBuffer({ resolveWithObject: true });
  const side = Math.round(Math.min(upright.info.width, upright.info.height) * 0.3);
  return sharp(upright.data)
    .extract({ left: 0, top: 0, width: side, height: side })
    .png()
    .toBuffer();
}

/**
 * The product on a street photo's ground, turned by up to 15 degrees, scaled to 55 to 85 % of the picture, off its
 * middle, brighter or darker, with the colour of some other light, saved as a camera would: a JPEG.
 */
export async function simulatePhoto(
  product: Uint8Array,
  ground: Uint8Array,
  seed: number,
): Promise<Buffer> {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const { data, info } = await sharp(product)
    .flatten({ background: "#fff" })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const alpha = outline(data, width, height);
  const side = Math.round(SIZE * between(0.55, 0.85));
  const cutOut = await sharp(data, { raw: { width, height, channels: 3 } })
    .joinChannel(Buffer.from(alpha), { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  const turned = await sharp(cutOut)
    .trim()
    .rotate(between(-15, 15), { background: "#0000" })
    .resize(side, side, { fit: "inside" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const left = Math.round((SIZE - turned.info.width) * between(0.2, 0.8));
  const top = Math.round((SIZE - turned.info.height) * between(0.2, 0.8));
  const scene = await sharp(await cornerOf(ground))
    .resize(SIZE, SIZE, { fit: "cover" })
    .blur(between(0.8, 3))
    .composite([{ input: turned.data, left, top }])
    .removeAlpha()
    .png()
    .toBuffer();
  const light = between(0.7, 1.1);
  const [red, blue] = [light * between(0.94, 1.06), light * between(0.94, 1.06)];
  return sharp(scene).linear([red, light, blue], [0, 0, 0]).jpeg({ quality: 80 }).toBuffer();
}
