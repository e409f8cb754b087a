/** Kinds of skirts, trousers, shorts and sportswear. */
import * as dresses from "../garments/clothes/dresses.ts";
import * as legs from "../garments/clothes/legs.ts";
import * as sportswear from "../garments/clothes/sportswear.ts";
import {
  BRIGHT,
  both,
  CLOTH,
  DENIM,
  everyone,
  type Kind,
  LETTERS,
  plain,
  SOBER,
  WAISTS,
  women,
} from "./kind.ts";

const common = {
  slot: "bottom",
  stance: "flat",
  colours: CLOTH,
  genders: both,
  sizes: WAISTS,
  mood: "casual",
  season: "all year",
} as const;

export const bottomKinds: readonly Kind[] = [
  {
    ...common,
    category: "skirt",
    price: [29, 99],
    genders: women,
    sizes: LETTERS,
    styles: dresses.skirtCuts.map((cut) => ({
      noun: `${cut} skirt`,
      draw: (look) => dresses.skirt(look, cut),
      patterns: [
        "plain",
        "checked",
        "floral",
        "dotted",
        "plain",
        "leopard",
        "houndstooth",
        "striped",
      ] as const,
      materials: ["wool", "cotton", "satin"],
      lengths: ["knee", "midi", "mini"] as const,
      closure: "zip",
      ...(cut === "pencil" && { mood: "smart" as const }),
      detail: {
        "a-line": "a plain waistband and a hem that flares",
        pencil: "a narrow line and a walking slit",
        pleated: "sharp pleats all round",
      }[cut],
    })),
  },
  {
    ...common,
    category: "trousers",
    colours: SOBER,
    price: [39, 119],
    styles: legs.trouserCuts.map((cut) => ({
      noun: `${cut} trousers`,
      draw: (look) => legs.trousers(look, cut),
      patterns:
        cut === "chino"
          ? (["plain", "plain", "camouflage", "checked"] as const)
          : (["plain", "plain", "checked", "pinstriped", "houndstooth"] as const),
      materials: cut === "chino" ? ["cotton twill", "corduroy"] : ["wool", "linen", "cotton twill"],
      closure: "zip",
      ...(cut !== "chino" && { mood: "smart" as const }),
      detail: {
        slim: "a slim leg with a pressed crease",
        wide: "front pleats and a wide leg",
        chino: "slanted pockets and a turn-up",
      }[cut],
    })),
  },
  {
    ...common,
    category: "jeans",
    colours: DENIM,
    price: [49, 129],
    styles: legs.jeansCuts.map((cut) => ({
      noun: `${cut} jeans`,
      draw: (look) => legs.jeans(look, cut),
      patterns: plain,
      materials: ["denim", "stretch denim"],
      closure: "zip",
      detail: {
        straight: "a straight leg and five pockets",
        skinny: "a narrow leg with stretch",
        flared: "a fitted thigh and a wide hem",
      }[cut],
    })),
  },
  {
    ...common,
    category: "shorts",
    price: [19, 59],
    season: "summer",
    styles: legs.shortsCuts.map((cut) => ({
      noun: `${cut} shorts`,
      draw: (look) => legs.shorts(look, cut),
      patterns: {
        chino: ["plain", "checked", "floral", "camouflage", "striped"] as const,
        sport: ["plain", "plain", "camouflage", "gradient"] as const,
        denim: plain,
      }[cut],
      materials: [{ chino: "cotton twill", sport: "polyester", denim: "denim" }[cut]],
      closure: cut === "sport" ? "drawstring" : "zip",
      ...(cut === "sport" && { mood: "sport" as const }),
      detail: {
        chino: "a neat turn-up above the knee",
        sport: "an elastic waist with a cord and side stripes",
        denim: "frayed hems and worn thighs",
      }[cut],
    })),
  },
  {
    ...common,
    category: "joggers",
    colours: BRIGHT,
    price: [29, 79],
    genders: everyone,
    sizes: LETTERS,
    mood: "sport",
    styles: sportswear.joggerCuts.map((cut) => ({
      noun: cut === "track" ? "track joggers" : "joggers",
      draw: (look) => sportswear.joggers(look, cut),
      patterns:
        cut === "track"
          ? plain
          : (["plain", "plain", "camouflage", "gradient", "colour-block"] as const),
      materials: cut === "track" ? ["polyester"] : ["cotton fleece"],
      closure: "drawstring",
      detail: cut === "track" ? "stripes down both sides" : "brushed fleece and ribbed ankles",
    })),
  },
  {
    ...common,
    category: "leggings",
    price: [19, 69],
    genders: women,
    sizes: LETTERS,
    mood: "sport",
    styles: sportswear.leggingCuts.map((cut) => ({
      noun: cut === "plain" ? "leggings" : "panelled leggings",
      draw: (look) => sportswear.leggings(look, cut),
      patterns:
        cut === "plain"
          ? (["plain", "leopard", "camouflage", "floral", "zebra", "gradient", "striped"] as const)
          : plain,
      materials: ["stretch jersey", "recycled polyester"],
      detail: cut === "plain" ? "a broad, smooth waistband" : "contrast panels at the sides",
    })),
  },
];
