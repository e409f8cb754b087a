/** Kinds of tops, from T-shirts to hoodies. */
import * as basics from "../garments/clothes/basics.ts";
import * as knitwear from "../garments/clothes/knitwear.ts";
import * as shirts from "../garments/clothes/shirts.ts";
import {
  BRIGHT,
  both,
  CLOTH,
  cotton,
  everyone,
  type Kind,
  LETTERS,
  plain,
  women,
  wool,
} from "./kind.ts";

const common = {
  slot: "top",
  stance: "flat",
  colours: CLOTH,
  genders: both,
  sizes: LETTERS,
  mood: "casual",
  season: "all year",
} as const;

export const topKinds: readonly Kind[] = [
  {
    ...common,
    category: "t-shirt",
    price: [12, 39],
    genders: everyone,
    styles: [
      {
        noun: "T-shirt",
        draw: (look) => shirts.tShirt(look, "classic"),
        patterns: [
          "plain",
          "striped",
          "graphic",
          "plain",
          "colour-block",
          "gradient",
          "camouflage",
        ],
        materials: cotton,
        sleeves: ["short"],
        necklines: ["crew", "v-neck"],
        detail: "a straight body and a taped neck that keeps its shape",
      },
      {
        noun: "slim T-shirt",
        draw: (look) => shirts.tShirt(look, "slim"),
        patterns: ["striped", "plain", "dotted", "leopard", "floral"],
        materials: cotton,
        sleeves: ["long", "short"],
        necklines: ["boat", "crew"],
        detail: "a close fit in fine jersey",
      },
      {
        noun: "boxy T-shirt",
        draw: (look) => shirts.tShirt(look, "boxy"),
        patterns: ["graphic", "plain", "gradient", "striped"],
        materials: cotton,
        sleeves: ["short"],
        necklines: ["crew"],
        lengths: ["regular", "cropped"],
        detail: "a wide body in heavy jersey",
      },
    ],
  },
  {
    ...common,
    category: "tank top",
    price: [9, 29],
    season: "summer",
    styles: [
      {
        noun: "tank top",
        draw: (look) => basics.tankTop(look, "classic"),
        patterns: ["plain", "striped", "graphic", "camouflage", "gradient"],
        materials: cotton,
        sleeves: ["sleeveless"],
        detail: "broad straps and bound edges",
      },
      {
        noun: "racerback tank top",
        draw: (look) => basics.tankTop(look, "racer"),
        patterns: ["plain", "graphic", "gradient", "colour-block"],
        materials: ["recycled polyester", "cotton"],
        sleeves: ["sleeveless"],
        mood: "sport",
        detail: "a racer back that leaves the shoulders free",
      },
      {
        noun: "camisole tank top",
        draw: (look) => basics.tankTop(look, "camisole"),
        patterns: ["plain", "floral", "dotted", "leopard", "zebra"],
        materials: ["satin", "viscose"],
        sleeves: ["sleeveless"],
        mood: "evening",
        genders: women,
        detail: "narrow straps and a soft drape",
      },
    ],
  },
  {
    ...common,
    category: "polo shirt",
    price: [25, 59],
    styles: (["classic", "tipped"] as const).map((cut) => ({
      noun: cut === "tipped" ? "tipped polo shirt" : "polo shirt",
      draw: (look) => shirts.poloShirt(look, cut),
      patterns:
        cut === "tipped"
          ? plain
          : (["plain", "striped", "colour-block", "plain", "argyle"] as const),
      materials: cotton,
      sleeves: ["short", "short", "long"] as const,
      necklines: ["collar"] as const,
      closure: "buttons",
      detail:
        cut === "tipped"
          ? "contrast lines at collar and cuffs"
          : "a ribbed collar and a short button placket",
    })),
  },
  {
    ...common,
    category: "shirt",
    price: [29, 79],
    styles: [
      {
        noun: "shirt",
        draw: (look) => shirts.shirt(look, "classic"),
        patterns: ["checked", "plain", "pinstriped", "striped", "dotted"],
        materials: ["cotton", "linen", "poplin"],
        sleeves: ["long"],
        necklines: ["collar"],
        closure: "buttons",
        mood: "smart",
        detail: "a pointed collar and a curved hem that tucks in well",
      },
      {
        noun: "camp-collar shirt",
        draw: (look) => shirts.shirt(look, "camp"),
        patterns: ["floral", "plain", "striped", "leopard", "zebra", "gradient"],
        materials: ["viscose", "linen"],
        sleeves: ["short"],
        necklines: ["collar"],
        closure: "buttons",
        season: "summer",
        detail: "an open camp collar and a loose cut for warm days",
      },
      {
        noun: "overshirt",
        draw: (look) => shirts.shirt(look, "overshirt"),
        patterns: ["plain", "checked", "camouflage", "houndstooth"],
        materials: ["cotton twill", "corduroy", "denim"],
        sleeves: ["long"],
        necklines: ["collar"],
        closure: "buttons",
        detail: "two flap pockets and room for a layer underneath",
      },
    ],
  },
  {
    ...common,
    category: "blouse",
    price: [29, 89],
    genders: women,
    mood: "smart",
    styles: [
      {
        noun: "bow blouse",
        draw: (look) => shirts.blouse(look, "bow"),
        patterns: ["plain", "dotted", "leopard"],
        materials: ["satin", "silk"],
        sleeves: ["long"],
        detail: "a soft bow at the neck and bell sleeves",
      },
      {
        noun: "wrap blouse",
        draw: (look) => shirts.blouse(look, "wrap"),
        patterns: ["floral", "plain", "leopard", "zebra"],
        materials: ["viscose"],
        sleeves: ["short"],
        necklines: ["v-neck"],
        detail: "a wrapped front and puffed sleeves",
      },
      {
        noun: "peplum blouse",
        draw: (look) => shirts.blouse(look, "peplum"),
        patterns: ["dotted", "plain", "floral", "striped"],
        materials: ["cotton"],
        sleeves: ["short"],
        necklines: ["v-neck"],
        detail: "a waist seam with a flared peplum",
      },
      {
        noun: "ruffle blouse",
        draw: (look) => shirts.blouse(look, "ruffle"),
        patterns: ["plain", "floral", "gradient"],
        materials: ["satin"],
        sleeves: ["sleeveless"],
        necklines: ["scoop"],
        mood: "evening",
        detail: "a pleated ruffle along the neckline",
      },
    ],
  },
  {
    ...common,
    category: "jumper",
    price: [35, 119],
    genders: everyone,
    season: "winter",
    styles: (["fine", "chunky", "cable"] as const).map((cut) => ({
      noun: cut === "fine" ? "fine-knit jumper" : `${cut}-knit jumper`,
      draw: (look) => knitwear.jumper(look, cut),
      patterns:
        cut === "cable"
          ? plain
          : (["plain", "striped", "zigzag", "colour-block", "argyle", "houndstooth"] as const),
      materials: wool,
      sleeves: ["long"] as const,
      necklines: ["crew", "v-neck", "turtleneck"] as const,
      detail: {
        fine: "a light gauge that layers easily",
        chunky: "thick stitches and deep ribs",
        cable: "cables from hem to shoulder",
      }[cut],
    })),
  },
  {
    ...common,
    category: "sweatshirt",
    colours: BRIGHT,
    price: [29, 79],
    genders: everyone,
    styles: [
      {
        noun: "sweatshirt",
        draw: (look) => knitwear.jumper(look, "sweat"),
        patterns: [
          "plain",
          "graphic",
          "colour-block",
          "plain",
          "striped",
          "gradient",
          "camouflage",
        ],
        materials: ["cotton fleece", "brushed cotton"],
        sleeves: ["long"],
        necklines: ["crew"],
        lengths: ["regular", "regular", "cropped"],
        detail: "a stitched V at the neck and ribbed cuffs",
      },
    ],
  },
  {
    ...common,
    category: "cardigan",
    price: [39, 129],
    season: "winter",
    styles: (["v", "crew", "long"] as const).map((cut) => ({
      noun: cut === "long" ? "long cardigan" : "cardigan",
      draw: (look) => knitwear.cardigan(look, cut),
      patterns: ["plain", "plain", "striped", "argyle", "leopard"] as const,
      materials: wool,
      sleeves: ["long"] as const,
      necklines: cut === "crew" ? (["crew"] as const) : (["v-neck"] as const),
      closure: "buttons",
      detail:
        cut === "long" ? "a long line and two patch pockets" : "horn buttons and ribbed edges",
    })),
  },
  {
    ...common,
    category: "hoodie",
    colours: BRIGHT,
    price: [35, 89],
    genders: everyone,
    mood: "sport",
    styles: (["pullover", "zip"] as const).map((cut) => ({
      noun: cut === "zip" ? "zip hoodie" : "hoodie",
      draw: (look) => knitwear.hoodie(look, cut),
      patterns:
        cut === "zip"
          ? (["plain", "plain", "camouflage"] as const)
          : (["plain", "graphic", "colour-block", "striped", "gradient", "camouflage"] as const),
      materials: ["cotton fleece"],
      sleeves: ["long"] as const,
      necklines: ["hood"] as const,
      ...(cut === "zip" && { closure: "zip" }),
      detail: "a lined hood with a cord, and a front pocket",
    })),
  },
];
