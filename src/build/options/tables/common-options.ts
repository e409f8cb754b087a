/** Options that several commands have in common. */
import { availableParallelism } from "node:os";
import type { Option } from "../option.ts";
import { choice, FOLDER, integer, text } from "../values.ts";

/** Where Node runs a model: `auto` takes the native runtime if it agrees with that of browsers. */
export const BUILD_RUNTIMES = ["auto", "wasm"] as const;
export type BuildRuntime = (typeof BUILD_RUNTIMES)[number];

export const RUNTIME = {
  kind: choice("runtime", BUILD_RUNTIMES),
  help: "auto runs natively if that agrees with browsers, wasm never does",
  group: "Model",
  default: "auto",
} satisfies Option<BuildRuntime>;

export const THREADS = {
  kind: integer("n", 1, 256),
  help: "threads of the model's runtime",
  group: "Model",
  default: availableParallelism(),
  defaultText: "the number of cores",
} satisfies Option<number>;

/** The catalog that a command reads. */
export const CATALOG = {
  kind: FOLDER,
  help: "folder of the catalog",
  group: "Arguments",
  positional: "one",
  required: true,
} satisfies Option<string>;

/** The model of a catalog that a command reads. */
export const CATALOG_MODEL = {
  kind: FOLDER,
  help: "folder of the model, or a preset's name",
  group: "Model",
  defaultText: "where the catalog says",
} satisfies Option<string>;

export const SPACE = {
  kind: text("name"),
  help: "vector space of the catalog",
  group: "Search",
  default: "image",
} satisfies Option<string>;
