/** Options of `vitrine query` and `queryCatalog`. */
import type { Where } from "../../../lib/types.ts";
import type { OptionTable } from "../option.ts";
import { anyText, integer } from "../values.ts";
import {
  type BuildRuntime,
  CATALOG,
  CATALOG_MODEL,
  RUNTIME,
  SPACE,
  THREADS,
} from "./common-options.ts";

export interface CatalogQuery {
  /** Folder of the catalog. */
  catalog: string;
  /** Folder of its model, or a preset's name. Default: where the catalog says, if that is a relative path. */
  model?: string;
  /** A picture's file. */
  image?: string;
  /** A description; short ones are put into a sentence, as in the browser. */
  text?: string;
  /** Id of a product to resemble, by the mean of its pictures; it is no hit itself. */
  like?: string;
  /** Conditions on facets. */
  where?: Where;
  /** Vector space. Default: image. */
  space?: string;
  /** Hits, 1 to 1000. Default: 20. */
  limit?: number;
  /** `auto` (default) runs natively if that agrees with browsers; `wasm` never does. */
  runtime?: BuildRuntime;
  /** Threads of the runtime, 1 to 256. Default: as many as the machine has cores. */
  threads?: number;
  signal?: AbortSignal;
}

/** The command line has its own `where`: what its conditions mean depends on the catalog's facets. */
export const QUERY_OPTIONS = {
  catalog: CATALOG,
  image: { kind: anyText("file"), help: "a picture to resemble", group: "Search" },
  text: { kind: anyText("text"), help: "a description; with --image, both count", group: "Search" },
  like: { kind: anyText("id"), help: "a product to resemble", group: "Search" },
  space: SPACE,
  limit: { kind: integer("n", 1, 1000), help: "hits, 1 to 1000", group: "Search", default: 20 },
  model: CATALOG_MODEL,
  runtime: RUNTIME,
  threads: THREADS,
} satisfies OptionTable<CatalogQuery, "where" | "signal">;
