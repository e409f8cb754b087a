/** Builds scenes: people who wear products, and products that lie among other objects. */
import type { Product } from "../catalog.ts";
import { Random } from "../random.ts";
import { backdrop, type Surroundings, surface } from "./backdrop.ts";
import { type Affine, compose, matrix, type Quad, scaleAt, turnAt } from "./camera.ts";
import { clutter } from "./clutter.ts";
import { type Cutout, cutout } from "./cutout.ts";
import { body, drawBody, drawHead, FLOOR, LAYERS, type Layer, TOP, wear } from "./figure.ts";

/** One object of a scene: a product, or clutter that may cover one. */
export interface Thing {
  readonly product: Product | undefined;
  readonly cutout: Cutout;
  /** From the drawing's 400 by 400 units to the scene's. */
  readonly at: readonly Affine[];
}

/** A scene to be photographed. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** The part of the scene that the camera sees. */
  readonly view: Quad;
  readonly markup: string;
  /** From back to front. */
  readonly things: readonly Thing[];
  readonly kind: "worn" | "laid";
}

const SHADOW =
  '<filter id="cast" x="-20%" y="-20%" width="140%" height="140%" color-interpolation-filters="sRGB"><feGaussianBlur in="SourceAlpha" stdDeviation="7"/><feOffset dx="5" dy="8"/><feComposite in2="SourceGraphic" operator="arithmetic" k1="-0.35" k2="0.35" k3="1"/></filter>';

