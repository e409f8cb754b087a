/** The pages of the encode bench, one for each library. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { type InputOptions, rolldown } from "rolldown";
import { Site } from "../../e2e/site.ts";
import { launchOptions } from "../../scripts/browser.ts";
import { type Api, apiOf } from "../browser.ts";
import { type BenchModel, FOLDER } from "./models.ts";
import type { PageApi } from "./page.ts";
import { PHOTOS } from "./photos.ts";
import type { SubjectName } from "./subjects.ts";

const PAGE = `${FOLDER}/page`;
const PEER = `${FOLDER}/peer`;
/** transformers.js makes an address of the runtime's script once it has read it from its cache. */
const PEER_POLICY = "default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval'; worker-src *";

async function bundle(dir: string, input: InputOptions, minify: boolean): Promise<void> {
  const build = await rolldown({ platform: "browser", logLevel: "silent", ...input });
  await build.write({ dir, format: "esm", minify });
}

/** Writes what the pages load. */
export async function preparePages(): Promise<void> {
  await bundle(PAGE, { input: { page: "bench/encode/page.ts" } }, false);
  await bundle(
    PAGE,
    {
      input: { bare: "bench/encode/bare-worker.ts" },
      resolve: { conditionNames: ["onnxruntime-web-use-extern-wasm", "import", "default"] },
    },
    false,
  );
  // As a bundler makes it for production.
  await bundle(PEER, { input: { transformers: "bench/encode/transformers-worker.ts" } }, true);
  mkdirSync(PAGE, { recursive: true });
  // The icon would be asked for and not be there.
  const head = '<!doctype html><title>Bench</title><link rel="icon" href="/page/icon.svg">';
  writeFileSync(`${PAGE}/icon.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(`${PAGE}/index.html`, `${head}<script type="module" src="/page/page.js"></script>`);
}

/** The folder of the runtime that transformers.js brings. */
function peerRuntime(): string {
  const require = createRequire(import.meta.url);
  const own = createRequire(require.resolve("@huggingface/transformers"));
  return dirname(own.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));
}

/** A site for each library, alike but for the files and the policy. */
export function startSite(name: SubjectName | "bare", model: BenchModel): Promise<Site> {
  const own = name === "vitrine" || name === "bare";
  return Site.start({
    folders: {
      "/": PAGE,
      "/page/": PAGE,
      "/photos/": PHOTOS,
      [`/models/${model.name}/`]: model.folder,
      ...(own
        ? { "/dist/": "dist", [`/catalogs/${model.name}/`]: model.catalog }
        : { "/peer/": PEER, "/ort/": peerRuntime() }),
    },
    headers: own ? {} : { "Content-Security-Policy": PEER_POLICY },
  });
}

export type EncodeApi = Api<PageApi>;

/** Runs `task` in a Chromium with a profile of its own on disk, which is empty at first. */
export async function withProfile<T>(
  args: readonly string[],
  task: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), "vitrine-bench-"));
  const { args: usual = [], ...launch } = launchOptions();
  const context = await chromium.launchPersistentContext(profile, {
    ...launch,
    args: [...usual, ...args],
  });
  try {
    return await task(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** A new page of the site, and the calls to its script. */
export async function openPage(context: BrowserContext, site: Site) {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") process.stderr.write(`page: ${message.text()}\n`);
  });
  await page.goto(`${site.origin}/index.html`);
  await page.waitForFunction(() => "bench" in globalThis && crossOriginIsolated);
  return { page, api: apiOf<PageApi>(page) };
}
