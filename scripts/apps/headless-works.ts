/** What the headless example has to do: show products for a chosen photo. */
import { readdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Site } from "../../e2e/site.ts";

const IMAGES = "public/demo/images";
const PATIENCE = { timeout: 120_000 };

/**
 * Chooses a photo on the page and waits for a list of products.
 *
 * @throws Error naming what did not happen
 */
export async function expectHeadlessWorks(page: Page, site: Site, path: string): Promise<void> {
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  const [photo] = readdirSync(IMAGES);
  try {
    await page.goto(site.origin + path);
    await page.locator("input[type=file]").setInputFiles(`${IMAGES}/${photo}`);
    await page
      .locator("pre")
      .filter({ hasText: /^\d\.\d\d .+, \d/ })
      .waitFor(PATIENCE);
  } catch (error) {
    throw new Error(`${path}: expected products, got none. ${trouble.join("\n")}`, {
      cause: error,
    });
  }
}
