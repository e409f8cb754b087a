/** Photographs a scene as a phone would, and finds which products can be seen where. */
import sharp from "sharp";
import { Random } from "../random.ts";
import { invert, perspective } from "./camera.ts";
import type { Box } from "./cutout.ts";
import type { Scene, Thing } from "./scene.ts";

/** Longest edge of a photo in pixels. */
const LONG = 512;
/** Scale of the drawing to the photo, which shows a little less than the whole scene. */
const DRAWN = 1.12;
/** Pixels between the points at which visibility is checked. */
const GRID = 2;
/** Products with a smaller visible share are not listed. */
const SEEN = 0.25;

/** A product in a photo. */
export interface Found {
  readonly product: string;
  readonly category: string;
  /** Bounding box of what is visible, in pixels. */
  readonly box: Box;
  /** Visible share of the product, 0 to 1. */
  readonly visible: number;
}

export interface Photo {
  readonly kind: Scene["kind"];
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
  readonly found: readonly Found[];
}

/** Photographs a scene with the perspective, exposure, noise and compression of a phone. */
export async function photograph(scene: Scene, seed: string): Promise<Photo> {
  const rng = new Random(`${seed}/camera`);
  const shrink = LONG / Math.max(scene.width, scene.height);
  const width = Math.round(scene.width * shrink);
  const height = Math.round(scene.height * shrink);
  const project = perspective(width, height, scene.view);
  const drawn = shrink * DRAWN;
  const across = Math.round(scene.width * drawn);
  const down = Math.round(scene.height * drawn);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${scene.width} ${scene.height}">${scene.markup}</svg>`;
  const world = await sharp(Buffer.from(svg)).flatten({ background: "#fff" }).raw().toBuffer();
  const gain = rng.between(0.82, 1.12);
  const noise = rng.between(1, 9);
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [worldX, worldY] = project(x + 0.5, y + 0.5);
      const px = worldX * drawn - 0.5;
      const py = worldY * drawn - 0.5;
      const left = Math.min(Math.max(Math.floor(px), 0), across - 2);
      const top = Math.min(Math.max(Math.floor(py), 0), down - 2);
      const u = Math.min(Math.max(px - left, 0), 1);
      const v = Math.min(Math.max(py - top, 0), 1);
      const at = (top * across + left) * 3;
      const below = at + across * 3;
      const grain = (rng.next() + rng.next() - 1) * noise;
      for (let c = 0; c < 3; c++) {
        const upper = world[at + c]! * (1 - u) + world[at + 3 + c]! * u;
        const lower = world[below + c]! * (1 - u) + world[below + 3 + c]! * u;
        const value = (upper * (1 - v) + lower * v) * gain + grain;
        pixels[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: rng.whole(72, 88) })
    .toBuffer();
  return {
    kind: scene.kind,
    jpeg,
    width,
    height,
    found: findings(scene.things, width, height, project),
  };
}

type Project = ReturnType<typeof perspective>;

function findings(
  things: readonly Thing[],
  width: number,
  height: number,
  project: Project,
): Found[] {
  const inverses = things.map(({ at }) => at.map(invert));
  const covers = (i: number, wx: number, wy: number): boolean =>
    inverses[i]!.some(([a, b, c, d, e, f]) =>
      things[i]!.cutout.covers(a * wx + c * wy + e, b * wx + d * wy + f),
    );
  const tallies = things.map(() => ({
    all: 0,
    seen: 0,
    left: width,
    top: height,
    right: 0,
    bottom: 0,
  }));
  for (let y = 0; y < height; y += GRID) {
    for (let x = 0; x < width; x += GRID) {
      const [wx, wy] = project(x + GRID / 2, y + GRID / 2);
      let hidden = false;
      for (let i = things.length - 1; i >= 0; i--) {
        if (!covers(i, wx, wy)) continue;
        const tally = tallies[i]!;
        tally.all += 1;
        if (hidden) continue;
        hidden = true;
        tally.seen += 1;
        tally.left = Math.min(tally.left, x);
        tally.top = Math.min(tally.top, y);
        tally.right = Math.max(tally.right, Math.min(x + GRID, width));
        tally.bottom = Math.max(tally.bottom, Math.min(y + GRID, height));
      }
    }
  }
  return things.flatMap(({ product }, i): Found[] => {
    const { all, seen, left, top, right, bottom } = tallies[i]!;
    if (product === undefined || all === 0 || seen / all < SEEN) return [];
    const box: Box = [left, top, right - left, bottom - top];
    const { id, category } = product;
    return [{ product: id, category, box, visible: Math.round((seen / all) * 100) / 100 }];
  });
}
