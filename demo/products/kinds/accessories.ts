/** Kinds of bags, jewellery and other accessories. */
import * as accessories from "../garments/extras/accessories.ts";
import * as bags from "../garments/extras/bags.ts";
import * as jewellery from "../garments/extras/jewellery.ts";
import * as small from "../garments/extras/socks-gloves-ties.ts";
import {
  BRIGHT,
  both,
  CLOTH,
  everyone,
  GEMS,
  type Kind,
  LEATHER,
  leather,
  men,
  ONE_SIZE,
  plain,
  unisex,
  women,
} from "./kind.ts";

const bag = {
  slot: "bag",
  stance: "floor",
  colours: [...LEATHER, "pink", "green", "yellow"],
  genders: women,
  sizes: ONE_SIZE,
  mood: "smart",
  season: "all year",
} as const;

const extra = {
  slot: "extra",
  stance: "flat",
  colours: CLOTH,
  genders: unisex,
  sizes: ONE_SIZE,
  mood: "casual",
  season: "all year",
} as const;

const jewel = {
  ...extra,
  colours: GEMS,
  genders: women,
  mood: "evening",
} as const;

export const accessoryKinds: readonly Kind[] = [
  {
    ...bag,
    category: "handbag",
    price: [49, 259],
    styles: bags.handbagCuts.map((cut) => ({
      noun: `${cut} handbag`,
      draw: (look) => bags.handbag(look, cut),
      patterns: ["plain", "plain", "plain", "leopard", "houndstooth", "checked"] as const,
      materials: leather,
      detail: {
        tote: "two handles and room for a laptop",
        satchel: "a full flap with two straps",
        bucket: "a drawn top and a round base",
        shoulder: "a chain to wear over the shoulder",
      }[cut],
    })),
  },
  {
    ...bag,
    category: "small bag",
    price: [29, 129],
    styles: bags.purseCuts.map((cut) => ({
      noun: cut === "belt bag" ? "belt bag" : cut === "clutch" ? "clutch bag" : "crossbody bag",
      draw: (look) => bags.purse(look, cut),
      patterns: ["plain", "plain", "leopard", "plain", "zebra", "checked", "floral"] as const,
      materials: leather,
      mood: {
        crossbody: "casual" as const,
        clutch: "evening" as const,
        "belt bag": "sport" as const,
      }[cut],
      closure: cut === "clutch" ? "clasp" : "zip",
      detail: {
        crossbody: "a long strap that leaves the hands free",
        clutch: "an envelope flap with a clasp",
        "belt bag": "a belt to wear at the waist or across the chest",
      }[cut],
    })),
  },
  {
    ...bag,
    category: "backpack",
    colours: BRIGHT,
    price: [39, 149],
    genders: unisex,
    mood: "sport",
    styles: bags.backpackCuts.map((cut) => ({
      noun: `${cut} backpack`,
      draw: (look) => bags.backpack(look, cut),
      patterns: ["plain", "plain", "plain", "camouflage", "checked", "floral", "gradient"] as const,
      materials: ["nylon", "canvas", "recycled polyester"],
      closure: cut === "rolltop" ? "buckle" : "zip",
      detail: {
        city: "a padded sleeve for a laptop",
        rolltop: "a rolled top that grows with its load",
        outdoor: "side pockets and tightening straps",
      }[cut],
    })),
  },
  {
    ...bag,
    category: "travel bag",
    colours: [...LEATHER, "grey", "green", "blue", "olive"],
    price: [59, 219],
    genders: unisex,
    mood: "casual",
    styles: bags.travelCuts.map((cut) => ({
      noun: { duffel: "duffel bag", weekender: "weekend bag", suitcase: "cabin suitcase" }[cut],
      draw: (look) => bags.travelBag(look, cut),
      patterns: ["plain", "plain", "plain", "camouflage", "checked"] as const,
      materials: [{ duffel: "canvas", weekender: "leather", suitcase: "polycarbonate" }[cut]],
      closure: "zip",
      detail: {
        duffel: "a round body and webbing straps",
        weekender: "a wide opening and a firm base",
        suitcase: "a ribbed shell on quiet wheels",
      }[cut],
    })),
  },
  {
    ...extra,
    category: "wallet",
    colours: [...LEATHER, "pink", "green", "grey"],
    price: [19, 89],
    genders: both,
    styles: bags.walletCuts.map((cut) => ({
      noun: { bifold: "bifold wallet", continental: "long wallet", cardholder: "card holder" }[cut],
      draw: (look) => bags.wallet(look, cut),
      patterns: ["plain", "plain", "plain", "leopard", "houndstooth"] as const,
      materials: leather,
      detail: {
        bifold: "a fold with room for notes and six cards",
        continental: "a zip all round and a coin pocket",
        cardholder: "three slots and nothing more",
      }[cut],
    })),
  },
  {
    ...extra,
    category: "belt",
    colours: LEATHER,
    price: [19, 69],
    genders: both,
    sizes: ["80", "85", "90", "95", "100"],
    mood: "smart",
    styles: accessories.beltCuts.map((cut) => ({
      noun: "belt",
      draw: (look) => accessories.belt(look, cut),
      patterns: plain,
      materials: ["leather", "suede"],
      closure: "buckle",
      detail: "a plain pin buckle and stitched edges",
    })),
  },
  {
    ...extra,
    category: "hat",
    stance: "floor",
    price: [15, 59],
    styles: accessories.hatCuts.map((cut) => ({
      noun: { cap: "baseball cap", beanie: "beanie", fedora: "fedora hat", bucket: "bucket hat" }[
        cut
      ],
      draw: (look) => accessories.hat(look, cut),
      patterns: {
        cap: ["plain", "plain", "camouflage", "checked"] as const,
        beanie: ["plain", "plain", "striped", "zigzag"] as const,
        fedora: plain,
        bucket: ["plain", "plain", "floral", "leopard", "checked", "dotted"] as const,
      }[cut],
      materials: [{ cap: "cotton", beanie: "wool", fedora: "felt", bucket: "cotton" }[cut]],
      season: {
        cap: "all year" as const,
        beanie: "winter" as const,
        fedora: "all year" as const,
        bucket: "summer" as const,
      }[cut],
      mood:
        cut === "cap"
          ? ("sport" as const)
          : cut === "fedora"
            ? ("smart" as const)
            : ("casual" as const),
      detail: {
        cap: "a curved peak and a strap to adjust",
        beanie: "a deep ribbed turn-up",
        fedora: "a pinched crown with a ribbon",
        bucket: "a stitched brim that folds away",
      }[cut],
    })),
  },
  {
    ...extra,
    category: "scarf",
    price: [19, 89],
    season: "winter",
    styles: accessories.scarfCuts.map((cut) => ({
      noun: cut === "draped" ? "long scarf" : "scarf",
      draw: (look) => accessories.scarf(look, cut),
      patterns: [
        "checked",
        "plain",
        "striped",
        "houndstooth",
        "leopard",
        "dotted",
        "gradient",
        "argyle",
      ] as const,
      materials: ["wool", "cashmere"],
      detail: "knotted fringes at both ends",
    })),
  },
  {
    ...extra,
    category: "gloves",
    colours: [...LEATHER, "grey", "pink", "green", "cream"],
    price: [15, 69],
    genders: everyone,
    sizes: ["S", "M", "L"],
    season: "winter",
    styles: small.gloveCuts.map((cut) => ({
      noun: { leather: "leather gloves", knitted: "knitted gloves", mittens: "mittens" }[cut],
      draw: (look) => small.gloves(look, cut),
      patterns: cut === "leather" ? plain : (["plain", "striped", "zigzag", "plain"] as const),
      materials: cut === "leather" ? leather : ["wool", "lambswool"],
      ...(cut === "leather" && { mood: "smart" as const }),
      detail: cut === "leather" ? "a warm lining and stitched seams" : "a snug ribbed cuff",
    })),
  },
  {
    ...extra,
    category: "tie",
    price: [19, 69],
    genders: men,
    mood: "smart",
    styles: small.tieCuts.map((cut) => ({
      noun: cut === "necktie" ? "tie" : "bow tie",
      draw: (look) => small.tie(look, cut),
      patterns: ["plain", "striped", "dotted", "checked", "floral", "argyle"] as const,
      materials: ["silk", "wool"],
      detail:
        cut === "necktie" ? "a woven finish that knots well" : "a ready bow on an adjustable band",
    })),
  },
  {
    ...extra,
    category: "sunglasses",
    colours: ["black", "brown", "tan", "navy", "red", "white", "green", "pink"],
    price: [29, 159],
    season: "summer",
    styles: accessories.sunglassesCuts.map((cut) => ({
      noun: `${cut} sunglasses`,
      draw: (look) => accessories.sunglasses(look, cut),
      patterns: plain,
      materials: [cut === "aviator" ? "metal" : "acetate"],
      detail: "lenses with full UV protection",
    })),
  },
  {
    ...extra,
    category: "glasses",
    colours: ["black", "brown", "tan", "navy", "red", "gold", "silver", "green", "burgundy"],
    price: [49, 189],
    mood: "smart",
    styles: accessories.glassesCuts.map((cut) => ({
      noun: cut === "wire" ? "wire-frame glasses" : `${cut} glasses`,
      draw: (look) => accessories.glasses(look, cut),
      patterns: plain,
      materials: [cut === "wire" ? "metal" : "acetate"],
      detail: "spring hinges and clear demo lenses",
    })),
  },
  {
    ...extra,
    category: "watch",
    colours: ["black", "brown", "tan", "navy", "burgundy", "silver", "gold", "white", "green"],
    price: [79, 349],
    genders: both,
    mood: "smart",
    styles: accessories.watchCuts.map((cut) => ({
      noun: `${cut} watch`,
      draw: (look) => accessories.watch(look, cut),
      patterns: plain,
      materials: [{ strap: "leather", bracelet: "steel", digital: "silicone" }[cut]],
      closure: cut === "bracelet" ? "clasp" : "buckle",
      ...(cut === "digital" && { mood: "sport" as const }),
      detail: {
        strap: "a clear dial on a stitched strap",
        bracelet: "a coloured dial on a link bracelet",
        digital: "a bright display and a soft strap",
      }[cut],
    })),
  },
  {
    ...jewel,
    category: "necklace",
    price: [19, 149],
    styles: jewellery.necklaceCuts.map((cut) => ({
      noun: `${cut} necklace`,
      draw: (look) => jewellery.necklace(look, cut),
      patterns: plain,
      materials: cut === "bead" ? ["glass"] : ["plated brass", "stainless steel"],
      closure: "clasp",
      detail: {
        pendant: "a small pendant on a fine chain",
        chain: "bold links to wear alone or layered",
        bead: "graded beads, knotted one by one",
      }[cut],
    })),
  },
  {
    ...jewel,
    category: "earrings",
    price: [15, 99],
    styles: jewellery.earringCuts.map((cut) => ({
      noun: `${cut} earrings`,
      draw: (look) => jewellery.earrings(look, cut),
      patterns: plain,
      materials: ["plated brass", "stainless steel"],
      detail: {
        hoop: "polished hoops that catch the light",
        drop: "a stone that moves as you do",
        stud: "a small setting for every day",
      }[cut],
    })),
  },
  {
    ...jewel,
    category: "bracelet",
    price: [15, 119],
    genders: both,
    styles: jewellery.braceletCuts.map((cut) => ({
      noun: cut === "bangle" ? "bangle bracelet" : `${cut} bracelet`,
      draw: (look) => jewellery.bracelet(look, cut),
      patterns: plain,
      materials: cut === "beaded" ? ["glass"] : ["plated brass", "stainless steel"],
      detail: {
        bangle: "a smooth bangle to stack",
        chain: "rounded links with a good weight",
        beaded: "stretch cord and one metal bead",
      }[cut],
    })),
  },
  {
    ...jewel,
    category: "ring",
    price: [19, 159],
    genders: both,
    sizes: ["50", "52", "54", "56", "58"],
    styles: jewellery.ringCuts.map((cut) => ({
      noun: cut === "band" ? "band ring" : "stone ring",
      draw: (look) => jewellery.ring(look, cut),
      patterns: plain,
      materials: ["plated brass", "stainless steel"],
      detail: cut === "band" ? "a broad, rounded band" : "a faceted stone in a raised setting",
    })),
  },
];
