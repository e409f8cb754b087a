/** Fixtures for the widget's parts, each on a page of its own and under the policy of any page with Vitrine. */
import { rmSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { rolldown } from "rolldown";
import { Site } from "./site.ts";

export { expect };

async function bundleParts(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const bundle = await rolldown({
    input: { parts: "e2e/pages/parts/parts.ts" },
    platform: "browser",
    // The package's own list of what has side effects names its built files.
    treeshake: { moduleSideEffects: () => true },
  });
  await bundle.write({ dir: folder, format: "esm" });
  await bundle.close();
}

export const test = base.extend<{ parts: Page }, { partsSite: Site }>({
  partsSite: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
    async ({}, use, { workerIndex }) => {
      const folder = `.cache/parts-${workerIndex}`;
      await bundleParts(folder);
      const site = await Site.start({ folders: { "/": "e2e/pages/parts", "/bundle/": folder } });
      await use(site);
      await site.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  /** The page with nothing on it; what breaks its policy or its scripts is a failure. */
  parts: async ({ page, partsSite }, use) => {
    const errors = await openParts(page, partsSite);
    await use(page);
    expect(errors).toEqual([]);
    expect(await page.evaluate(() => parts.violations)).toEqual([]);
  },
});

/** Loads the page, and gives the list to which its errors are added. */
export async function openParts(page: Page, site: Site, origin = site.origin): Promise<string[]> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => "parts" in globalThis);
  return errors;
}

/** What has been heard of a type of event so far. */
export function heard(page: Page, type: string): Promise<any[]> {
  return page.evaluate((type) => parts.heard.filter((event) => event.type === type), type);
}

/** No violation of any of axe's rules, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    expect(found, colorScheme).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
