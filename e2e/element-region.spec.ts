/** The widget's selection of a part of the photo, by pointer, touch and keyboard. */
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, heard, test } from "./parts.ts";
import { at, box, drag, expectRegion, FOUND, HALF, show, shownRegion, state } from "./region.ts";

test.describe("with a pointer", () => {
  test("draws a box by dragging, reported live and then once as final", async ({ parts: page }) => {
    await show(page);
    await drag(page, [0.2, 0.3], [0.6, 0.8]);
    const expected = { x: 0.2, y: 0.3, width: 0.4, height: 0.5 };
    expectRegion(await state(page), expected);
    expectRegion(await shownRegion(page), expected);
    const events = await heard(page, "vs-region");
    expect(events.filter(({ final }) => final)).toHaveLength(1);
    expect(events.at(-1).final).toBe(true);
    expect(events.length).toBeGreaterThan(1);
    expectRegion(events.at(-1).region, expected);
  });

  test("moves the box up to the photo's edges and no further", async ({ parts: page }) => {
    await show(page, { region: HALF });
    await drag(page, [0.5, 0.5], [0.6, 0.4]);
    expectRegion(await state(page), { ...HALF, x: 0.35, y: 0.15 });
    await drag(page, [0.5, 0.5], [1.6, -1]);
    expectRegion(await state(page), { ...HALF, x: 0.5, y: 0 });
  });

  for (const [handle, from, to, expected] of [
    ["a corner", [0.25, 0.25], [0.1, 0.5], { x: 0.1, y: 0.5, width: 0.65, height: 0.25 }],
    ["an edge", [0.75, 0.5], [0.9, 0.9], { x: 0.25, y: 0.25, width: 0.65, height: 0.5 }],
    ["a corner too far", [0.75, 0.75], [0, 0], { x: 0.25, y: 0.25, width: 0.05, height: 0.0533 }],
  ] as const) {
    test(`resizes the box by ${handle} while the opposite side stays`, async ({ parts: page }) => {
      await show(page, { region: HALF });
      await drag(page, [...from], [...to]);
      expectRegion(await state(page), expected);
    });
  }

  test("reports at most once a frame, however fast the pointer is", async ({ parts: page }) => {
    await show(page, { region: HALF });
    await page.mouse.move(...(await at(page, 0.5, 0.5)));
    await page.mouse.down();
    const counts = await page.evaluate(async () => {
      const element = document.querySelector("visual-search-region")!;
      const stage = element.shadowRoot!.querySelector(".stage")!;
      const { left, top, width, height } = stage.getBoundingClientRect();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const counts: number[] = [];
      for (let i = 0; i < 3; i++) {
        await frame();
        parts.heard.length = 0;
        for (let step = 0; step < 50; step++) {
          const [x, y] = [0.3 + 0.1 * i + step / 1000, 0.4];
          const [clientX, clientY] = [left + x * width, top + y * height];
          const init = { pointerId: 1, isPrimary: true, clientX, clientY, bubbles: true };
          stage.dispatchEvent(new PointerEvent("pointermove", init));
        }
        await frame();
        counts.push(parts.heard.length);
      }
      return counts;
    });
    await page.mouse.up();
    expect(counts).toEqual([1, 1, 1]);
  });

  test("ignores a click, and Escape undoes a drag in progress", async ({ parts: page }) => {
    await show(page, { region: HALF });
    await page.mouse.click(...(await at(page, 0.1, 0.1)));
    await page.mouse.click(...(await at(page, 0.5, 0.5)));
    expect(await heard(page, "vs-region")).toEqual([]);
    await page.mouse.move(...(await at(page, 0.5, 0.5)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.6, 0.6)), { steps: 3 });
    await page.keyboard.press("Escape");
    await page.mouse.move(...(await at(page, 0.7, 0.7)), { steps: 3 });
    await page.mouse.up();
    expect(await state(page)).toEqual(HALF);
    expect((await heard(page, "vs-region")).at(-1)).toMatchObject({ region: HALF, final: true });
  });

  test("returns to the whole photo by the button and leaves the focus on the box", async ({
    parts: page,
  }) => {
    await show(page, { region: HALF });
    const reset = page.getByRole("button", { name: "Use the whole photo" });
    await reset.click();
    expect(await state(page)).toBeNull();
    await expect(reset).toBeHidden();
    await expect(box(page)).toBeFocused();
    expect(await heard(page, "vs-region")).toEqual([
      { type: "vs-region", region: null, final: true },
    ]);
  });

  test("ends a drag when the photo is removed", async ({ parts: page }) => {
    await show(page, { region: HALF });
    await page.mouse.move(...(await at(page, 0.5, 0.5)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.6, 0.6)), { steps: 3 });
    await page.evaluate(() => {
      document.querySelector("visual-search-region")!.image = parts.photo(300, 300);
    });
    const before = await state(page);
    await page.mouse.move(...(await at(page, 0.8, 0.8)), { steps: 3 });
    await page.mouse.up();
    expect(await state(page)).toEqual(before);
  });
});

