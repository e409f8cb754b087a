/** What a kind of product is, and the colours, sizes and materials that kinds share. */
import type { Length, Look, Neckline, Pattern, Sleeve } from "../look.ts";
import type { ColourName } from "../palette.ts";
import type { Stance } from "../studio.ts";

/** What a product is worn for. Outfits keep to one mood. */
export type Mood = "casual" | "smart" | "sport" | "evening";
export type Season = "all year" | "summer" | "winter";
/** What a product is in an outfit. */
export type Slot = "top" | "bottom" | "whole" | "outer" | "shoes" | "bag" | "extra";
export type Gender = "women" | "men" | "unisex";

/** One style of a kind: how it is drawn, and how a shop would describe it. */
export interface Style {
  /** Its name in titles, such as "chelsea boots". */
  readonly noun: string;
  readonly draw: (look: Look) => string;
  /** A pattern that is listed twice occurs twice as often. */
  readonly patterns: readonly Pattern[];
  readonly materials: readonly string[];
  readonly sleeves?: readonly Sleeve[];
  readonly lengths?: readonly Length[];
  readonly necklines?: readonly Neckline[];
  /** How it closes. */
  readonly closure?: string;
  /** What its description mentions. */
  readonly detail: string;
  readonly mood?: Mood;
  readonly season?: Season;
  readonly genders?: readonly Gender[];
}

export interface Kind {
  readonly category: string;
  readonly slot: Slot;
  readonly stance: Stance;
  readonly colours: readonly ColourName[];
  /** Lowest and highest price in euros, before the brand's tier. */
  readonly price: readonly [number, number];
  readonly genders: readonly Gender[];
  readonly sizes: readonly string[];
  readonly mood: Mood;
  readonly season: Season;
  readonly styles: readonly Style[];
}

export const CLOTH: readonly ColourName[] = [
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
  "brown",
  "cream",
];
export const SOBER: readonly ColourName[] = [
  "black",
  "grey",
  "navy",
  "beige",
  "olive",
  "brown",
  "burgundy",
  "cream",
  "green",
  "tan",
];
export const LEATHER: readonly ColourName[] = [
  "black",
  "brown",
  "tan",
  "burgundy",
  "navy",
  "red",
  "beige",
  "white",
];
export const DENIM: readonly ColourName[] = ["blue", "navy", "light blue", "black", "grey"];
export const BRIGHT: readonly ColourName[] = [
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
export const GEMS: readonly ColourName[] = [
  "gold",
  "silver",
  "gold",
  "silver",
  "red",
  "green",
  "blue",
  "purple",
  "pink",
  "white",
  "black",
  "teal",
];

export const everyone: readonly Gender[] = ["women", "men", "unisex"];
export const women: readonly Gender[] = ["women"];
export const men: readonly Gender[] = ["men"];
export const both: readonly Gender[] = ["women", "men"];
export const unisex: readonly Gender[] = ["unisex"];

export const LETTERS = ["XS", "S", "M", "L", "XL", "XXL"] as const;
export const WAISTS = ["28", "30", "32", "34", "36", "38"] as const;
export const SHOES = ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"] as const;
export const ONE_SIZE = ["one size"] as const;

export const cotton = ["cotton", "organic cotton"];
export const wool = ["wool", "merino wool", "lambswool"];
export const leather = ["leather"];
export const plain: readonly Pattern[] = ["plain"];
