/** Which colours go together, by their names. */
import { tokenize } from "../query/tokens.ts";

/** Colours that go with all others. */
const NEUTRALS = new Set(
  (
    "black white grey gray charcoal silver beige cream ivory ecru khaki camel tan taupe stone nude sand navy " +
    "denim brown offwhite natural anthracite"
  ).split(" "),
);

/** Hues in degrees of the colour circle, as CSS has them for the colours of these names or the nearest ones. */
const HUES: Readonly<Record<string, number>> = {
  red: 0,
  scarlet: 8,
  coral: 16,
  rust: 18,
  terracotta: 20,
  peach: 28,
  copper: 29,
  bronze: 30,
  orange: 33,
  amber: 45,
  mustard: 47,
  gold: 51,
  yellow: 58,
  olive: 62,
  lime: 90,
  green: 120,
  emerald: 140,
  mint: 150,
  turquoise: 174,
  teal: 180,
  cyan: 185,
  sky: 197,
  aqua: 185,
  blue: 220,
  cobalt: 215,
  indigo: 255,
  violet: 272,
  lavender: 260,
  purple: 285,
  lilac: 290,
  plum: 300,
  magenta: 305,
  fuchsia: 310,
  mauve: 320,
  rose: 335,
  pink: 340,
  burgundy: 345,
  wine: 345,
  maroon: 350,
  crimson: 350,
};

/** Hues at most so many degrees apart are analogous. */
const ANALOGOUS = 35;
/** Hues at least so many degrees apart are opposite. */
const OPPOSITE = 150;

/**
 * How well two colours go together by their names, -1 to 1: 1 if one is neutral or the hues are analogous, 0.5 if they
 * are opposite, -1 if they are neither, 0 if a name is unknown. The templates are those of Matsuda (Cohen-Or et al.,
 * Color harmonization, 2006), with names instead of measured hues.
 *
 * @example
 * colourHarmony("navy blue", "orange"); // 1, as navy is neutral
 */
export function colourHarmony(one: string | undefined, other: string | undefined): number {
  const [a, b] = [colourOf(one), colourOf(other)];
  if (a === undefined || b === undefined) return 0;
  if (a === "neutral" || b === "neutral") return 1;
  const distance = Math.abs(((a - b + 540) % 360) - 180);
  if (distance <= ANALOGOUS) return 1;
  return distance >= OPPOSITE ? 0.5 : -1;
}

/** That of the first word that names one: "navy blue" is navy, "dark green" is green. */
function colourOf(name: string | undefined): "neutral" | number | undefined {
  for (const word of tokenize(name ?? "")) {
    if (NEUTRALS.has(word)) return "neutral";
    if (Object.hasOwn(HUES, word)) return HUES[word];
  }
  return undefined;
}
