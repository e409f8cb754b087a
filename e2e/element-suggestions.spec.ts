/** What a detector suggests to select, as buttons on the photo. */
import type { Page } from "@playwright/test";
import { expect, heard, test } from "./parts.ts";
import { at, drag, expectRegion, FOUND, HALF, show, state } from "./region.ts";

test.describe("suggestions", () => {
  const handbag = (page: Page) => page.getByRole("button", { name: "handbag bottom right" });

  test("selects the best automatically, once, and only if asked to", async ({ parts: page }) => {
    await show(page, { detections: FOUND });
    await expect(handbag(page)).toHaveAttribute("aria-pressed", "false");
    await show(page, { detections: FOUND, autoSelect: true });
    await expect(handbag(page)).toHaveAttribute("aria-pressed", "true");
    const { region } = FOUND[0]!;
    expect(await heard(page, "vs-region")).toEqual([{ type: "vs-region", region, final: true }]);

    await page.getByRole("button", { name: "Use the whole photo" }).click();
    await page.evaluate((detections) => {
      const element = document.querySelector("visual-search-region")!;
      element.detections = [...detections];
      return element.updateComplete;
    }, FOUND);
    expect(await state(page)).toBeNull();
    await show(page, { detections: FOUND, autoSelect: true, region: HALF });
    expect(await state(page)).toEqual(HALF);
  });

  test("lets the box be moved through a pressed suggestion, which can still be clicked", async ({
    parts: page,
  }) => {
    await show(page, { detections: FOUND, region: FOUND[0]!.region });
    await drag(page, [0.75, 0.75], [0.65, 0.65]);
    expectRegion(await state(page), { x: 0.5, y: 0.5, width: 0.3, height: 0.3 });
    await expect(handbag(page)).toHaveAttribute("aria-pressed", "false");
    await handbag(page).click();
    await expect(handbag(page)).toHaveAttribute("aria-pressed", "true");
    await handbag(page).click();
    expect(await state(page)).toBeNull();
  });

  test("stand in the middle of what they name", async ({ parts: page }) => {
    await show(page, { detections: FOUND });
    const { x, y, width, height } = (await handbag(page).boundingBox())!;
    const [middleX, middleY] = await at(page, 0.75, 0.75);
    expect(x + width / 2).toBeCloseTo(middleX, 0);
    expect(y + height / 2).toBeCloseTo(middleY, 0);
  });

  test("are words on the photo, with any text and at any place", async ({ parts: page }) => {
    await show(page, {
      detections: [
        { label: "<img src=x onerror=alert(1)>", region: { x: -3, y: 0.4, width: 3, height: 9 } },
        {
          label: `\u202e${"long ".repeat(2000)}`,
          region: { x: 0.9, y: 0, width: 0.1, height: 0.1 },
        },
        { label: "not a place", region: { x: Number.NaN, y: 0, width: 1, height: 1 } },
      ],
    });
    await expect(page.getByRole("button", { name: "<img src=x onerror=alert(1)>" })).toBeVisible();
    const stage = (await page.locator("canvas").boundingBox())!;
    for (const button of await page.locator(".hotspot").all()) {
      const { x, y, width, height } = (await button.boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(stage.x - 0.5);
      expect(y).toBeGreaterThanOrEqual(stage.y - 0.5);
      expect(x + width).toBeLessThanOrEqual(stage.x + stage.width + 0.5);
      expect(y + height).toBeLessThanOrEqual(stage.y + stage.height + 0.5);
      await button.click();
    }
    expect(await page.locator("img").count()).toBe(0);
  });
});
