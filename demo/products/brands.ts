/** The shop's brands, all of them invented. */
import type { Mood } from "./kinds/kind.ts";
import { type Pattern, patterns } from "./look.ts";

export interface Brand {
  readonly name: string;
  /** Price level: 1 is the shop's average. */
  readonly tier: number;
  /** Product lines, with which titles begin. */
  readonly lines: readonly string[];
  readonly moods: readonly Mood[];
  /** The patterns that it sells. */
  readonly patterns: readonly Pattern[];
  /** A sentence about itself, for descriptions. */
  readonly voice: string;
}

export const brands: readonly Brand[] = [
  {
    name: "Lund & Vale",
    tier: 1.6,
    lines: ["Alder", "Fjord", "Hollow"],
    moods: ["casual", "smart"],
    patterns: ["plain", "striped", "argyle", "houndstooth", "checked"],
    voice: "Lund & Vale makes quiet clothes for long northern winters.",
  },
  {
    name: "Marlowe",
    tier: 1.3,
    lines: ["Harbour", "Quay", "Mariner"],
    moods: ["casual", "smart"],
    patterns: ["plain", "striped", "pinstriped", "checked", "colour-block"],
    voice: "Marlowe takes its shapes from the sea and its colours from the harbour.",
  },
  {
    name: "Pepper Lane",
    tier: 0.8,
    lines: ["Poppy", "Sunday", "Clover"],
    moods: ["casual", "evening"],
    patterns: ["floral", "dotted", "leopard", "zebra", "gradient", "striped", "graphic"],
    voice: "Pepper Lane likes prints, and things that cheer up a wardrobe.",
  },
  {
    name: "Northing",
    tier: 1.1,
    lines: ["Ridge", "Trail", "Cairn"],
    moods: ["sport", "casual"],
    patterns: ["plain", "camouflage", "checked", "colour-block", "graphic", "zigzag"],
    voice: "Northing tests everything on a hill before it is sold in town.",
  },
  {
    name: "Studio Ostra",
    tier: 2.1,
    lines: ["Linea", "Aria", "Vela"],
    moods: ["evening", "smart"],
    patterns: ["plain", "zebra", "gradient", "leopard", "houndstooth"],
    voice: "Studio Ostra cuts small runs of clean lines in good cloth.",
  },
  {
    name: "Basics Union",
    tier: 0.6,
    lines: ["Daily", "Plain", "Core"],
    moods: ["casual", "sport", "smart", "evening"],
    patterns,
    voice: "Basics Union makes what is worn most, and charges little for it.",
  },
  {
    name: "Hana Mori",
    tier: 1.5,
    lines: ["Kumo", "Sora", "Hoshi"],
    moods: ["smart", "evening", "casual"],
    patterns: ["plain", "floral", "gradient", "striped", "dotted"],
    voice: "Hana Mori works with natural fibres and calm colours.",
  },
  {
    name: "Cobble",
    tier: 0.9,
    lines: ["Market", "Corner", "Parade"],
    moods: ["casual"],
    patterns: ["plain", "graphic", "striped", "checked", "camouflage"],
    voice: "Cobble dresses people who walk everywhere.",
  },
  {
    name: "Velocita",
    tier: 1.2,
    lines: ["Sprint", "Tempo", "Relay"],
    moods: ["sport"],
    patterns: ["plain", "colour-block", "gradient", "camouflage", "graphic"],
    voice: "Velocita builds for running first and for everything else after it.",
  },
  {
    name: "Castell",
    tier: 1.9,
    lines: ["Regent", "Mayfair", "Chapel"],
    moods: ["smart"],
    patterns: ["plain", "pinstriped", "checked", "houndstooth", "dotted", "striped"],
    voice: "Castell has tailored for offices and weddings since its first shop.",
  },
  {
    name: "Juniper Row",
    tier: 1,
    lines: ["Meadow", "Orchard", "Willow"],
    moods: ["casual", "evening", "sport"],
    patterns: ["plain", "floral", "leopard", "dotted", "checked", "zigzag"],
    voice: "Juniper Row draws its own prints, most of them from the garden.",
  },
];
