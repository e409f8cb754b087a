/** Draws people, and where on them products are worn. */
import type { Product } from "../catalog.ts";
import { mirror, symmetric } from "../geometry.ts";
import { darker, lighter } from "../palette.ts";
import type { Random } from "../random.ts";
import { type Affine, compose, type Point, scaleAt } from "./camera.ts";
import type { Box } from "./cutout.ts";

/*
 * A figure has the units of the garments: its middle is at x = 200, a neckline near y = 52, a waist near 262, the floor
 * at 708. Drawings for product pages are moved and scaled onto it by their outline.
 */
export const FLOOR = 708;
export const TOP = -70;

const HAND: Point = [329, 330];

export interface Body {
  readonly skin: string;
  readonly hair: string;
  readonly cut: "short" | "long" | "bun";
}

export function body(rng: Random): Body {
  return {
    skin: rng.pick(["#f0cfb4", "#d9a982", "#b57f56", "#8a5a3c", "#5c3a28", "#e8bd9a"]),
    hair: rng.pick(["#2b211c", "#5a3a24", "#a8743c", "#d9b36b", "#8d8a86", "#7a2f24"]),
    cut: rng.pick(["short", "long", "bun"]),
  };
}

const limb = (d: string, fill: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${darker(fill, 0.3)}" stroke-width="${width + 2}" stroke-linecap="round"/>` +
  `<path d="${d}" fill="none" stroke="${fill}" stroke-width="${width}" stroke-linecap="round"/>` +
  `<path d="${d}" transform="translate(-4 0)" fill="none" stroke="${lighter(fill, 0.25)}" stroke-opacity="0.5" stroke-width="${width * 0.35}" stroke-linecap="round"/>`;

/** The body, which is behind the garments. */
export function drawBody({ skin, hair, cut }: Body): string {
  const arm = "M286,92 C302,150 308,230 327,322";
  const leg = "M236,330 C238,430 236,540 234,690";
  const torso = symmetric(
    "M200,60 L226,62 C250,74 276,76 288,92 C286,120 278,150 274,170 C266,206 258,226 258,246 C264,280 274,300 276,330 L262,372 L200,376",
  );
  const back =
    cut === "long"
      ? `<path d="${symmetric("M200,-66 C250,-66 258,-10 252,40 C250,84 262,120 250,140 L200,120")}" fill="${darker(hair, 0.25)}"/>`
      : "";
  return (
    back +
    limb(leg, skin, 46) +
    limb(mirror(leg), skin, 46) +
    limb(arm, skin, 25) +
    limb(mirror(arm), skin, 25) +
    [HAND[0], 400 - HAND[0]]
      .map((x) => `<ellipse cx="${x}" cy="340" rx="14" ry="20" fill="${skin}"/>`)
      .join("") +
    `<path d="${torso}" fill="${skin}"/>` +
    `<path d="M182,10 H218 V62 Q200,84 182,62Z" fill="${darker(skin, 0.14)}"/>`
  );
}

/** The head, which is in front of the garments. */
export function drawHead({ skin, hair, cut }: Body): string {
  const face = symmetric("M200,-56 C230,-56 240,-30 236,-4 C234,22 216,42 200,42");
  const fringe = symmetric("M200,-66 C246,-66 250,-24 238,-2 C236,-22 228,-34 200,-36");
  const bun = cut === "bun" ? `<circle cx="200" cy="-72" r="20" fill="${hair}"/>` : "";
  const sides =
    cut === "long"
      ? `<path d="M162,-20 C152,20 156,60 150,96 L168,90 C172,50 164,10 168,-20Z M238,-20 C248,20 244,60 250,96 L232,90 C228,50 236,10 232,-20Z" fill="${hair}"/>`
      : "";
  const ink = darker(skin, 0.6);
  return (
    `${bun}<path d="${face}" fill="${skin}"/>` +
    `<path d="M200,-8 Q206,8 198,12" fill="none" stroke="${ink}" stroke-opacity="0.5" stroke-width="2"/>` +
    `<g fill="${ink}"><ellipse cx="186" cy="-10" rx="3" ry="3.6"/><ellipse cx="214" cy="-10" rx="3" ry="3.6"/></g>` +
    `<path d="M190,24 Q200,30 210,24" fill="none" stroke="#a0463f" stroke-width="3" stroke-linecap="round"/>` +
    `<path d="${fringe}" fill="${hair}"/>${sides}`
  );
}

const HEMS: Readonly<Record<string, number>> = { mini: 432, knee: 512, midi: 602, maxi: 690 };
const SKIRTS: Readonly<Record<string, number>> = { mini: 208, knee: 288, midi: 368 };

/** Moves the middle of a box's upper edge to (middle, top), and scales the box to a height. */
function hang([x, y, width, height]: Box, top: number, tall: number, middle = 200): Affine {
  const scale = tall / height;
  return scaleAt(scale, scale, [x + width / 2, y], [middle, top]);
}

/** As `hang`, to a width. */
function span([x, y, width]: Box, top: number, wide: number, middle = 200): Affine {
  const scale = wide / width;
  return scaleAt(scale, scale, [x + width / 2, y], [middle, top]);
}

/** Moves the middle of a box's lower edge to the floor, and scales the box to a width. */
const stand = ([x, y, width, height]: Box, middle: number, wide: number): Affine =>
  scaleAt(wide / width, wide / width, [x + width / 2, y + height], [middle, FLOOR]);

const SHIFTS: Readonly<Record<string, number>> = {
  hoodie: -34,
  jumper: -6,
  sweatshirt: -6,
  cardigan: -5,
  swimwear: 34,
};

/** The order in which garments are drawn, from the skin outwards. */
export const LAYERS = [
  "shoes",
  "bottom",
  "whole",
  "top",
  "tie",
  "outer",
  "neck",
  "head",
  "bag",
] as const;
export type Layer = (typeof LAYERS)[number];

export interface Worn {
  readonly layer: Layer;
  /** From the drawing's 400 by 400 units to the figure's; two of them for shoes. */
  readonly at: readonly Affine[];
}

/** Where a product is worn, or `undefined` if it could not be seen. */
export function wear(product: Product, box: Box): Worn | undefined {
  const { category, length, title } = product;
  switch (product.slot) {
    case "top":
      return { layer: "top", at: [[1, 0, 0, 1, 0, SHIFTS[category] ?? 0]] };
    case "outer": {
      if (category !== "coat") return { layer: "outer", at: [[1, 0, 0, 1, 0, -2]] };
      const hooded = title.includes("parka");
      return { layer: "outer", at: [hooded ? hang(box, -12, 420) : hang(box, 42, 452)] };
    }
    case "whole": {
      if (category === "swimwear")
        return { layer: "whole", at: [[1, 0, 0, 1, 0, SHIFTS[category]!]] };
      const hem = category === "jumpsuit" ? 660 : (HEMS[length] ?? 512);
      const top = title.includes("slip") ? 40 : 48;
      return { layer: "whole", at: [hang(box, top, hem - top)] };
    }
    case "bottom": {
      if (category === "skirt")
        return { layer: "bottom", at: [hang(box, 250, SKIRTS[length] ?? 288)] };
      if (category === "shorts") return { layer: "bottom", at: [hang(box, 254, 192)] };
      const [x, y, width, height] = box;
      const scale = 416 / height;
      return {
        layer: "bottom",
        at: [scaleAt(Math.max(scale, 1.14), scale, [x + width / 2, y], [200, 254])],
      };
    }
    case "shoes": {
      const tall = category === "boots" && title.includes("knee");
      const right = stand(box, 252, tall ? 128 : 96);
      const flip: Affine = [-1, 0, 0, 1, 400, 0];
      return { layer: "shoes", at: [compose(flip, right), compose(flip, compose(flip, right))] };
    }
    case "bag":
      if (category === "backpack") return { layer: "bag", at: [stand(box, 372, 150)] };
      if (category === "travel bag") return { layer: "bag", at: [stand(box, 402, 190)] };
      return {
        layer: "bag",
        at: [span(box, HAND[1], category === "small bag" ? 96 : 128, HAND[0] + 4)],
      };
    case "extra":
      switch (category) {
        case "hat": {
          const wide = /fedora/.test(title)
            ? 150
            : /bucket/.test(title)
              ? 126
              : /cap/.test(title)
                ? 112
                : 90;
          const [, , width, height] = box;
          const bottom = /beanie/.test(title) ? -18 : -22;
          const middle = /cap/.test(title) ? 188 : 200;
          return { layer: "head", at: [span(box, bottom - (height * wide) / width, wide, middle)] };
        }
        case "sunglasses":
        case "glasses":
          return { layer: "head", at: [span(box, -22, 66)] };
        case "scarf":
          return title.includes("long scarf")
            ? { layer: "neck", at: [span(box, 30, 118)] }
            : undefined;
        case "tie":
          return {
            layer: "tie",
            at: title.includes("bow tie") ? [span(box, 72, 76)] : [hang(box, 62, 200)],
          };
        case "necklace":
          return { layer: "neck", at: [span(box, 44, 74)] };
        default:
          return undefined;
      }
  }
}
