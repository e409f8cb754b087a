import { readdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import { test as base, expect, feedRows } from "./fixtures.ts";
import { Site } from "./site.ts";

const test = base.extend<{ demo: Page; demoSite: Site }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  demoSite: async ({}, use) => {
    const site = await Site.start({
      folders: { "/": "demo-dist" },
      headers: {
        "Content-Security-Policy":
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob:",
      },
    });
    await use(site);
    await site.stop();
  },
  /** The demo once it is ready; any message on its console is a failure. */
  demo: async ({ page, demoSite }, use) => {
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    await page.goto(`${demoSite.origin}/`);
    await expect(page.locator("#status-summary")).toContainText("Ready", { timeout: 60_000 });
    await use(page);
    expect(messages).toEqual([]);
  },
});

const hits = (page: Page) => page.locator("#results [data-id]");

/** The panels are folded on a phone. */
async function unfold(page: Page, id: string): Promise<void> {
  const panel = page.locator(id);
  if (!(await panel.evaluate((element) => (element as HTMLDetailsElement).open))) {
    await panel.locator("summary").first().click();
  }
}

for (const [name, viewport] of [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test("shows the shop, then finds by text, photo, both and likeness, without a request", async ({
      demo,
      demoSite,
    }) => {
      await expect(hits(demo)).not.toHaveCount(0);
      await expect(demo.locator("#network-count")).toHaveText("0");
      const asked = () =>
        demoSite.requests.filter(({ path }) => !path.includes("/thumbnails/")).length;
      const before = asked();

      await demo.locator("#text").fill("brown belt");
      await expect(demo.locator("#results-heading")).toHaveText("Best matches");
      await expect(hits(demo).first()).toContainText(/belt/i);

      const [picture] = readdirSync("public/demo/images").sort();
      await demo.locator("#photo").setInputFiles(`public/demo/images/${picture}`);
      await expect(demo.locator(".chip[data-part=photo]")).toBeVisible();
      await demo.getByRole("button", { name: "Remove text" }).click();
      const id = picture!.replace(".webp", "");
      await expect(hits(demo).first()).toHaveAttribute("data-id", id);

      await demo.getByRole("button", { name: "More like this", exact: true }).first().click();
      await expect(demo.locator(".chip[data-part=like]")).toBeVisible();
      await expect(demo.locator(`#results [data-id="${id}"]`)).toHaveCount(0);

      expect(asked()).toBe(before);
      await unfold(demo, "#status");
      await expect(demo.locator("#network-count")).toHaveText("0");
      await expect(demo.locator("#device")).toContainText("WebAssembly");
      await expect(demo.locator("#timing")).toContainText("ms");
    });

    test("filters by facet and price, and clears the filters", async ({ demo }) => {
      await unfold(demo, "#filters");
      const categories = demo.locator("[data-facet=category]");
      await categories.getByRole("button", { name: /^Show all/ }).click();
      await categories.getByLabel(/^boots/i).check();
      const boots = feedRows().filter(({ category }) => category === "boots");
      await expect(demo.locator("#result-count")).toHaveText(
        new RegExp(`${boots.length} products$`),
      );
      await demo.locator("[name=price-max]").fill("150");
      await demo.locator("[name=price-max]").blur();
      const cheap = boots.filter(({ price, sale_price }) => Number(sale_price || price) <= 150);
      expect(cheap.length).toBeLessThan(boots.length);
      await expect(hits(demo)).toHaveCount(cheap.length);
      for (const text of await hits(demo).allTextContents()) expect(text).toMatch(/boots/i);
      await demo.locator("#clear-filters").click();
      await expect.poll(() => hits(demo).count()).toBeGreaterThan(cheap.length);
    });

    test("never scrolls sideways", async ({ demo }) => {
      const width = await demo.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(viewport.width);
    });
  });
}

test("a catalog that does not load is said kindly, and another try works", async ({
  page,
  demoSite,
}) => {
  demoSite.spoil("/demo/catalog/manifest.json", () => ({ status: 503 }));
  await page.goto(`${demoSite.origin}/`);
  const notice = page.locator('.notice[data-code="network"]');
  await expect(notice).toBeVisible();
  demoSite.spoil("/demo/catalog/manifest.json");
  await notice.getByRole("button").first().click();
  await expect(hits(page)).not.toHaveCount(0);
});

test("a file that is no picture is said kindly", async ({ demo }) => {
  await demo.locator("#photo").setInputFiles({
    name: "photo.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("not a picture"),
  });
  await expect(demo.locator('.notice[data-code="unsupported-image"]')).toBeVisible();
});
