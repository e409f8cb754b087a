/** What the crop box says, in English. */
import type { Region } from "../../lib/types.ts";
import { numbersOf } from "../text/numbers.ts";

export interface RegionMessages {
  /** Name of the photo. */
  photo: string;
  /** Name of the crop box, and what kind of control it is. */
  box: string;
  boxRole: string;
  /** How to use the crop box with a keyboard. */
  help: string;
  /** Where the box is, in fractions of the photo. */
  value(region: Region): string;
  /** Instead of `value` if nothing is cropped. */
  whole: string;
  /** Button that goes back to the whole photo. */
  reset: string;
  /** Name of the list of suggestions. */
  suggestions: string;
  /** Where on the photo a suggestion is: its nine parts, by rows from the top left. */
  places: readonly [string, string, string, string, string, string, string, string, string];
}

const { percent } = numbersOf("en");

export const REGION_MESSAGES: RegionMessages = {
  photo: "Your photo",
  box: "Part of the photo to search with",
  boxRole: "crop box",
  help:
    "Use the arrow keys to move the box by 1 percent, or Shift and arrow keys to resize it. " +
    "Add Ctrl or Alt for 10 percent. Press Escape to use the whole photo.",
  value: ({ x, y, width, height }) =>
    `${percent(width)} wide and ${percent(height)} high, ${percent(x)} from the left and ${percent(y)} from the top`,
  whole: "The whole photo",
  reset: "Use the whole photo",
  suggestions: "Found in the photo",
  places: [
    "top left",
    "top",
    "top right",
    "left",
    "middle",
    "right",
    "bottom left",
    "bottom",
    "bottom right",
  ],
};
