/**
 * Makes the pictures of the README and of the web manifest from the built demo: `npx tsx scripts/screenshots.ts`.
 * They are part of the repository, so that a build needs no browser.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import sharp from "sharp";
import { preview } from "vite";
import { ensureChromium, launchOptions } from "./browser.ts";
import { ensureDemo } from "./demo.ts";

const OUT = "docs/images";
/** What a README's picture may weigh. */
const MOST_BYTES = 120_000;
const QUALITIES = [82, 74, 66, 58, 50];

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

interface Shot {
  file: string;
  viewport: { width: number; height: number };
  scale: number;
  dark?: boolean;
  path: string;
  prepare(page: Page): Promise<void>;
}

const storeReady = (hash: string) => async (page: Page) => {
  await page.locator(`#view[data-ready="${hash}"]`).waitFor();
};

const widgetState = (page: Page, state: string) =>
  page.waitForFunction(
    (state) => {
      const widget = document.querySelector("visual-search") as unknown as { state: string };
      return widget.state === state;
    },
    state,
    { timeout: 120_000 },
  );

async function answerPhoto(page: Page, button: string): Promise<void> {
  await page.locator(button).first().click();
  await page.locator('[part~="accept-button"]').click();
  await widgetState(page, "ready");
}

const SHOTS: readonly Shot[] = [
  { file: "store", viewport: DESKTOP, scale: 1, path: "#/", prepare: storeReady("#/") },
  {
    file: "store-phone",
    viewport: PHONE,
    scale: 2,
    dark: true,
    path: "#/p/v14101",
    prepare: storeReady("#/p/v14101"),
  },
  {
    file: "store-listing",
    viewport: DESKTOP,
    scale: 1,
    path: "#/c/clothing?colour=red&colour=navy",
    prepare: storeReady("#/c/clothing?colour=red&colour=navy"),
  },
  {
    file: "camera",
    viewport: PHONE,
    scale: 2,
    path: "camera/",
    async prepare(page) {
      await page.locator(".scene").first().click();
      await answerPhoto(page, ".spot >> nth=1");
      await page.locator("#truth[data-place]").waitFor();
    },
  },
  {
    file: "widget-welcome",
    viewport: { width: 960, height: 620 },
    scale: 1,
    path: "plain/",
    prepare: async (page) => {
      await page.locator("[part~=welcome]").waitFor();
    },
  },
  {
    file: "widget-consent",
    viewport: { width: 960, height: 620 },
    scale: 1,
    path: "plain/",
    async prepare(page) {
      await page.locator("[part~=sample]").first().click();
      await page.locator("[part~=consent]").waitFor();
      await page.locator("visual-search").evaluate((element) => element.scrollIntoView());
    },
  },
  {
    file: "widget-results",
    viewport: DESKTOP,
    scale: 1,
    path: "plain/",
    async prepare(page) {
      await answerPhoto(page, "[part~=sample]");
      await page.locator("visual-search").evaluate((element) => element.scrollIntoView());
    },
  },
];

async function take(browser: Browser, origin: string, shot: Shot): Promise<void> {
  const { file, viewport, scale, dark, path, prepare } = shot;
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: scale,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(new URL(path, origin).href);
  await prepare(page);
  await page.waitForLoadState("networkidle");
  const png = await page.screenshot();
  await context.close();
  for (const quality of QUALITIES) {
    const target = join(OUT, `${file}.webp`);
    await sharp(png).webp({ quality, effort: 6 }).toFile(target);
    if (statSync(target).size <= MOST_BYTES) {
      process.stdout.write(`${target}: ${statSync(target).size} bytes at quality ${quality}\n`);
      return;
    }
  }
  throw new Error(
    `${file}.webp: expected at most ${MOST_BYTES} bytes, got more at quality ${QUALITIES.at(-1)}.`,
  );
}

await ensureDemo();
process.env.VITRINE_CHROMIUM = ensureChromium();
const server = await preview({ preview: { port: 0 } });
const browser = await chromium.launch(launchOptions());
const only = process.argv.slice(2);
try {
  const [origin] = server.resolvedUrls!.local as [string];
  for (const shot of SHOTS) {
    if (only.length === 0 || only.includes(shot.file)) await take(browser, origin, shot);
  }
} finally {
  await browser.close();
  await server.close();
}
