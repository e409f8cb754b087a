/**
 * `npx tsx scripts/prove-apps.ts [plain vite webpack next next-webpack vue svelte]`: packs the package, makes a
 * fresh app of each kind from the registry, builds it, and searches with the widget in it, in a browser.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { Site } from "../e2e/site.ts";
import { APPS, type App } from "./apps/apps.ts";
import { makeApp, pack } from "./apps/folder.ts";
import { expectWidgetWorks } from "./apps/widget-works.ts";
import { launchOptions } from "./browser.ts";
import { ensurePackage, ensureShop } from "./demo.ts";

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(APPS);
const unknown = names.filter((name) => !Object.hasOwn(APPS, name));
if (unknown.length > 0) {
  process.stderr.write(`Expected some of ${Object.keys(APPS).join(", ")}, got ${unknown}.\n`);
  process.exit(2);
}

const log = (line: string) => process.stdout.write(`${line}\n`);

/** Each of the app's pages in a browser that has seen nothing before. */
async function provePages(app: App, folder: string): Promise<void> {
  const folders = Object.fromEntries(
    Object.entries(app.folders).map(([path, name]) => [path, join(folder, name)]),
  );
  const site = await Site.start({
    folders: { ...folders, "/shop/": "public/demo", "/models/": "public/models" },
    headers: { "Content-Security-Policy": app.policy },
  });
  const browser = await chromium.launch(launchOptions());
  try {
    for (const path of app.pages) {
      const context = await browser.newContext();
      await expectWidgetWorks(await context.newPage(), site, path);
      await context.close();
      const wasm = site.requests.filter((request) => request.path.endsWith(".wasm"));
      log(`  ${path}: hits by text and by photo, with ${wasm.map((one) => one.path).join(", ")}`);
      site.requests.length = 0;
    }
  } finally {
    await browser.close();
    await site.stop();
  }
}

await ensurePackage();
await ensureShop();
const root = mkdtempSync(join(tmpdir(), "vitrine-apps-"));
let failed = 0;
try {
  const { tarball } = pack(root);
  for (const name of names) {
    const start = performance.now();
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    const folder = join(root, name);
    mkdirSync(folder);
    try {
      makeApp(folder, APPS[name]!, tarball);
      log(`${name}: made in ${seconds()}`);
      await provePages(APPS[name]!, folder);
      log(`${name}: passed in ${seconds()}`);
    } catch (error) {
      failed++;
      log(`${name}: failed after ${seconds()}: ${error instanceof Error ? error.message : error}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
log(`\n${names.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed > 0 ? 1 : 0;
