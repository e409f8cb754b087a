/** Everything that a drawing depends on. */
import type { Colour } from "./palette.ts";

export const patterns = [
  "plain",
  "striped",
  "pinstriped",
  "checked",
  "dotted",
  "floral",
  "zigzag",
  "leopard",
  "zebra",
  "camouflage",
  "argyle",
  "houndstooth",
  "gradient",
  "colour-block",
  "graphic",
] as const;
export type Pattern = (typeof patterns)[number];

export type Sleeve = "sleeveless" | "short" | "long";
export type Length = "cropped" | "regular" | "longline" | "mini" | "knee" | "midi" | "maxi";
export type Neckline = "crew" | "v-neck" | "boat" | "collar" | "turtleneck" | "scoop" | "hood";

export interface Look {
  readonly seed: string;
  readonly colour: Colour;
  /** The second colour, of a pattern's figures, a trim or a sole. */
  readonly accent: Colour;
  readonly pattern: Pattern;
  readonly material: string;
  readonly sleeve?: Sleeve;
  readonly length?: Length;
  readonly neckline?: Neckline;
}
