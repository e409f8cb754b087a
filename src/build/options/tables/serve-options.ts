/** Options of `vitrine serve` and `serveCatalog`. */

import type { OptionTable } from "../option.ts";
import { FOLDER, integer, text } from "../values.ts";
import { CATALOG, CATALOG_MODEL } from "./common-options.ts";

export interface ServeOptions {
  /** Folder of the catalog. */
  catalog: string;
  /** Folder that is served, and has the catalog and what it refers to by relative paths. Default: the catalog. */
  root?: string;
  /** Folder of the catalog's model, or a preset's name. Default: where the catalog says. */
  model?: string;
  /** Default: 8080; 0 for any that is free. */
  port?: number;
  /** Address to listen at. Default: 127.0.0.1, which other machines cannot reach. */
  host?: string;
}

export const SERVE_OPTIONS = {
  catalog: CATALOG,
  root: {
    kind: FOLDER,
    help: "folder to serve that the catalog is in",
    group: "Page",
    defaultText: "the catalog alone",
  },
  model: { ...CATALOG_MODEL, group: "Page" },
  port: {
    kind: integer("n", 0, 65_535),
    help: "port; 0 for any that is free",
    group: "Page",
    default: 8080,
  },
  host: {
    kind: text("address"),
    help: "address to listen at; by default, other machines cannot reach it",
    group: "Page",
    default: "127.0.0.1",
  },
} satisfies OptionTable<ServeOptions>;
