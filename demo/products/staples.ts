import type { Pattern } from "./look.ts";
import type { ColourName } from "./palette.ts";

/** Something that a shop never runs out of. */
export interface Staple {
  readonly category: string;
  readonly colour: ColourName;
  readonly pattern: Pattern;
}

export const staples: readonly Staple[] = [];
