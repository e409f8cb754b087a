/**
 * `npx tsx scripts/prove-apps.ts [script-tag vite webpack nextjs nextjs-webpack react vue svelte headless-api
 * index-alone]`: packs the package, installs each example from it in a fresh folder, builds it, and searches in it
 * with a browser.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { Site } from "../e2e/site.ts";
import { APPS, type App, SHOP_FOLDERS } from "./apps/apps.ts";
import { makeApp, pack, run } from "./apps/folder.ts";
import { expectHeadlessWorks } from "./apps/headless-works.ts";
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

/** Each of the app's pages in a browser context that has seen nothing before. */
async function provePages(app: App, folder: string, browser: Browser): Promise<void> {
  const folders = Object.fromEntries(
    Object.entries(app.folders).map(([path, name]) => [path, join(folder, name)]),
  );
  const site = await Site.start({
    folders: { ...folders, ...SHOP_FOLDERS },
    headers: { "Content-Security-Policy": app.policy },
  });
  const expectWorks = app.does === "headless" ? expectHeadlessWorks : expectWidgetWorks;
  try {
    for (const path of app.pages) {
      const context = await browser.newContext();
      await expectWorks(await context.newPage(), site, path);
      await context.close();
      const wasm = site.requests.filter((request) => request.path.endsWith(".wasm"));
      log(`  ${path}: hits, with ${wasm.map((one) => one.path).join(", ")}`);
      site.requests.length = 0;
    }
  } finally {
    await site.stop();
  }
}

async function proveScripts(app: App, folder: string): Promise<void> {
  for (const script of app.pages) {
    const output = await run(folder, [process.execPath, script]);
    if (!/^exact: row 0, score /.test(output))
      throw new Error(`${script}: expected row 0 first, got ${output}`);
    log(`  ${script}: ${output.split("\n")[0]}`);
  }
}

await ensurePackage();
await ensureShop();
const root = mkdtempSync(join(tmpdir(), "vitrine-apps-"));
const { tarball } = pack(root);
let failed = 0;

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Makes an app; what goes wrong is returned, for the next app is made while this one is proved. */
async function make(name: string): Promise<{ folder: string; took: string; failure?: unknown }> {
  const start = performance.now();
  const folder = join(root, name);
  mkdirSync(folder);
  try {
    await makeApp(folder, APPS[name]!, tarball);
    return { folder, took: seconds(start) };
  } catch (failure) {
    return { folder, took: seconds(start), failure };
  }
}

const browser = await chromium.launch(launchOptions());
try {
  let making = make(names[0]!);
  for (const [i, name] of names.entries()) {
    const app = APPS[name]!;
    const { folder, took, failure } = await making;
    const next = names[i + 1];
    if (next) making = make(next);
    const start = performance.now();
    try {
      if (failure) throw failure;
      log(`${name}: made in ${took}`);
      await (app.does === "script" ? proveScripts(app, folder) : provePages(app, folder, browser));
      log(`${name}: passed in ${seconds(start)}`);
    } catch (error) {
      failed++;
      log(`${name}: failed: ${error instanceof Error ? error.message : error}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
} finally {
  await browser.close();
  rmSync(root, { recursive: true, force: true });
}
log(`\n${names.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed > 0 ? 1 : 0;
