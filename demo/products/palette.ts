/** The colours of the shop, and arithmetic with them. */
import type { Random } from "./random.ts";

export interface Colour {
  readonly name: string;
  readonly hex: string;
}

const table = {
  black: "#29292e",
  white: "#f6f5f2",
  grey: "#8e9298",
  navy: "#23305c",
  blue: "#2c64b8",
  "light blue": "#a6c6e6",
  red: "#bf2230",
  burgundy: "#6c1d33",
  pink: "#eb9fb6",
  green: "#2c7748",
  olive: "#6e6c40",
  yellow: "#efc137",
  orange: "#df7230",
  beige: "#d5c0a0",
  brown: "#77492c",
  cream: "#efe5cf",
  purple: "#6b4893",
  teal: "#1d7a80",
  tan: "#b98350",
  silver: "#c3c6ca",
  gold: "#cfa550",
} as const;

export type ColourName = keyof typeof table;

export function colour(name: ColourName): Colour {
  return { name, hex: table[name] };
}

export const colourNames = Object.keys(table) as ColourName[];

type Rgb = readonly [number, number, number];

function rgb(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** The colour at `amount` (0 to 1) of the way from one to the other. */
export function mix(from: string, to: string, amount: number): string {
  const a = rgb(from);
  const b = rgb(to);
  const channel = (i: 0 | 1 | 2): string =>
    Math.round(a[i] + (b[i] - a[i]) * amount)
      .toString(16)
      .padStart(2, "0");
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}

export const darker = (hex: string, amount: number): string => mix(hex, "#0c0a10", amount);
export const lighter = (hex: string, amount: number): string => mix(hex, "#ffffff", amount);

/** The colour as one maker dyes it: a little lighter or darker, warmer or cooler than another's. */
export function dyed({ name, hex }: Colour, rng: Random): Colour {
  const warm = mix(hex, rng.chance(0.5) ? "#b06a2c" : "#3c5aa8", rng.between(0, 0.05));
  const tone = rng.chance(0.5) ? "#ffffff" : "#0c0a10";
  return { name, hex: mix(warm, tone, rng.between(0, lightness(hex) > 0.85 ? 0.03 : 0.09)) };
}

/** Perceived lightness, 0 (black) to 1 (white). */
export function lightness(hex: string): number {
  const [r, g, b] = rgb(hex);
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
}

/** Colours that stand out as the figures of a pattern on this ground. */
export function partners(ground: ColourName): readonly ColourName[] {
  const light = lightness(table[ground]);
  if (light < 0.33) return ["white", "cream", "light blue", "yellow", "pink"];
  if (light > 0.7) return ["navy", "black", "red", "green", "blue", "burgundy"];
  return ["white", "cream", "navy", "black"];
}