test.describe("with touch", () => {
  test.use({ viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true });

  async function swipe(page: Page, from: [number, number], to: [number, number]): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const [start, end] = [await at(page, ...from), await at(page, ...to)];
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", share: number) => {
      const [x, y] = [0, 1].map((i) => start[i]! + share * (end[i]! - start[i]!));
      const touchPoints = type === "touchEnd" ? [] : [{ x: x!, y: y! }];
      return session.send("Input.dispatchTouchEvent", { type, touchPoints });
    };
    await touch("touchStart", 0);
    for (let step = 1; step <= 10; step++) await touch("touchMove", step / 10);
    await touch("touchEnd", 1);
    await session.detach();
  }
  const scrolled = (page: Page) => page.evaluate(() => scrollY);

  test("drags a corner and the box without scrolling the page", async ({ parts: page }) => {
    await show(page, { region: HALF });
    await swipe(page, [0.75, 0.75], [0.9, 0.6]);
    expectRegion(await state(page), { x: 0.25, y: 0.25, width: 0.65, height: 0.35 });
    await swipe(page, [0.5, 0.42], [0.5, 0.3]);
    expectRegion(await state(page), { x: 0.25, y: 0.13, width: 0.65, height: 0.35 });
    expect(await scrolled(page)).toBe(0);
    expect((await heard(page, "vs-region")).at(-1).final).toBe(true);
  });

  test("the whole photo's corner crops it, and its middle scrolls the page", async ({
    parts: page,
  }) => {
    await show(page);
    await swipe(page, [0.5, 0.8], [0.5, 0.3]);
    await expect.poll(() => scrolled(page)).toBeGreaterThan(20);
    expect(await state(page)).toBeNull();
    // The page may still glide on from the swipe.
    await expect
      .poll(() =>
        page.evaluate(async () => {
          scrollTo(0, 0);
          await new Promise((resolve) => setTimeout(resolve, 300));
          return scrollY;
        }),
      )
      .toBe(0);
    await swipe(page, [0.02, 0.02], [0.3, 0.4]);
    expectRegion(await state(page), { x: 0.28, y: 0.38, width: 0.72, height: 0.62 });
  });

  test("has corner targets of 44 pixels on the photo for any box, and edge targets on a usual one", async ({
    parts: page,
  }) => {
    const tiny = 0.06;
    for (const region of [
      null,
      HALF,
      { x: 0, y: 0, width: tiny, height: tiny },
      { x: 1 - tiny, y: 0.5, width: tiny, height: tiny },
    ]) {
      await show(page, { region });
      const stage = (await page.locator("canvas").boundingBox())!;
      const handles = ["nw", "ne", "se", "sw"];
      if (region === null || region === HALF) handles.push("n", "e", "s", "w");
      for (const handle of handles) {
        const target = (await page.locator(`[data-handle=${handle}]`).boundingBox())!;
        expect(Math.min(target.width, target.height)).toBeGreaterThanOrEqual(44);
        expect(target.x).toBeGreaterThanOrEqual(stage.x - 0.5);
        expect(target.y).toBeGreaterThanOrEqual(stage.y - 0.5);
        expect(target.x + target.width).toBeLessThanOrEqual(stage.x + stage.width + 0.5);
        expect(target.y + target.height).toBeLessThanOrEqual(stage.y + stage.height + 0.5);
      }
    }
  });
});

