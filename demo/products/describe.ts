/** Writes titles and descriptions of products. */
import type { Brand } from "./brands.ts";
import type { Mood, Season, Slot, Style } from "./kinds/kind.ts";
import type { Look, Pattern } from "./look.ts";
import type { Random } from "./random.ts";

/** Patterns of which a title may name both colours. */
const TWO_COLOURED: readonly Pattern[] = [
  "striped",
  "pinstriped",
  "checked",
  "dotted",
  "zigzag",
  "argyle",
  "houndstooth",
  "gradient",
  "colour-block",
];

const words = (list: readonly string[]): string => list.filter(Boolean).join(" ");

/** A product in words, such as "striped long-sleeve v-neck slim T-shirt". */
function named(style: Style, look: Look): string {
  return words([
    look.pattern === "plain" ? "" : look.pattern,
    look.sleeve === undefined || look.sleeve === "sleeveless"
      ? (look.sleeve ?? "")
      : `${look.sleeve}-sleeve`,
    look.length === "regular" ? "" : (look.length ?? ""),
    look.neckline === "turtleneck" || look.neckline === "v-neck" ? look.neckline : "",
    style.noun,
  ]);
}

/** A title, such as "Alder striped shirt in navy and white". */
export function title(line: string, style: Style, look: Look, rng: Random): string {
  const second =
    TWO_COLOURED.includes(look.pattern) && rng.chance(0.5) ? ` and ${look.accent.name}` : "";
  return `${line} ${named(style, look)} in ${look.colour.name}${second}`;
}

const occasions: Record<Mood, readonly string[]> = {
  casual: [
    "An easy choice for weekends and days without a plan.",
    "It goes with most of what is in the wardrobe already.",
    "Made to be worn often and washed often.",
  ],
  smart: [
    "It works at the office and still looks right at dinner.",
    "Cut to look neat from the first meeting to the last train.",
    "Dress it up with leather shoes, or down with white trainers.",
  ],
  sport: [
    "It keeps its shape in training and dries quickly.",
    "Light enough to forget on a run, warm enough for the way home.",
    "For the gym, the trail and the sofa.",
  ],
  evening: [
    "It asks for low light and little else.",
    "Keep the rest simple and let it do the talking.",
    "A piece for parties that lasts longer than they do.",
  ],
};

const seasons: Record<Season, string> = {
  "all year": "",
  summer: "Made for warm days.",
  winter: "Made for the cold months.",
};

function care(material: string, slot: Slot): string {
  if (slot === "shoes") return "Let them dry away from the heater.";
  if (/leather|suede/.test(material)) return "Wipe clean with a soft cloth.";
  if (/wool|cashmere|silk|felt/.test(material)) return "Wash by hand, or have it cleaned.";
  if (/silver|brass|metal|steel|glass|acetate|polycarbonate|silicone/.test(material)) return "";
  return /satin|viscose/.test(material) ? "Wash at 30 °C on a gentle cycle." : "Wash at 30 °C.";
}

/** A few sentences, as in a retailer's feed. */
export function description(
  style: Style,
  look: Look,
  about: { brand: Brand; mood: Mood; season: Season; slot: Slot },
  rng: Random,
): string {
  const what = named(style, look);
  const opening = what[0]!.toUpperCase() + what.slice(1);
  return words([
    `${opening} in ${look.colour.name} ${look.material}, with ${style.detail}.`,
    rng.pick(occasions[about.mood]),
    seasons[about.season],
    rng.chance(0.6) ? about.brand.voice : "",
    care(look.material, about.slot),
  ]);
}
