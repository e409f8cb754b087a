/** How long the widget keeps the page's thread busy while it encodes photos of 12 megapixels, cold and warm. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import sharp from "sharp";
import { Site } from "../e2e/site.ts";
import { launchOptions } from "../scripts/browser.ts";
import { ensureShop } from "../scripts/demo.ts";

const NAMES = ["cold", "warm"] as const;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Of the thread's own work, without waiting for a processor, in microseconds like all times here. */
  tdur?: number;
  args?: { name?: string };
}

/** Ids of the demo shop's products, whose pictures have these names. */
function productIds(): string[] {
  const [, ...rows] = readFileSync("public/demo/products.csv", "utf8").trim().split("\n");
  return rows.map((row) => row.slice(0, row.indexOf(",")));
}

/** A photo as phones take them, of a product of the demo shop. */
async function writePhoto(id: string, file: string): Promise<void> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 12 };
  const [width, height] = [4032, 3024];
  const grain = await sharp({
    create: { width: 1008, height: 756, channels: 3, background: "#808080", noise },
  })
    .resize(width, height, { kernel: "nearest" })
    .png()
    .toBuffer();
  await sharp(`public/demo/images/${id}.webp`)
    .resize(width, height, { fit: "contain", background: "#eee" })
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 85 })
    .toFile(file);
}

/** Processor time of the page's tasks in milliseconds, longest first; what the bench itself asks for is left out. */
async function taskTimes(page: Page, run: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink"],
  });
  await run();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as {
    traceEvents: TraceEvent[];
  };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}.${tid}`;
  const pageThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(threadOf),
  );
  const events = traceEvents.filter(
    (event) => event.ph === "X" && pageThreads.has(threadOf(event)),
  );
  const isInside = (event: TraceEvent, task: TraceEvent) =>
    threadOf(event) === threadOf(task) &&
    event.ts >= task.ts &&
    event.ts + (event.dur ?? 0) <= task.ts + (task.dur ?? 0);
  return events
    .filter(({ name }) => name === "RunTask")
    .filter((task) => {
      const inside = events.filter((event) => isInside(event, task));
      return !JSON.stringify(inside).includes("blink.mojom.DevToolsSession");
    })
    .map(({ tdur = 0 }) => Math.round(tdur / 1000))
    .sort((a, b) => b - a);
}

async function searchWith(page: Page, file: string): Promise<void> {
  const widget = page.locator("visual-search");
  const answered = widget.evaluate(
    (element) =>
      new Promise<void>((resolve) => {
        element.addEventListener("vs-results", function onResults(event) {
          if (!(event as CustomEvent<{ hits?: unknown }>).detail.hits) return;
          element.removeEventListener("vs-results", onResults);
          resolve();
        });
      }),
  );
  const chooser = page.waitForEvent("filechooser");
  await widget.locator('[part~="photo-button"]').first().click();
  await (await chooser).setFiles(file);
  const accept = widget.locator('[part~="accept-button"]');
  await Promise.race([answered, accept.click({ timeout: 120_000 }).catch(() => answered)]);
  await answered;
}

/** The longest tasks of two searches by photo; browsers call those over 50 ms long. */
export async function responsive({ log }: { log: (line: string) => void }) {
  await ensureShop();
  const folder = mkdtempSync(join(tmpdir(), "vitrine-photos-"));
  const folders = { "/": "e2e/pages", "/dist/": "dist", "/shop/": "public/demo" };
  const site = await Site.start({ folders: { ...folders, "/models/": "public/models" } });
  const browser = await chromium.launch(launchOptions());
  try {
    const ids = productIds();
    const files = NAMES.map((name) => join(folder, `${name}.jpg`));
    await Promise.all(files.map((file, i) => writePhoto(ids[i]!, file)));
    const page = await browser.newPage();
    await page.addInitScript("globalThis.__name = (value) => value");
    await page.goto(`${site.origin}/element.html`);
    await page.waitForFunction(() => "add" in globalThis);
    await page.evaluate(() => void add());
    const tasks = await taskTimes(page, async () => {
      for (const file of files) await searchWith(page, file);
    });
    log(`${tasks.length} tasks, the longest of ${tasks.slice(0, 5).join(", ")} ms`);
    return {
      bench: "responsive",
      tasks: tasks.length,
      longestTaskMs: tasks[0],
      longTasks: tasks.filter((ms) => ms >= 50).length,
    };
  } finally {
    await browser.close();
    await site.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
