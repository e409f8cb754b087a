import * as accessories from "./garments/accessories.ts";
import * as bags from "./garments/bags.ts";
import * as dresses from "./garments/dresses.ts";
import * as footwear from "./garments/footwear.ts";
import * as legs from "./garments/legs.ts";
import * as outerwear from "./garments/outerwear.ts";
import * as tops from "./garments/tops.ts";
import type { Length, Look, Neckline, Pattern, Sleeve } from "./look.ts";
import type { ColourName } from "./palette.ts";
import type { Stance } from "./studio.ts";

/** One style of a kind: what is drawn, and how a shop would put it into words. */
export interface Style {
  /** What stands in titles, such as "chelsea boots". */
  readonly noun: string;
  readonly draw: (look: Look) => string;
  readonly patterns: readonly Pattern[];
  readonly materials: readonly string[];
  readonly sleeves?: readonly Sleeve[];
  readonly lengths?: readonly Length[];
  readonly necklines?: readonly Neckline[];
}

export interface Kind {
  readonly category: string;
  readonly stance: Stance;
  readonly colours: readonly ColourName[];
  /** Lowest and highest price in euros, before the brand's tier. */
  readonly price: readonly [number, number];
  readonly genders: readonly string[];
  readonly styles: readonly Style[];
}

const CLOTH: readonly ColourName[] = [
  "black",
  "white",
  "grey",
  "navy",
  "blue",
  "light blue",
  "red",
  "burgundy",
  "pink",
  "green",
  "olive",
  "yellow",
  "orange",
  "beige",
  "purple",
  "teal",
];
const SOBER: readonly ColourName[] = [
  "black",
  "grey",
  "navy",
  "beige",
  "olive",
  "brown",
  "burgundy",
  "cream",
  "green",
];
const LEATHER: readonly ColourName[] = [
  "black",
  "brown",
  "tan",
  "burgundy",
  "navy",
  "red",
  "beige",
  "white",
];
const DENIM: readonly ColourName[] = ["blue", "navy", "light blue", "black", "grey"];
const BRIGHT: readonly ColourName[] = [
  "white",
  "black",
  "grey",
  "red",
  "blue",
  "navy",
  "green",
  "pink",
  "yellow",
  "orange",
  "purple",
  "teal",
];

const everyone = ["women", "men", "unisex"];
const women = ["women"];
const both = ["women", "men"];
const cotton = ["cotton", "organic cotton"];
const wool = ["wool", "merino wool", "lambswool"];
const leather = ["leather"];
const plain: readonly Pattern[] = ["plain"];