test.describe("with the keyboard", () => {
  async function reach(page: Page, target: Locator): Promise<void> {
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element.matches(":focus-visible"))) return;
    }
    await expect(target).toBeFocused();
  }

  test("arrows move, with Shift resize, with Ctrl go far, and Escape resets", async ({
    parts: page,
  }) => {
    await show(page, { region: HALF });
    await reach(page, box(page));
    for (const key of ["ArrowRight", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    expectRegion(await state(page), { ...HALF, x: 0.26, y: 0.27 }, 9);
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Shift+ArrowDown");
    expectRegion(await state(page), { x: 0.26, y: 0.27, width: 0.49, height: 0.51 }, 9);
    await page.keyboard.press("Control+ArrowLeft");
    expectRegion(await state(page), { x: 0.16, y: 0.27, width: 0.49, height: 0.51 }, 9);
    await expect(page.getByRole("status")).toHaveText(
      "49% wide and 51% high, 16% from the left and 27% from the top",
    );
    await page.keyboard.press("Escape");
    expect(await state(page)).toBeNull();
    await expect(page.getByRole("status")).toHaveText("The whole photo");
    await expect(box(page)).toBeFocused();
  });

  test("reports a held key live, and as final when released", async ({ parts: page }) => {
    await show(page, { region: HALF });
    await box(page).focus();
    const frame = () =>
      page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    for (let i = 0; i < 4; i++) {
      await page.keyboard.down("ArrowLeft");
      await frame();
    }
    const live = await heard(page, "vs-region");
    expect(live.length).toBeGreaterThan(0);
    expect(live.every(({ final }) => final === false)).toBe(true);
    await expect(page.getByRole("status")).toContainText("25% from the left");
    await page.keyboard.up("ArrowLeft");
    const events = await heard(page, "vs-region");
    expect(events.filter(({ final }) => final)).toHaveLength(1);
    expectRegion(events.at(-1).region, { ...HALF, x: 0.21 }, 9);
    await expect(page.getByRole("status")).toContainText("21% from the left");
  });

  test("leaves other keys to the page", async ({ parts: page }) => {
    await show(page);
    await page.evaluate(() => {
      addEventListener("keydown", ({ key, defaultPrevented }) => {
        parts.heard.push({ type: "key", key, defaultPrevented });
      });
    });
    await box(page).focus();
    for (const key of ["a", "Enter", "Escape"]) await page.keyboard.press(key);
    const keys = await heard(page, "key");
    expect(keys.map(({ key }) => key)).toEqual(["a", "Enter", "Escape"]);
    expect(keys.some(({ defaultPrevented }) => defaultPrevented)).toBe(false);
  });

  test("shows suggestions as buttons at their place, which toggle", async ({ parts: page }) => {
    await show(page, { detections: FOUND });
    const shoe = page.getByRole("button", { name: "shoe bottom left" });
    await reach(page, shoe);
    await page.keyboard.press("Enter");
    await expect(shoe).toHaveAttribute("aria-pressed", "true");
    expectRegion(await state(page), FOUND[1]!.region, 9);
    await page.keyboard.press("Space");
    await expect(shoe).toHaveAttribute("aria-pressed", "false");
    expect(await state(page)).toBeNull();
  });
});

