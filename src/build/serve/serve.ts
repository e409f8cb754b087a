/** Serves a catalog with a page to try it on. */
import { realpath, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { invalidArgument } from "../../lib/checks.ts";
import { findCatalogModel, isRelative } from "../models/catalog-model.ts";
import { checkOptions } from "../options/check.ts";
import { SERVE_OPTIONS, type ServeOptions } from "../options/tables/serve-options.ts";
import { libraryFolder } from "../package-files.ts";
import { openFolder } from "../write/catalog-folder.ts";
import { LIBRARY, PAGE_SCRIPT, PAGE_STYLE, pageHtml, SCRIPT, STYLE } from "./demo-page.ts";
import { StaticServer } from "./static-server.ts";

const MODEL = "/vitrine/model/";

export interface CatalogServer {
  /** Address of a page that searches the catalog. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves a catalog with a page to try it on, and with the headers of the hosting guide: isolation from other origins,
 * which threads need, and a Content-Security-Policy that allows nothing from other origins except pictures, and
 * the model if the catalog has it there.
 *
 * @throws `invalid-argument`, `catalog-invalid`, `catalog-unsupported`, `model-missing` or `model-invalid`
 * @example
 * const server = await serveCatalog({ catalog: "catalog" });
 * console.log(`Open ${server.url}`);
 */
export async function serveCatalog(options: ServeOptions): Promise<CatalogServer> {
  const { catalog, root, port, host } = checkOptions(SERVE_OPTIONS, options);
  const { name, encoder } = parseManifest((await openFolder(catalog)).manifest);
  const path = root === undefined ? "/catalog/" : await pathWithin(root, catalog);
  const isElsewhere =
    options.model === undefined && encoder.url !== undefined && !isRelative(encoder.url);
  const model = isElsewhere ? undefined : await findCatalogModel(options, encoder);
  const server = new StaticServer({
    folders: {
      ...(root === undefined ? { [path]: catalog } : { "/": root }),
      [LIBRARY]: libraryFolder(),
      ...(model !== undefined && { [MODEL]: model }),
    },
    texts: {
      "/": pageHtml({ name, catalog: urlPath(path), model: model && MODEL }),
      [PAGE_SCRIPT]: SCRIPT,
      [PAGE_STYLE]: STYLE,
    },
    headers: {
      "cross-origin-opener-policy": "same-origin",
      // Pictures of other origins seldom allow embedding, and load without credentials.
      "cross-origin-embedder-policy": "credentialless",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": policyOf(isElsewhere ? encoder.url : undefined),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
  const url = await server.listen(port, host);
  return { url, close: () => server.close() };
}

function policyOf(modelUrl: string | undefined): string {
  const origin = URL.canParse(modelUrl ?? "") ? ` ${new URL(modelUrl!).origin}` : "";
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "img-src 'self' blob: data: http: https:",
    `connect-src 'self'${origin}`,
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}

/** The path of a folder below the root, between slashes. */
async function pathWithin(root: string, folder: string): Promise<string> {
  const base = await realpath(root).catch(() => undefined);
  if (base === undefined || !(await stat(base)).isDirectory()) {
    throw invalidArgument("root", "a folder", root);
  }
  const path = relative(base, await realpath(folder));
  if (path === ".." || path.startsWith(`..${sep}`) || /^(?:[a-z]:|[\\/])/i.test(path)) {
    throw invalidArgument("root", `a folder with the catalog ${folder} in it`, root);
  }
  return path === "" ? "/" : `/${path.split(sep).join("/")}/`;
}

function urlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