export const kinds: readonly Kind[] = [
  {
    category: "t-shirt",
    stance: "flat",
    colours: CLOTH,
    price: [12, 39],
    genders: everyone,
    styles: [
      {
        noun: "T-shirt",
        draw: (look) => tops.tShirt(look, "classic"),
        patterns: ["plain", "striped", "graphic", "plain", "colour-block"],
        materials: cotton,
        sleeves: ["short"],
        necklines: ["crew", "v-neck"],
      },
      {
        noun: "slim T-shirt",
        draw: (look) => tops.tShirt(look, "slim"),
        patterns: ["striped", "plain", "dotted"],
        materials: cotton,
        sleeves: ["long", "short"],
        necklines: ["boat", "crew"],
      },
      {
        noun: "boxy T-shirt",
        draw: (look) => tops.tShirt(look, "boxy"),
        patterns: ["graphic", "plain"],
        materials: cotton,
        sleeves: ["short"],
        necklines: ["crew"],
      },
    ],
  },
  {
    category: "polo shirt",
    stance: "flat",
    colours: CLOTH,
    price: [25, 59],
    genders: both,
    styles: (["classic", "tipped"] as const).map((cut) => ({
      noun: cut === "tipped" ? "tipped polo shirt" : "polo shirt",
      draw: (look: Look) => tops.poloShirt(look, cut),
      patterns: cut === "tipped" ? plain : (["plain", "striped", "plain"] as const),
      materials: cotton,
      sleeves: ["short"] as const,
      necklines: ["collar"] as const,
    })),
  },
  {
    category: "shirt",
    stance: "flat",
    colours: CLOTH,
    price: [29, 79],
    genders: both,
    styles: [
      {
        noun: "shirt",
        draw: (look) => tops.shirt(look, "classic"),
        patterns: ["checked", "plain", "pinstriped", "striped", "dotted"],
        materials: ["cotton", "linen", "poplin"],
        sleeves: ["long"],
        necklines: ["collar"],
      },
      {
        noun: "camp-collar shirt",
        draw: (look) => tops.shirt(look, "camp"),
        patterns: ["floral", "plain", "striped"],
        materials: ["viscose", "linen"],
        sleeves: ["short"],
        necklines: ["collar"],
      },
      {
        noun: "overshirt",
        draw: (look) => tops.shirt(look, "overshirt"),
        patterns: ["plain", "checked"],
        materials: ["cotton twill", "corduroy"],
        sleeves: ["long"],
        necklines: ["collar"],
      },
    ],
  },
  {
    category: "blouse",
    stance: "flat",
    colours: CLOTH,
    price: [29, 89],
    genders: women,
    styles: [
      {
        noun: "bow blouse",
        draw: (look) => tops.blouse(look, "bow"),
        patterns: ["plain", "dotted"],
        materials: ["satin", "silk"],
        sleeves: ["long"],
      },
      {
        noun: "wrap blouse",
        draw: (look) => tops.blouse(look, "wrap"),
        patterns: ["floral", "plain", "leopard"],
        materials: ["viscose"],
        sleeves: ["short"],
        necklines: ["v-neck"],
      },
      {
        noun: "peplum blouse",
        draw: (look) => tops.blouse(look, "peplum"),
        patterns: ["dotted", "plain", "floral"],
        materials: ["cotton"],
        sleeves: ["short"],
        necklines: ["v-neck"],
      },
      {
        noun: "ruffle blouse",
        draw: (look) => tops.blouse(look, "ruffle"),
        patterns: ["plain", "floral"],
        materials: ["satin"],
        sleeves: ["sleeveless"],
        necklines: ["scoop"],
      },
    ],
  },
  {
    category: "jumper",
    stance: "flat",
    colours: CLOTH,
    price: [35, 119],
    genders: everyone,
    styles: (["fine", "chunky", "cable"] as const).map((cut) => ({
      noun: cut === "fine" ? "fine-knit jumper" : `${cut}-knit jumper`,
      draw: (look: Look) => tops.jumper(look, cut),
      patterns: cut === "cable" ? plain : (["plain", "striped", "zigzag", "colour-block"] as const),
      materials: wool,
      sleeves: ["long"] as const,
      necklines: ["crew", "v-neck", "turtleneck"] as const,
    })),
  },
  {
    category: "cardigan",
    stance: "flat",
    colours: CLOTH,
    price: [39, 129],
    genders: both,
    styles: (["v", "crew", "long"] as const).map((cut) => ({
      noun: cut === "long" ? "long cardigan" : "cardigan",
      draw: (look: Look) => tops.cardigan(look, cut),
      patterns: ["plain", "plain", "striped"] as const,
      materials: wool,
      sleeves: ["long"] as const,
      necklines: cut === "crew" ? (["crew"] as const) : (["v-neck"] as const),
    })),
  },
  {
    category: "hoodie",
    stance: "flat",
    colours: BRIGHT,
    price: [35, 89],
    genders: everyone,
    styles: (["pullover", "zip"] as const).map((cut) => ({
      noun: cut === "zip" ? "zip hoodie" : "hoodie",
      draw: (look: Look) => tops.hoodie(look, cut),
      patterns: cut === "zip" ? plain : (["plain", "graphic", "colour-block", "striped"] as const),
      materials: ["cotton fleece"],
      sleeves: ["long"] as const,
      necklines: ["hood"] as const,
    })),
  },
  {
    category: "jacket",
    stance: "flat",
    colours: SOBER,
    price: [69, 249],
    genders: both,
    styles: outerwear.jacketCuts.map((cut) => ({
      noun: `${cut} jacket`,
      draw: (look: Look) => outerwear.jacket(look, cut),
      patterns: cut === "blazer" ? (["plain", "checked", "pinstriped"] as const) : plain,
      materials: [
        { denim: "denim", bomber: "nylon", biker: "leather", blazer: "wool", puffer: "nylon" }[cut],
      ],
      sleeves: ["long"] as const,
    })),
  },
  {
    category: "coat",
    stance: "flat",
    colours: SOBER,
    price: [99, 329],
    genders: both,
    styles: outerwear.coatCuts.map((cut) => ({
      noun: cut === "overcoat" ? "overcoat" : `${cut} coat`,
      draw: (look: Look) => outerwear.coat(look, cut),
      patterns: cut === "overcoat" ? (["plain", "checked"] as const) : plain,
      materials: [{ overcoat: "wool", trench: "cotton gabardine", parka: "nylon" }[cut]],
      sleeves: ["long"] as const,
    })),
  },
  {
    category: "dress",
    stance: "flat",
    colours: CLOTH,
    price: [39, 159],
    genders: women,
    styles: dresses.dressCuts.map((cut) => ({
      noun: `${cut} dress`,
      draw: (look: Look) => dresses.dress(look, cut),
      patterns: ["plain", "floral", "dotted", "striped", "plain", "leopard"] as const,
      materials: ["viscose", "cotton", "satin"],
      sleeves:
        cut === "slip" ? (["sleeveless"] as const) : (["short", "sleeveless", "long"] as const),
      lengths: ["knee", "midi", "mini", "maxi"] as const,
    })),
  },
  {
    category: "skirt",
    stance: "flat",
    colours: CLOTH,
    price: [29, 99],
    genders: women,
    styles: dresses.skirtCuts.map((cut) => ({
      noun: `${cut} skirt`,
      draw: (look: Look) => dresses.skirt(look, cut),
      patterns: ["plain", "checked", "floral", "dotted", "plain"] as const,
      materials: ["wool", "cotton", "satin"],
      lengths: ["knee", "midi", "mini"] as const,
    })),
  },
  {
    category: "trousers",
    stance: "flat",
    colours: SOBER,
    price: [39, 119],
    genders: both,
    styles: legs.trouserCuts.map((cut) => ({
      noun: `${cut} trousers`,
      draw: (look: Look) => legs.trousers(look, cut),
      patterns: ["plain", "plain", "checked", "pinstriped"] as const,
      materials: ["cotton twill", "wool", "linen"],
    })),
  },
  {
    category: "jeans",
    stance: "flat",
    colours: DENIM,
    price: [49, 129],
    genders: both,
    styles: legs.jeansCuts.map((cut) => ({
      noun: `${cut} jeans`,
      draw: (look: Look) => legs.jeans(look, cut),
      patterns: plain,
      materials: ["denim", "stretch denim"],
    })),
  },
  {
    category: "shorts",
    stance: "flat",
    colours: CLOTH,
    price: [19, 59],
    genders: both,
    styles: legs.shortsCuts.map((cut) => ({
      noun: `${cut} shorts`,
      draw: (look: Look) => legs.shorts(look, cut),
      patterns: cut === "chino" ? (["plain", "checked", "floral"] as const) : plain,
      materials: [{ chino: "cotton twill", sport: "polyester", denim: "denim" }[cut]],
    })),
  },
  {
    category: "trainers",
    stance: "floor",
    colours: BRIGHT,
    price: [49, 139],
    genders: everyone,
    styles: footwear.trainerCuts.map((cut) => ({
      noun: cut === "runner" ? "running trainers" : `${cut} trainers`,
      draw: (look: Look) => footwear.trainers(look, cut),
      patterns: plain,
      materials: [{ runner: "mesh", court: "leather", "high-top": "canvas" }[cut]],
    })),
  },
  {
    category: "boots",
    stance: "floor",
    colours: LEATHER,
    price: [79, 219],
    genders: both,
    styles: footwear.bootCuts.map((cut) => ({
      noun: cut === "knee" ? "knee-high boots" : `${cut} boots`,
      draw: (look: Look) => footwear.boots(look, cut),
      patterns: plain,
      materials: ["leather", "suede"],
    })),
  },
  {
    category: "heels",
    stance: "floor",
    colours: [...LEATHER, "pink", "gold", "silver"],
    price: [59, 179],
    genders: women,
    styles: footwear.heelCuts.map((cut) => ({
      noun: cut === "pump" ? "stiletto heels" : `${cut} heels`,
      draw: (look: Look) => footwear.heels(look, cut),
      patterns: plain,
      materials: ["leather", "suede", "satin"],
    })),
  },
  {
    category: "sandals",
    stance: "floor",
    colours: LEATHER,
    price: [25, 99],
    genders: both,
    styles: footwear.sandalCuts.map((cut) => ({
      noun: cut === "slide" ? "slide sandals" : "strappy sandals",
      draw: (look: Look) => footwear.sandals(look, cut),
      patterns: plain,
      materials: leather,
    })),
  },
  {
    category: "handbag",
    stance: "floor",
    colours: [...LEATHER, "pink", "green", "yellow"],
    price: [49, 259],
    genders: women,
    styles: bags.handbagCuts.map((cut) => ({
      noun: `${cut} handbag`,
      draw: (look: Look) => bags.handbag(look, cut),
      patterns: plain,
      materials: leather,
    })),
  },
  {
    category: "backpack",
    stance: "floor",
    colours: BRIGHT,
    price: [39, 149],
    genders: ["unisex"],
    styles: bags.backpackCuts.map((cut) => ({
      noun: `${cut} backpack`,
      draw: (look: Look) => bags.backpack(look, cut),
      patterns: plain,
      materials: ["nylon", "canvas", "recycled polyester"],
    })),
  },
  {
    category: "hat",
    stance: "floor",
    colours: CLOTH,
    price: [15, 59],
    genders: ["unisex"],
    styles: accessories.hatCuts.map((cut) => ({
      noun: { cap: "baseball cap", beanie: "beanie", fedora: "fedora hat", bucket: "bucket hat" }[
        cut
      ],
      draw: (look: Look) => accessories.hat(look, cut),
      patterns: plain,
      materials: [{ cap: "cotton", beanie: "wool", fedora: "felt", bucket: "cotton" }[cut]],
    })),
  },
  {
    category: "scarf",
    stance: "flat",
    colours: CLOTH,
    price: [19, 89],
    genders: ["unisex"],
    styles: accessories.scarfCuts.map((cut) => ({
      noun: cut === "draped" ? "long scarf" : "scarf",
      draw: (look: Look) => accessories.scarf(look, cut),
      patterns: ["checked", "plain", "striped"] as const,
      materials: ["wool", "cashmere"],
    })),
  },
  {
    category: "sunglasses",
    stance: "flat",
    colours: ["black", "brown", "tan", "navy", "red", "white", "green", "pink"],
    price: [29, 159],
    genders: ["unisex"],
    styles: accessories.sunglassesCuts.map((cut) => ({
      noun: `${cut} sunglasses`,
      draw: (look: Look) => accessories.sunglasses(look, cut),
      patterns: plain,
      materials: [cut === "aviator" ? "metal" : "acetate"],
    })),
  },
  {
    category: "watch",
    stance: "flat",
    colours: ["black", "brown", "tan", "navy", "burgundy", "silver", "gold", "white", "green"],
    price: [79, 349],
    genders: both,
    styles: accessories.watchCuts.map((cut) => ({
      noun: `${cut} watch`,
      draw: (look: Look) => accessories.watch(look, cut),
      patterns: plain,
      materials: [cut === "bracelet" ? "steel" : "leather"],
    })),
  },
  {
    category: "belt",
    stance: "flat",
    colours: LEATHER,
    price: [19, 69],
    genders: both,
    styles: accessories.beltCuts.map((cut) => ({
      noun: "belt",
      draw: (look: Look) => accessories.belt(look, cut),
      patterns: plain,
      materials: ["leather", "suede"],
    })),
  },
];
