/** What the tests of the demo shop share: its server, its pages, and checks of accessibility and width. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { test as base, expect } from "./fixtures.ts";
import { Site } from "./site.ts";

export { expect };

/** The policy of every page of the demo. */
export const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob: data:; style-src 'self'";

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export const test = base.extend<{
  demo: Site;
  store: Page;
  serviceWorker: boolean;
  allowed: RegExp[];
}>({
  /** Only where a test is about it: it fetches every picture of the shop. */
  serviceWorker: [false, { option: true }],
  /** What may stand on the console without being a failure. */
  allowed: [[], { option: true }],
  context: async ({ context, serviceWorker }, use) => {
    if (!serviceWorker) {
      await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined });
      });
    }
    await use(context);
  },
  /** The built demo. Nothing of it is in the HTTP cache, so that what answers without a server is its own. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  demo: async ({}, use) => {
    const site = await Site.start({
      folders: { "/": "demo-dist" },
      headers: { "Content-Security-Policy": POLICY, "Cache-Control": "no-store" },
    });
    await use(site);
    await site.stop();
  },
  /** A page whose messages on the console, and whose breaches of the policy, are failures. */
  store: async ({ page, allowed }, use, testInfo) => {
    testInfo.setTimeout(240_000);
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    await use(page);
    expect(messages.filter((text) => !allowed.some((known) => known.test(text)))).toEqual([]);
  },
});

/** Goes to an address of the store, and waits for its products. */
export async function visit(page: Page, site: Site, hash = "#/"): Promise<void> {
  await page.goto(`${site.origin}/${hash}`);
  await ready(page, hash);
}

export async function ready(page: Page, hash: string): Promise<void> {
  await expect(page.locator("#view")).toHaveAttribute("data-ready", hash, { timeout: 90_000 });
}

export const cards = (page: Page) => page.locator("#view .card:not(.skeleton)");

/** Everything that axe knows of the page in its present state. */
export async function checkAccess(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    // One card is like another, and dozens of them take long.
    .exclude(".card:nth-child(n + 5)")
    .exclude({ fromShadowDom: ["visual-search", "li[data-id]:nth-child(n + 5)"] })
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
  ).toEqual([]);
}

export async function checkWidth(page: Page): Promise<void> {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: innerWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(client);
}