/** Prefixes the ids of a drawing, so that several drawings fit into one document. */
const scoped = (markup: string, prefix: string): string =>
  markup
    .replaceAll(/\bid="([^"]+)"/g, `id="${prefix}$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`);

/** The corners of what the camera sees, each moved at random by up to `tilt` of the side. */
function seen(width: number, height: number, tilt: number, rng: Random): Quad {
  const inset = tilt * 1.02;
  const corner = (x: number, y: number) =>
    [
      width * (inset + (1 - 2 * inset) * x + rng.between(-tilt, tilt)),
      height * (inset + (1 - 2 * inset) * y + rng.between(-tilt, tilt)),
    ] as const;
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
}

/** The light of lamps and windows: a gradient, a tint, and sometimes the bars of a window. */
function light(width: number, height: number, rng: Random): string {
  const tint = rng.pick(["#ffb45c", "#5c8cff", "#ffe9c9", "#2b2a44"]);
  const from = rng.between(0, 360).toFixed(0);
  let bars = "";
  if (rng.chance(0.25)) {
    const lean = rng.between(-140, 140);
    for (let x = -width; x < width * 2; x += 190)
      bars += `<path d="M${x},0 h90 l${lean.toFixed(0)},${height} h-90Z" fill="#fff" fill-opacity="0.14"/>`;
  }
  return (
    `<defs><linearGradient id="light" gradientTransform="rotate(${from} 0.5 0.5)"><stop offset="0" stop-color="#fff" stop-opacity="${rng.between(0, 0.22).toFixed(2)}"/><stop offset="1" stop-color="#07060c" stop-opacity="${rng.between(0.08, 0.42).toFixed(2)}"/></linearGradient></defs>` +
    `${bars}<rect width="${width}" height="${height}" fill="${tint}" fill-opacity="${rng.between(0.02, 0.14).toFixed(2)}"/><rect width="${width}" height="${height}" fill="url(#light)"/>`
  );
}

interface Piece {
  readonly layer: Layer;
  readonly product: Product;
  readonly cutout: Cutout;
  readonly at: readonly Affine[];
}

/** An outfit: a product, and of what goes with it the first of each layer. */
async function dress(anchor: Product, byId: ReadonlyMap<string, Product>, rng: Random) {
  const pieces = new Map<Layer, Piece>();
  const whole = anchor.slot === "whole";
  for (const product of [anchor, ...anchor.goesWith.map((id) => byId.get(id)!)]) {
    if (product !== anchor) {
      if (whole && (product.slot === "top" || product.slot === "bottom")) continue;
      if (product.slot === "whole") continue;
      if (product.slot === "outer" && !rng.chance(0.3)) continue;
      if (product.slot === "bag" && !rng.chance(0.7)) continue;
    }
    const cut = await cutout(product.drawAlone());
    const worn = wear(product, cut.box);
    if (worn === undefined || pieces.has(worn.layer)) continue;
    pieces.set(worn.layer, { ...worn, product, cutout: cut });
  }
  return LAYERS.map((layer) => pieces.get(layer)).filter((piece) => piece !== undefined);
}

const draw = (markup: string, at: readonly Affine[]): string =>
  at.map((m) => `<g transform="${matrix(m)}">${markup}</g>`).join("");

/** One or two people, outdoors or indoors, in matching outfits. */
export async function wornScene(list: readonly Product[], seed: string): Promise<Scene> {
  const rng = new Random(seed);
  const width = 720;
  const height = 960;
  const floor = rng.between(600, 690);
  const byId = new Map(list.map((product) => [product.id, product]));
  const anchors = list.filter(({ slot }) => slot === "top" || slot === "whole");
  const figures = rng.chance(0.3) ? 2 : 1;
  let markup = "";
  const things: Thing[] = [];
  let place: Surroundings = "anywhere";
  for (let k = 0; k < figures; k++) {
    const pieces = await dress(rng.pick(anchors), byId, rng);
    if (pieces.some(({ product }) => product.category === "swimwear")) place = "beach";
    const who = body(rng);
    const foot = floor + rng.between(90, 210);
    const tall = (foot - 70) * rng.between(figures === 2 ? 0.74 : 0.84, 1);
    const scale = tall / (FLOOR - TOP);
    const middle = figures === 1 ? width * rng.between(0.36, 0.62) : width * (k === 0 ? 0.29 : 0.7);
    const side = rng.chance(0.5) ? 1 : -1;
    const stand: Affine = compose(
      turnAt(rng.between(-2.5, 2.5), [middle, foot]),
      scaleAt(scale * side, scale, [200, FLOOR], [middle, foot]),
    );
    markup += `<ellipse cx="${middle}" cy="${foot}" rx="${150 * scale}" ry="${16 * scale}" fill="#0a0812" fill-opacity="0.35"/>`;
    const group = (content: string): string => `<g transform="${matrix(stand)}">${content}</g>`;
    let inFront = "";
    let figure = drawBody(who);
    for (const [i, { layer, product, cutout: cut, at }] of pieces.entries()) {
      const drawn = draw(scoped(product.drawAlone(), `f${k}p${i}`), at);
      if (layer === "neck" || layer === "head" || layer === "bag") inFront += drawn;
      else figure += drawn;
      things.push({ product, cutout: cut, at: at.map((m) => compose(stand, m)) });
    }
    markup += group(figure + drawHead(who) + inFront);
  }
  markup = backdrop({ width, height, floor }, place, rng) + markup + light(width, height, rng);
  return { width, height, view: seen(width, height, 0.05, rng), markup, things, kind: "worn" };
}

/** Two to five products among other objects, seen from above. */
export async function laidScene(list: readonly Product[], seed: string): Promise<Scene> {
  const rng = new Random(seed);
  const width = 960;
  const height = 720;
  let markup = `${SHADOW}${surface(width, height, rng)}`;
  const things: Thing[] = [];
  const places = rng.shuffle(
    [0, 1, 2].flatMap((column) =>
      [0, 1].map((row) => [190 + column * 290, 205 + row * 310] as const),
    ),
  );
  const count = rng.whole(2, 5);
  const put = async (content: string, product: Product | undefined, scale: number, k: number) => {
    const cut = await cutout(content);
    const [x, y, w, h] = cut.box;
    const [column, row] = places[k % places.length]!;
    const to = [column + rng.between(-46, 46), row + rng.between(-40, 40)] as const;
    const size = (scale * rng.between(0.85, 1.1)) / Math.sqrt((w * h) / 60_000);
    const within = Math.min(size, 1.25);
    const turned = rng.chance(0.25) ? rng.between(-180, 180) : rng.between(-32, 32);
    const at = compose(turnAt(turned, to), scaleAt(within, within, [x + w / 2, y + h / 2], to));
    markup += `<g filter="url(#cast)">${draw(scoped(content, `t${things.length}`), [at])}</g>`;
    things.push({ product, cutout: cut, at: [at] });
  };
  for (let k = 0; k < rng.whole(1, 3); k++) await put(clutter(rng), undefined, 0.7, k);
  for (let k = 0; k < count; k++) {
    const product = rng.pick(list);
    await put(product.drawAlone(), product, 1, places.length - 1 - k);
  }
  if (rng.chance(0.5)) await put(clutter(rng), undefined, 0.45, rng.whole(0, 5));
  markup += light(width, height, rng);
  return { width, height, view: seen(width, height, 0.085, rng), markup, things, kind: "laid" };
}
