/** The page of `vitrine serve`. */
import { serveCatalog } from "../src/build/index.ts";
import { expect, feedRows, test } from "./fixtures.ts";

for (const [name, options, hasPictures] of [
  ["the catalog alone", {}, false],
  ["the folder that it is in", { root: "public" }, true],
] as const) {
  test(`vitrine serve serves a page that searches, with ${name}`, async ({ page }) => {
    const rows = feedRows();
    const server = await serveCatalog({ catalog: "public/demo/catalog", port: 0, ...options });
    try {
      const refused: string[] = [];
      page.on("console", (message) => {
        if (/Content Security Policy|Refused/.test(message.text())) refused.push(message.text());
      });
      const response = await page.goto(server.url);
      expect(response!.headers()["content-security-policy"]).toContain("default-src 'self'");
      const status = page.getByRole("status");
      await expect(status).toHaveText(`${rows.length} products`);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      if (hasPictures) {
        const width = () =>
          page
            .locator("article img")
            .first()
            .evaluate((image: HTMLImageElement) => image.naturalWidth);
        await expect.poll(width).toBeGreaterThan(0);
      }
      await page.getByLabel("Describe it").fill("a red dress");
      await page.getByRole("button", { name: "Search" }).click();
      await expect(status).toHaveText(/^60 products in \d+ ms$/, { timeout: 60_000 });
      await expect(page.locator("article").first()).toContainText(/dress/);
      await page.getByRole("button", { name: "More like this" }).first().click();
      await expect(status).toHaveText(/^60 products in \d+ ms$/);
      await page.getByLabel("Describe it").fill("");
      const { image, title } = rows[0]!;
      await page.getByLabel("or show a photo").setInputFiles(`public/demo/images/${image}`);
      await expect(page.locator("article").first()).toContainText(title!, { timeout: 60_000 });
      expect(refused).toEqual([]);
    } finally {
      await server.close();
    }
  });
}
