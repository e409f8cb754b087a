/** The widget's list of results: more on scroll, columns on phones, and the whole shop in order. */
import { feedRows } from "./fixtures.ts";
import { ALL, expect, PHOTO, test } from "./widget.ts";

const VIEWPORTS = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
};

test("shows more on scroll, for hundreds of products", async ({ widget, page }) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await expect(widget.cards).toHaveCount(48);
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 600);
        return widget.cards.count();
      },
      { timeout: 60_000, intervals: [50] },
    )
    .toBeGreaterThanOrEqual(500);
  const ids = await widget.cards.evaluateAll((cards) =>
    cards.map((card) => (card as HTMLElement).dataset.id),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

for (const [where, use, style] of [
  ["a desktop", VIEWPORTS.desktop, ""],
  ["a phone, of cards higher than most", VIEWPORTS.phone, "--vs-picture-ratio: 0.6"],
] as const) {
  test.describe(`on ${where}`, () => {
    test.use(use);

    test("stays still once its end is in sight, and shows more by the button there", async ({
      widget,
      page,
    }) => {
      await widget.root.evaluate((root, style) => (root.style.cssText = style), style);
      await widget.choosePhoto(PHOTO.file);
      await widget.acceptUntilReady();
      await expect(widget.cards).toHaveCount(48);
      const end = widget.part("device").locator("summary").first();
      await end.evaluate((summary) =>
        summary.scrollIntoView({ block: "end", behavior: "instant" }),
      );
      const tops = await end.evaluate(async (summary) => {
        const tops: number[] = [];
        for (let frame = 0; frame < 30; frame++) {
          await new Promise(requestAnimationFrame);
          tops.push(summary.getBoundingClientRect().top);
        }
        return tops;
      });
      // The first frames draw the cards that came into sight, at their own height.
      expect(new Set(tops.slice(5)).size).toBe(1);
      expect(tops.at(-1)).toBeLessThan(page.viewportSize()!.height + 100);
      await expect(widget.cards).toHaveCount(48);
      await widget.part("more-button").click();
      await expect(widget.cards).toHaveCount(96);
      await end.evaluate((summary) => {
        summary.scrollIntoView({ block: "end", behavior: "instant" });
      });
      await page.waitForTimeout(500);
      await expect(widget.cards).toHaveCount(96);
      // Back among the products, there is no reason to wait.
      await page.mouse.move(use.viewport.width / 2, 400);
      await page.mouse.wheel(0, -700);
      await expect.poll(() => widget.cards.count()).toBeGreaterThan(96);
    });
  });
}

test("has two columns and fits the width on any phone and with any padding", async ({
  widget,
  page,
}) => {
  await widget.choosePhoto(PHOTO.file);
  await widget.acceptUntilReady();
  for (const padding of ["0px", "1rem", "1.5rem"]) {
    await widget.root.evaluate(
      (root, size) => root.style.setProperty("--vs-padding", size),
      padding,
    );
    for (const width of [320, 340, 360, 375, 390, 412]) {
      await page.setViewportSize({ width, height: 800 });
      const columns = await widget.part("grid").evaluate((grid) => {
        return getComputedStyle(grid).gridTemplateColumns.split(" ").length;
      });
      const at = `${width} pixels, padding ${padding}`;
      expect(columns, at).toBe(2);
      const scrolls = () => document.documentElement.scrollWidth;
      expect(await page.evaluate(scrolls), at).toBe(width);
    }
  }
  // Beside the longest of texts, a round button stays round.
  await widget.root.evaluate((root) => root.setAttribute("locale", "de"));
  await page.setViewportSize({ width: 320, height: 800 });
  await expect(widget.part("like-button").first()).toContainText("Ähnliche");
  const box = await widget.part("compare-button").first().boundingBox();
  expect([box!.width, box!.height]).toEqual([44, 44]);
});

test("orders the whole shop by price, page by page", async ({ widget }) => {
  const prices = (feedRows() as { price: string; sale_price?: string }[]).map(
    ({ price, sale_price }) => Number.parseFloat(sale_price || price),
  );
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await widget.part("sort").selectOption("price-down");
  const shown = async () =>
    (await widget.part("price").allTextContents()).map((text) =>
      Number(/[\d.]+/.exec(text.replaceAll(",", ""))?.[0]),
    );
  const dearest = prices.sort((a, b) => b - a);
  await expect.poll(async () => (await shown()).slice(0, 48)).toEqual(dearest.slice(0, 48));
  await expect(widget.part("count")).toHaveText(ALL);
  await widget.part("more-button").evaluate((button) => (button as HTMLElement).click());
  await expect.poll(async () => (await shown()).slice(0, 96)).toEqual(dearest.slice(0, 96));
});