test.describe("in a page that is read from right to left", () => {
  test("does not mirror the photo, the box or the keys", async ({ parts: page }) => {
    await page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    await show(page);
    await drag(page, [0.1, 0.2], [0.4, 0.6]);
    const expected = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
    expectRegion(await state(page), expected);
    expectRegion(await shownRegion(page), expected);
    await page.keyboard.press("Control+ArrowRight");
    expectRegion(await state(page), { ...expected, x: 0.2 });
    const red = await page.evaluate(() => {
      const canvas = document
        .querySelector("visual-search-region")!
        .shadowRoot!.querySelector("canvas")!;
      const { width, height } = canvas;
      const [, first] = canvas.getContext("2d")!.getImageData(width / 6, height / 6, 1, 1).data;
      const [, last] = canvas
        .getContext("2d")!
        .getImageData((5 * width) / 6, height / 6, 1, 1).data;
      return [first, last];
    });
    const [, photoFirst, photoLast] = await page.evaluate(() => {
      const context = parts.drawPhoto(30, 30).getContext("2d")!;
      const green = (x: number) => context.getImageData(x, 5, 1, 1).data[1];
      return [0, green(5), green(25)];
    });
    expect(red).toEqual([photoFirst, photoLast]);
  });
});

test.describe("at any size and density", () => {
  test.use({ deviceScaleFactor: 3, viewport: { width: 390, height: 800 } });

  test("draws the photo in the screen's pixels, never in more than its own", async ({
    parts: page,
  }) => {
    const drawn = () =>
      page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
    await show(page, { width: 4000, height: 3000 });
    const { width } = (await page.locator("canvas").boundingBox())!;
    await expect.poll(async () => (await drawn())[0]).toBe(Math.round(width * 3));
    await page.setViewportSize({ width: 250, height: 800 });
    const narrow = (await page.locator("canvas").boundingBox())!;
    expect(narrow.width).toBeLessThan(width);
    await expect.poll(async () => (await drawn())[0]).toBe(Math.round(narrow.width * 3));
    await show(page, { width: 200, height: 100 });
    await expect.poll(drawn).toEqual([200, 100]);
  });

  for (const [width, height] of [
    [300, 900],
    [900, 200],
  ] as const) {
    test(`a photo of ${width} x ${height} keeps its shape and takes a box`, async ({
      parts: page,
    }) => {
      await show(page, { width, height });
      const stage = (await page.locator("canvas").boundingBox())!;
      expect(stage.width / stage.height).toBeCloseTo(width / height, 1);
      expect(stage.height).toBeLessThanOrEqual(800);
      await drag(page, [0.3, 0.3], [0.7, 0.7]);
      expectRegion(await state(page), { x: 0.3, y: 0.3, width: 0.4, height: 0.4 });
    });
  }
});

test("shows nothing without a photo, and can be removed and added again", async ({
  parts: page,
}) => {
  await page.evaluate(() => parts.show("visual-search-region"));
  await expect(page.locator("canvas")).toHaveCount(0);
  await show(page, { region: HALF });
  await page.evaluate(async () => {
    const element = document.querySelector("visual-search-region")!;
    const place = element.parentElement!;
    element.remove();
    element.image = parts.photo(400, 400);
    await element.updateComplete;
    place.append(element);
  });
  await drag(page, [0.5, 0.5], [0.6, 0.5]);
  expectRegion(await state(page), { ...HALF, x: 0.35 });
  const drawn = page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.width);
  expect(await drawn).toBe(400);
});

test("has no axe violations, with a box, with suggestions and without", async ({ parts: page }) => {
  await show(page);
  await expectAccessible(page);
  await show(page, { detections: FOUND, autoSelect: true });
  await expectAccessible(page);
});

test("makes the box and pressed suggestions stand out in forced colours", async ({
  parts: page,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  await show(page, { detections: FOUND, autoSelect: true });
  const colour = (selector: string, property: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await colour(".box", "border-top-color")).not.toBe(background);
  const pressed = await colour(".hotspot[aria-pressed=true] .pill", "background-color");
  const other = await colour(".hotspot[aria-pressed=false] .pill", "background-color");
  expect(pressed).not.toBe(other);
});
