/** Runs the vector bench's libraries in Chromium, one at a time or in turn. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { rolldown } from "rolldown";
import { Site } from "../../../e2e/site.ts";
import { launchOptions } from "../../../scripts/browser.ts";
import { messageOf } from "../../../src/lib/errors.ts";
import { apiOf, type Api as PageCalls, percentile } from "../../browser.ts";
import { compileFloat32Kernel } from "../compile-float32.ts";
import { BUCKETS } from "../filters.ts";
import { PEERS_FOLDER } from "../install.ts";
import type { CorpusShape, RawMeasurement } from "../measure.ts";
import type { PageApi } from "./page.ts";

const PAGE_FOLDER = ".cache/bench/page";
const OPENINGS = 3;
/** For each 20,000 rows; a peer that takes longer is reported as failed. */
const LIMIT_MS = 600_000;
/** The same for storing and for opening. */
const STORE_LIMIT_MS = 30_000;
/** Some peers make functions of strings or fetch data URLs; Vitrine runs under a page's strict policy. */
const LAX_POLICY = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'";

/** Writes what the page loads. Returns the float32 kernel. */
export async function preparePage(): Promise<Uint8Array<ArrayBuffer>> {
  mkdirSync(PAGE_FOLDER, { recursive: true });
  const build = await rolldown({
    input: { bench: "bench/peers/browser/page.ts" },
    platform: "browser",
    logLevel: "warn",
  });
  await build.write({ dir: PAGE_FOLDER, format: "esm" });
  // The icon would be asked for and not be there.
  const head = '<!doctype html><title>Bench</title><link rel="icon" href="data:,">';
  const html = `${head}<script type="module" src="/bench.js"></script>`;
  writeFileSync(`${PAGE_FOLDER}/index.html`, html);
  const kernel = await compileFloat32Kernel();
  writeFileSync(`${PAGE_FOLDER}/scan.wasm`, kernel);
  return kernel;
}

type Opening = Awaited<ReturnType<PageApi["open"]>>;

/** What else is asked of an opened index, while its page is open; `reopen` opens it once more, on a fresh page. */
export type Further = (
  api: Api,
  measured: RawMeasurement,
  reopen: () => Promise<Opening>,
) => Promise<void>;

export type Api = PageCalls<PageApi>;

interface Visit {
  page: Page;
  api: Api;
}

/** Rejects when `task` takes longer; some libraries never answer once they have crashed. */
async function within<T>(milliseconds: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer in ${milliseconds / 1000} s`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([task, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Stores, opens (on fresh pages of the same profile) and searches with one library in a Chromium of
 * its own. Gives what was measured until something failed, with the reason among the notes.
 */
export async function runInBrowser(
  name: string,
  shape: CorpusShape,
  folder: string,
  further?: Further,
): Promise<RawMeasurement> {
  const notes: string[] = [];
  const result: RawMeasurement = {
    buildMs: null,
    fileBytes: null,
    loadMs: null,
    openMs: null,
    memoryBytes: null,
    sweep: [],
    filter1pct: [],
    notes,
  };
  const site = await Site.start({
    folders: {
      "/": PAGE_FOLDER,
      "/page/": PAGE_FOLDER,
      "/dist/": "dist",
      "/corpus/": folder,
      "/peers/": `${PEERS_FOLDER}/node_modules`,
    },
    headers: {
      "Cache-Control": "no-store",
      ...(name === "vitrine" ? {} : { "Content-Security-Policy": LAX_POLICY }),
    },
  });
  // With a profile on the disk, as visitors have it; a private one keeps IndexedDB elsewhere.
  const profile = mkdtempSync(join(tmpdir(), "vitrine-bench-"));
  const context = await chromium.launchPersistentContext(profile, launchOptions());
  const errors: string[] = [];
  const visit = async (context: BrowserContext) => {
    const page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(`${site.origin}/index.html`);
    await page.waitForFunction(() => "bench" in globalThis);
    return { page, api: apiOf<PageApi>(page) };
  };
  const scale = Math.max(1, shape.n / 20_000);
  /** Stores the index. Returns a fresh page that has opened it, or the page that built it if that fails. */
  const storeAndOpen = async (context: BrowserContext, first: Visit): Promise<Visit> => {
    const openings: Opening[] = [];
    let last = first;
    try {
      result.fileBytes = await within(STORE_LIMIT_MS * scale, first.api("store"));
      for (let i = 0; i < OPENINGS; i++) {
        const next = await visit(context);
        openings.push(await within(STORE_LIMIT_MS * scale, next.api("open", name, shape)));
        await last.page.close();
        last = next;
      }
    } catch (error) {
      if (openings.length > 0) throw error;
      const step = result.fileBytes === null ? "cannot be stored" : "does not open once stored";
      notes.push(`its index ${step}: ${reasonOf(error)}; searched where it was built`);
      return first;
    }
    for (const part of ["loadMs", "openMs"] as const) {
      result[part] = percentile(
        openings.map((opening) => opening[part]),
        0.5,
      );
    }
    const rough = openings.flatMap((opening) => opening.rough ?? []);
    if (rough.length > 0) {
      const times = rough.map(({ firstAnswerMs }) => firstAnswerMs);
      result.rough = { ...rough[0]!, firstAnswerMs: percentile(times, 0.5) };
    }
    return last;
  };
  const reasonOf = (error: unknown) =>
    [messageOf(error).split("\n")[0]!, ...new Set(errors)].slice(0, 3).join("; ").slice(0, 400);
  const work = async () => {
    const first = await visit(context);
    const built = await first.api("build", name, shape);
    result.buildMs = built.buildMs;
    if (built.note) notes.push(built.note);
    const { api } = await storeAndOpen(context, first);
    Object.assign(result, await api("search", shape));
    result.filter1pct = await api("filter", shape, BUCKETS);
    await further?.(api, result, async () => {
      const { page, api } = await visit(context);
      const opening = await api("open", name, shape);
      await page.close();
      return opening;
    });
  };
  try {
    await within(LIMIT_MS * scale, work());
  } catch (error) {
    notes.push(`failed: ${reasonOf(error)}`);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
    await site.stop();
  }
  return result;
}
