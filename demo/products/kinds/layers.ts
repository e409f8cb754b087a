/** Kinds of jackets and coats, and of dresses, jumpsuits and swimwear. */
import * as dresses from "../garments/clothes/dresses.ts";
import * as onepieces from "../garments/clothes/onepieces.ts";
import * as outerwear from "../garments/clothes/outerwear.ts";
import { both, CLOTH, everyone, type Kind, LETTERS, plain, SOBER, women } from "./kind.ts";

const outer = {
  slot: "outer",
  stance: "flat",
  colours: SOBER,
  genders: both,
  sizes: LETTERS,
  mood: "casual",
  season: "winter",
} as const;

const whole = {
  slot: "whole",
  stance: "flat",
  colours: CLOTH,
  genders: women,
  sizes: LETTERS,
  mood: "casual",
  season: "summer",
} as const;

export const layerKinds: readonly Kind[] = [
  {
    ...outer,
    category: "jacket",
    price: [69, 249],
    season: "all year",
    colours: [...SOBER, "blue", "red"],
    styles: outerwear.jacketCuts.map((cut) => ({
      noun: `${cut} jacket`,
      draw: (look) => outerwear.jacket(look, cut),
      patterns: {
        denim: plain,
        bomber: ["plain", "plain", "camouflage", "leopard", "floral"] as const,
        biker: plain,
        puffer: ["plain", "plain", "camouflage", "colour-block", "gradient"] as const,
      }[cut],
      materials: [{ denim: "denim", bomber: "nylon", biker: "leather", puffer: "nylon" }[cut]],
      sleeves: ["long"] as const,
      closure: cut === "denim" ? "buttons" : "zip",
      ...(cut === "puffer" && { season: "winter" as const }),
      detail: {
        denim: "chest pockets and contrast stitching",
        bomber: "ribbed cuffs and slanted pockets",
        biker: "an asymmetric zip and wide lapels",
        puffer: "quilted channels filled with down",
      }[cut],
    })),
  },
  {
    ...outer,
    category: "blazer",
    price: [79, 229],
    season: "all year",
    mood: "smart",
    colours: [...SOBER, "white", "pink", "red", "blue"],
    styles: outerwear.blazerCuts.map((cut) => ({
      noun: cut === "blazer" ? "blazer" : "double-breasted blazer",
      draw: (look) => outerwear.jacket(look, cut),
      patterns: ["plain", "checked", "plain", "pinstriped", "houndstooth"] as const,
      materials: ["wool", "linen", "cotton twill"],
      sleeves: ["long"] as const,
      closure: "buttons",
      detail:
        cut === "blazer"
          ? "notched lapels and flap pockets"
          : "two rows of buttons and a sharp waist",
    })),
  },
  {
    ...outer,
    category: "gilet",
    price: [49, 149],
    styles: [
      {
        noun: "quilted gilet",
        draw: (look) => outerwear.jacket(look, "puffer"),
        patterns: ["plain", "plain", "camouflage", "colour-block"],
        materials: ["nylon", "recycled polyester"],
        sleeves: ["sleeveless"],
        closure: "zip",
        mood: "sport",
        detail: "light quilting and a high collar",
      },
      {
        noun: "denim gilet",
        draw: (look) => outerwear.jacket(look, "denim"),
        patterns: plain,
        materials: ["denim"],
        sleeves: ["sleeveless"],
        closure: "buttons",
        season: "summer",
        detail: "the pockets of a denim jacket, without its sleeves",
      },
    ],
  },
  {
    ...outer,
    category: "coat",
    price: [99, 329],
    styles: outerwear.coatCuts.map((cut) => ({
      noun: cut === "overcoat" ? "overcoat" : `${cut} coat`,
      draw: (look) => outerwear.coat(look, cut),
      patterns:
        cut === "overcoat"
          ? (["plain", "checked", "plain", "houndstooth", "leopard"] as const)
          : cut === "parka"
            ? (["plain", "plain", "camouflage"] as const)
            : plain,
      materials: [{ overcoat: "wool", trench: "cotton gabardine", parka: "nylon" }[cut]],
      sleeves: ["long"] as const,
      closure: cut === "parka" ? "zip" : "buttons",
      ...(cut !== "parka" && { mood: "smart" as const }),
      detail: {
        overcoat: "long lapels and deep pockets",
        trench: "a belt, two rows of buttons and storm seams",
        parka: "a trimmed hood and a drawn waist",
      }[cut],
    })),
  },
  {
    ...whole,
    category: "dress",
    price: [39, 159],
    styles: dresses.dressCuts.map((cut) => ({
      noun: `${cut} dress`,
      draw: (look) => dresses.dress(look, cut),
      patterns: [
        "plain",
        "floral",
        "dotted",
        "striped",
        "plain",
        "leopard",
        "checked",
        "zebra",
        "gradient",
      ] as const,
      materials: ["viscose", "cotton", "satin"],
      sleeves:
        cut === "slip" ? (["sleeveless"] as const) : (["short", "sleeveless", "long"] as const),
      lengths: ["knee", "midi", "mini", "maxi"] as const,
      ...(cut === "slip" && { mood: "evening" as const }),
      ...(cut === "shirt" && { closure: "buttons", mood: "smart" as const }),
      detail: {
        "a-line": "a seam at the waist and a skirt that swings",
        shift: "a straight, easy line from shoulder to hem",
        wrap: "a wrapped front that ties at the side",
        slip: "fine straps and a bias cut that drapes",
        shirt: "a shirt collar, a placket and a tied waist",
      }[cut],
    })),
  },
  {
    ...whole,
    category: "jumpsuit",
    price: [49, 139],
    styles: onepieces.jumpsuitCuts.map((cut) => ({
      noun: cut === "dungarees" ? "dungarees" : `${cut} jumpsuit`,
      draw: (look) => onepieces.jumpsuit(look, cut),
      patterns:
        cut === "wide-leg" ? (["plain", "floral", "dotted", "leopard", "striped"] as const) : plain,
      materials: {
        "wide-leg": ["viscose", "satin"],
        utility: ["cotton twill"],
        dungarees: ["denim"],
      }[cut],
      sleeves:
        cut === "dungarees"
          ? (["sleeveless"] as const)
          : cut === "utility"
            ? (["long", "short"] as const)
            : (["sleeveless", "short"] as const),
      closure: { "wide-leg": "zip", utility: "zip", dungarees: "buttons" }[cut],
      ...(cut === "wide-leg" ? { mood: "evening" as const } : { genders: everyone }),
      detail: {
        "wide-leg": "flowing legs and a belted waist",
        utility: "a zip from the collar down and chest pockets",
        dungarees: "a bib with a pocket, and buttoned straps",
      }[cut],
    })),
  },
  {
    ...whole,
    category: "swimwear",
    price: [25, 79],
    mood: "sport",
    styles: onepieces.swimCuts.map((cut) => ({
      noun: { swimsuit: "swimsuit", bikini: "bikini", halter: "halter swimsuit" }[cut],
      draw: (look) => onepieces.swimwear(look, cut),
      patterns: [
        "plain",
        "floral",
        "striped",
        "dotted",
        "leopard",
        "plain",
        "zebra",
        "gradient",
        "colour-block",
      ] as const,
      materials: ["recycled nylon", "polyamide"],
      detail: {
        swimsuit: "wide straps and a lined front",
        bikini: "ties at neck and hips",
        halter: "a high halter neck and an open back",
      }[cut],
    })),
  },
];
