/** Kinds of shoes and socks. */
import * as small from "../garments/extras/socks-gloves-ties.ts";
import { bootCuts, boots } from "../garments/shoes/boots.ts";
import * as flat from "../garments/shoes/flat-shoes.ts";
import { heelCuts, heels } from "../garments/shoes/heels.ts";
import { sandalCuts, sandals } from "../garments/shoes/sandals.ts";
import { trainerCuts, trainers } from "../garments/shoes/trainers.ts";
import {
  BRIGHT,
  both,
  CLOTH,
  everyone,
  type Kind,
  LEATHER,
  leather,
  plain,
  SHOES,
  women,
} from "./kind.ts";

const common = {
  slot: "shoes",
  stance: "floor",
  colours: LEATHER,
  genders: both,
  sizes: SHOES,
  mood: "casual",
  season: "all year",
} as const;

export const footwearKinds: readonly Kind[] = [
  {
    ...common,
    category: "trainers",
    colours: BRIGHT,
    price: [49, 139],
    genders: everyone,
    styles: trainerCuts.map((cut) => ({
      noun: cut === "runner" ? "running trainers" : `${cut} trainers`,
      draw: (look) => trainers(look, cut),
      patterns:
        cut === "runner"
          ? plain
          : (["plain", "plain", "plain", "leopard", "checked", "camouflage"] as const),
      materials: [{ runner: "mesh", court: "leather", "high-top": "canvas" }[cut]],
      closure: "laces",
      mood: cut === "runner" ? ("sport" as const) : ("casual" as const),
      detail: {
        runner: "a cushioned sole and a light upper",
        court: "a clean upper with a perforated toe",
        "high-top": "a high ankle and a rubber toe cap",
      }[cut],
    })),
  },
  {
    ...common,
    category: "boots",
    price: [79, 219],
    season: "winter",
    styles: bootCuts.map((cut) => ({
      noun: cut === "knee" ? "knee-high boots" : `${cut} boots`,
      draw: (look) => boots(look, cut),
      patterns: plain,
      materials: ["leather", "suede"],
      ...(cut === "lace-up" && { closure: "laces" }),
      ...(cut === "knee" && { genders: women, mood: "smart" as const }),
      detail: {
        chelsea: "elastic sides and a pull tab",
        "lace-up": "a lugged sole and a padded collar",
        knee: "a tall shaft and a low heel",
      }[cut],
    })),
  },
  {
    ...common,
    category: "heels",
    colours: [...LEATHER, "pink", "gold", "silver", "green"],
    price: [59, 179],
    genders: women,
    mood: "evening",
    styles: heelCuts.map((cut) => ({
      noun: cut === "pump" ? "stiletto heels" : `${cut} heels`,
      draw: (look) => heels(look, cut),
      patterns: cut === "block" ? plain : (["plain", "plain", "leopard", "zebra"] as const),
      materials: ["leather", "suede", "satin"],
      ...(cut === "strap" && { closure: "buckle" }),
      detail: {
        pump: "a pointed toe and a slender heel",
        block: "a steady block heel and a trimmed toe",
        strap: "a strap round the ankle",
      }[cut],
    })),
  },
  {
    ...common,
    category: "sandals",
    colours: [...LEATHER, "pink", "gold", "blue"],
    price: [25, 99],
    season: "summer",
    styles: sandalCuts.map((cut) => ({
      noun: cut === "slide" ? "slide sandals" : "strappy sandals",
      draw: (look) => sandals(look, cut),
      patterns: ["plain", "plain", "plain", "leopard"] as const,
      materials: leather,
      ...(cut === "strap" && { closure: "buckle" }),
      detail: cut === "slide" ? "one broad strap to step into" : "two straps with buckles",
    })),
  },
  {
    ...common,
    category: "flats",
    colours: [...LEATHER, "pink", "gold", "silver", "green"],
    price: [39, 119],
    genders: women,
    mood: "smart",
    styles: flat.flatCuts.map((cut) => ({
      noun: { ballet: "ballet flats", pointed: "pointed flats", slingback: "slingback flats" }[cut],
      draw: (look) => flat.flats(look, cut),
      patterns: ["plain", "plain", "leopard", "plain", "zebra", "houndstooth"] as const,
      materials: ["leather", "suede"],
      detail: {
        ballet: "a small bow and a round toe",
        pointed: "a pointed toe and a thin sole",
        slingback: "an open heel with a fine strap",
      }[cut],
    })),
  },
  {
    ...common,
    category: "loafers",
    price: [59, 169],
    mood: "smart",
    styles: flat.loaferCuts.map((cut) => ({
      noun: {
        penny: "penny loafers",
        tassel: "tassel loafers",
        derby: "derby shoes",
        brogue: "brogue shoes",
      }[cut],
      draw: (look) => flat.loafers(look, cut),
      patterns: plain,
      materials: ["leather", "suede"],
      ...((cut === "derby" || cut === "brogue") && { closure: "laces" }),
      detail: {
        penny: "a saddle strap with the classic slot",
        tassel: "a stitched apron with two tassels",
        derby: "open lacing and a rounded toe",
        brogue: "a punched toe cap and open lacing",
      }[cut],
    })),
  },
  {
    ...common,
    category: "socks",
    slot: "extra",
    stance: "flat",
    colours: CLOTH,
    price: [6, 19],
    genders: everyone,
    sizes: ["36-38", "39-41", "42-44"],
    styles: small.sockCuts.map((cut) => ({
      noun: cut === "knee" ? "knee socks" : `${cut} socks`,
      draw: (look) => small.socks(look, cut),
      patterns: [
        "plain",
        "striped",
        "dotted",
        "argyle",
        "plain",
        "zigzag",
        "floral",
        "camouflage",
      ] as const,
      materials: ["cotton", "wool", "bamboo viscose"],
      ...(cut === "ankle" && { mood: "sport" as const }),
      detail: "reinforced heels and toes",
    })),
  },
];
