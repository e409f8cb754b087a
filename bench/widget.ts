/** What a shopper waits for in the widget: from a photo to hits on the screen, and between frames of a long list. */
import { readdirSync, readFileSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";
import { Site } from "../e2e/site.ts";
import { launchOptions } from "../scripts/browser.ts";
import { ensureShop } from "../scripts/demo.ts";
import { percentile, round } from "./browser.ts";

const IMAGES = "public/demo/images";
const WARM_UP = 5;
const PHOTOS = 40;
/** Frames of scrolling, and pixels in each: some 12 screens a second. */
const FRAMES = 600;
const STEP = 160;
const VIEWPORTS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

interface Scrolled {
  frameMs: number[];
  /** Tasks of 50 ms or more on the page's thread. */
  longTasksMs: number[];
  pixels: number;
}

/** Photos by the widget's own way in, and its list of the whole shop. */
export async function widget({ log }: { log: (line: string) => void }) {
  await ensureShop();
  const folders = { "/": "e2e/pages", "/dist/": "dist", "/shop/": "public/demo" };
  const site = await Site.start({ folders: { ...folders, "/models/": "public/models" } });
  const browser = await chromium.launch(launchOptions());
  try {
    const results: Record<string, object> = {};
    for (const [name, viewport] of Object.entries(VIEWPORTS)) {
      const page = await browser.newPage({ viewport });
      await page.addInitScript("globalThis.__name = (value) => value");
      await page.goto(`${site.origin}/element.html`);
      await page.waitForFunction(() => "add" in globalThis);
      const photos = await searchWithPhotos(page);
      const scrolled = await scroll(page);
      results[name] = {
        firstVisitMs: round(photos.firstMs, 0),
        photoToHitsMs: round(percentile(photos.warmMs, 0.5), 1),
        photoToHitsP95Ms: round(percentile(photos.warmMs, 0.95), 1),
        frameMs: round(percentile(scrolled.frameMs, 0.5), 1),
        frameP95Ms: round(percentile(scrolled.frameMs, 0.95), 1),
        frameWorstMs: round(Math.max(...scrolled.frameMs), 1),
        longTasks: scrolled.longTasksMs.length,
        scrolledPixels: Math.round(scrolled.pixels),
      };
      log(`${name}: ${JSON.stringify(results[name])}`);
      await page.close();
    }
    return { bench: "widget", photos: PHOTOS, frames: FRAMES, ...results };
  } finally {
    await browser.close();
    await site.stop();
  }
}

/** Drops photos onto the widget, each once; the first has the visitor's consent to give and everything to fetch. */
async function searchWithPhotos(page: Page): Promise<{ firstMs: number; warmMs: number[] }> {
  await page.evaluate(() => {
    const element = add();
    const scope = globalThis as unknown as { searchBy: (base64: string) => Promise<number> };
    scope.searchBy = async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], "photo.webp", { type: "image/webp" }));
      const shown = new Promise<void>((resolve) => {
        element.addEventListener("vs-results", function onResults(event) {
          if (!(event as CustomEvent<{ hits?: unknown }>).detail.hits) return;
          element.removeEventListener("vs-results", onResults);
          // The frame in which they are drawn has begun by the second.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        });
      });
      const start = performance.now();
      element.dispatchEvent(
        new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true, composed: true }),
      );
      await shown;
      return performance.now() - start;
    };
  });
  await page.locator('[part~="heading"]').waitFor();
  const files = readdirSync(IMAGES).sort();
  const photo = (i: number) =>
    readFileSync(`${IMAGES}/${files[(i * 53) % files.length]}`).toString("base64");
  const searchBy = (i: number) =>
    page.evaluate(
      (base64) =>
        (globalThis as unknown as { searchBy: (base64: string) => Promise<number> }).searchBy(
          base64,
        ),
      photo(i),
    );
  const first = searchBy(0);
  const accept = page.locator('[part~="accept-button"]');
  await accept.waitFor();
  const asked = performance.now();
  await accept.click();
  await first;
  const firstMs = performance.now() - asked;
  const warmMs: number[] = [];
  for (let i = 1; i <= WARM_UP + PHOTOS; i++) {
    const ms = await searchBy(i);
    if (i > WARM_UP) warmMs.push(ms);
  }
  return { firstMs, warmMs };
}

/** Scrolls through all products of the shop, a step in each frame. */
async function scroll(page: Page): Promise<Scrolled> {
  await page.reload();
  await page.waitForFunction(() => "add" in globalThis);
  await page.evaluate(() => void add());
  await page.locator('[part~="browse-button"]').click();
  await page.locator("li[data-id]").first().waitFor();
  return page.evaluate(
    async ({ frames, step }) => {
      const longTasksMs: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longTasksMs.push(duration);
      });
      observer.observe({ type: "longtask" });
      const frameMs: number[] = [];
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      let before = await frame();
      for (let i = 0; i < frames; i++) {
        scrollBy(0, step);
        const now = await frame();
        frameMs.push(now - before);
        before = now;
      }
      observer.disconnect();
      return { frameMs, longTasksMs, pixels: scrollY };
    },
    { frames: FRAMES, step: STEP },
  );
}
