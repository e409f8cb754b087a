/** All commands of `vitrine`, in the order of help and reference. A new one needs a line here. */
import { MODEL_PRESETS } from "../../build/index.ts";
import type { CliCommand } from "../command.ts";
import { BUILD } from "./build/build.ts";
import { DETECTOR_CHECK, DETECTOR_PREPARE } from "./detector.ts";
import { EXPORT } from "./export.ts";
import { INSPECT } from "./inspect.ts";
import { MERGE } from "./merge.ts";
import { MODEL_CHECK, MODEL_FETCH } from "./model.ts";
import { QUERY } from "./query/query.ts";
import { SERVE } from "./serve.ts";
import { VERIFY } from "./verify.ts";

export const COMMANDS: readonly CliCommand[] = [
  BUILD,
  MERGE,
  INSPECT,
  VERIFY,
  QUERY,
  SERVE,
  EXPORT,
  MODEL_FETCH,
  MODEL_CHECK,
  DETECTOR_PREPARE,
  DETECTOR_CHECK,
];

/** The first word of commands that have two. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly details: string;
}

const PRESETS = Object.entries(MODEL_PRESETS)
  .map(([name, { licence, summary }]) => `  ${name.padEnd(22)} ${summary} (${licence})`)
  .join("\n");

export const GROUPS: readonly CommandGroup[] = [
  {
    name: "model",
    summary: "Fetch a model for self-hosting, or check one",
    details: `\nPresets:\n${PRESETS}`,
  },
  {
    name: "detector",
    summary: "Prepare a detector that suggests regions of a photo, or check one",
    details: `\nExample:\n  $ ${DETECTOR_PREPARE.examples[0]}`,
  },
];
