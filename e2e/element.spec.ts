/** The widget as a shopper uses it, from consent to results. */
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { scriptsAtFirst, size } from "../bench/size.ts";
import { feedRows } from "./fixtures.ts";
import { ALL, DRESSES, expect, PHOTO, SAMPLES, takePaths, test, Widget } from "./widget.ts";

/** What a page may load of the widget before its visitor does anything. */
const MOST_BYTES = 35_000;

const VIEWPORTS = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
};

for (const [name, use] of Object.entries(VIEWPORTS)) {
  test.describe(name, () => {
    test.use(use);

    test("asks before it fetches anything, and finds a product by its photo", async ({
      widget,
      site,
    }) => {
      await expect(widget.part("welcome")).toBeVisible();
      await widget.checkAccess();
      const before = takePaths(site).filter((path) => path.startsWith("/dist/"));
      expect(before.sort()).toEqual(scriptsAtFirst().map((file) => `/dist/${file}`));

      await widget.choosePhoto(PHOTO.file);
      await expect(widget.part("consent")).toContainText("stays on this device");
      await expect(widget.part("accept-button")).toContainText(/\d MB/);
      await expect(widget.page.locator(":focus").last()).toBeVisible();
      await widget.checkAccess();
      // What it takes is known from the manifest alone.
      expect(takePaths(site).filter((path) => /^\/(shop|models)\//.test(path))).toEqual([
        "/shop/catalog/manifest.json",
      ]);

      await widget.acceptUntilReady();
      await expect(widget.cards.first()).toHaveAttribute("data-id", PHOTO.id);
      await expect(widget.part("why").first()).toHaveText(/Very similar/);
      await expect(widget.root.getByRole("status").first()).toHaveText(/closest products/);
      await widget.checkAccess();

      // From here on nothing is fetched but pictures, and the photo was never sent.
      takePaths(site);
      const liked = await widget.cards.nth(1).getAttribute("data-id");
      await widget.part("like-button").nth(1).click();
      await expect(widget.root.locator("[data-part=like]")).toBeVisible();
      await widget.waitFor("ready");
      // What a product resembles most is itself, which nobody has to be shown.
      await expect(widget.root.locator(`li[data-id="${liked}"]`)).toHaveCount(0);
      expect(takePaths(site)).toEqual([]);
    });

    test("never scrolls sideways, and has targets large enough for a finger", async ({
      widget,
    }) => {
      await widget.search("red dress");
      await widget.acceptUntilReady();
      expect(await widget.page.evaluate(() => document.documentElement.scrollWidth)).toBe(
        use.viewport.width,
      );
      if (name !== "phone") return;
      const small = await widget.root.evaluate((element) =>
        [
          ...element.shadowRoot!.querySelectorAll(
            "button, select, input[type=search], summary, label.check",
          ),
        ]
          .filter((target) => target.checkVisibility())
          .map((target) => [target.className, target.getBoundingClientRect()] as const)
          .filter(([, { width, height }]) => Math.round(height) < 44 || Math.round(width) < 44)
          .map(([classes, { width, height }]) => `${classes} ${width} x ${height}`),
      );
      expect(small.filter((text) => !text.startsWith("as-link"))).toEqual([]);
    });

    test("refines: excludes, weighs, filters, sorts, undoes and starts over", async ({
      widget,
    }) => {
      await widget.choosePhoto(PHOTO.file);
      await widget.acceptUntilReady();
      if (name === "phone") await widget.part("filters").locator("summary").first().click();

      await widget.root.getByRole("checkbox", { name: /^Dress/ }).check();
      await expect(widget.part("count")).toHaveText(`The ${DRESSES} closest products`);
      await widget.root.getByRole("checkbox", { name: /^Dress/ }).uncheck();
      const price = widget.root.locator('[data-facet="price"]');
      if (!(await price.evaluate((element) => (element as HTMLDetailsElement).open))) {
        await price.locator("summary").click();
      }
      await price.getByLabel("From").fill("90");
      await price.getByLabel("To").fill("20");
      await price.getByLabel("To").blur();
      await expect(price.getByRole("alert")).toHaveText("“From” is higher than “To”.");
      await widget.checkAccess();
      await price.getByLabel("To").fill("100");
      await price.getByLabel("To").blur();
      await expect(price.getByRole("alert")).toHaveText("");
      await widget.waitFor("ready");
      const prices = async () =>
        (await widget.part("price").allTextContents()).map((text) =>
          Number(/[\d.]+/.exec(text)?.[0]),
        );
      await expect.poll(async () => Math.min(...(await prices()))).toBeGreaterThanOrEqual(90);
      expect(Math.max(...(await prices()))).toBeLessThanOrEqual(100);

      await widget.part("sort").selectOption("price-down");
      await expect.poll(prices).toEqual((await prices()).sort((a, b) => b - a));

      // The words need another download, which is asked for by itself.
      await widget.root.getByLabel("Exclude").first().fill("blue");
      await widget.root.getByLabel("Exclude").first().press("Enter");
      await expect(widget.part("consent")).toContainText("words");
      await widget.acceptUntilReady();
      await expect(widget.root.locator("[data-part=not]")).toHaveText(/blue/);

      const balance = widget.root.getByLabel("Picture or words");
      await balance.focus();
      await balance.press("ArrowRight");
      await expect(balance).toHaveAttribute("aria-valuetext", "55% words");
      await widget.waitFor("ready");

      await widget.part("undo-button").click();
      await expect(balance).toHaveAttribute("aria-valuetext", "50% words");
      await widget.part("undo-button").click();
      await expect(widget.root.locator("[data-part=not]")).toHaveCount(0);
      await widget.part("redo-button").click();
      await expect(widget.root.locator("[data-part=not]")).toHaveCount(1);

      await widget.root.getByRole("button", { name: "Clear filters" }).first().click();
      await expect(widget.part("count")).toHaveText("The 120 closest products");
    });

    test("filters by a single size of products that come in several", async ({ widget }) => {
      const rows = feedRows().filter(({ category }) => category === "boots");
      const sizesOf = (row: Record<string, string>) => row.size!.split(", ");
      await widget.choosePhoto(PHOTO.file);
      await widget.acceptUntilReady();
      if (name === "phone") await widget.part("filters").locator("summary").first().click();
      const facet = widget.root.locator('[data-facet="size"]');
      await facet.locator("summary").click();
      await facet.getByRole("button", { name: /^Show all/ }).click();
      const offered = await facet.locator(".check-value").allTextContents();
      const sizes = new Set(feedRows().flatMap(sizesOf));
      const shown = (size: string) => size.charAt(0).toUpperCase() + size.slice(1);
      expect(offered.toSorted()).toEqual([...sizes].map(shown).sort());

      const wanted = sizesOf(rows[0]!)[0]!;
      await facet.getByRole("checkbox", { name: new RegExp(`^${wanted} `) }).check();
      await widget.waitFor("ready");
      const having = feedRows().filter((row) => sizesOf(row).includes(wanted));
      const count = Math.min(120, having.length);
      await expect(widget.part("count")).toHaveText(`The ${count} closest products`);
      const ids = new Set(having.map(({ id }) => id));
      const hits = await widget.cards.evaluateAll((all) =>
        all.map((card) => (card as HTMLElement).dataset.id),
      );
      expect(hits.length).toBeGreaterThan(0);
      expect(hits.filter((id) => !ids.has(id!))).toEqual([]);
    });

    test("stops a download and resumes it", async ({ widget, site }) => {
      const weights = "/models/starter/onnx/text_model_quantized.onnx";
      site.spoil(weights, () => ({ bytesPerSecond: 60_000 }));
      await widget.search("red dress");
      await widget.accept();
      await widget.waitFor("loading");
      await expect(widget.part("progress")).toContainText(/of .* MB/);
      await expect(widget.part("progress")).toContainText("per second");
      // Something to look at in the meantime, without any model.
      await expect(widget.cards.first()).toBeVisible();
      await widget.checkAccess();
      await widget.part("progress").getByRole("button", { name: "Stop" }).click();
      await widget.waitFor("paused");
      await widget.checkAccess();
      site.spoil(weights);
      await widget.part("progress").getByRole("button", { name: "Continue" }).click();
      await widget.waitFor("ready");
      await expect(widget.part("title").first()).toContainText(/dress/i);
    });
  });
}

test("loads at most 35 kB of JavaScript before the first interaction, in any language", async ({
  shop,
  site,
}) => {
  await shop.evaluate(() => add({ locale: "ar" }));
  await expect(shop.getByRole("heading", { name: "ابحث بصورة" })).toBeVisible();
  const loaded = takePaths(site).filter((path) => path.startsWith("/dist/"));
  const bytes = loaded.reduce(
    (total, path) => total + brotliCompressSync(readFileSync(path.slice(1))).length,
    0,
  );
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  expect(bytes).toBeLessThanOrEqual(size().elementLargestBrotliBytes);
  expect(size().elementLargestBrotliBytes).toBeLessThanOrEqual(MOST_BYTES);
});

test("browses and finds similar products without any model", async ({ widget, site }) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await expect(widget.part("count")).toHaveText(ALL);
  // Only what the hits have in common.
  await widget.part("like-button").first().click();
  await expect(widget.part("count")).toHaveText("The 120 closest products");
  await expect(widget.root.getByRole("heading", { name: "Best matches" })).toBeFocused();
  const asked = takePaths(site);
  expect(asked.some((path) => path.startsWith("/models/") || path.endsWith(".wasm"))).toBe(false);
});

test("shows the products after declining, and says what is missing", async ({ widget }) => {
  await widget.choosePhoto(PHOTO.file);
  await widget.part("consent").getByRole("button", { name: "Not now" }).click();
  await expect(widget.part("welcome")).toBeVisible();
  await widget.choosePhoto(PHOTO.file);
  await widget.part("consent").getByRole("button", { name: "Just browse" }).click();
  await widget.waitFor("paused");
  await expect(widget.cards.first()).toBeVisible();
  await expect(widget.part("progress")).toContainText("needs a download");
  await widget.part("progress").getByRole("button", { name: "Continue" }).click();
  await widget.waitFor("ready");
  await expect(widget.cards.first()).toHaveAttribute("data-id", PHOTO.id);
});

test("searches with a sample picture", async ({ widget }) => {
  await widget.root.getByRole("button", { name: "Search with this photo" }).nth(1).click();
  await widget.acceptUntilReady();
  await expect(widget.cards.first()).toHaveAttribute("data-id", SAMPLES[1]!);
});

test("keeps the search in the address, without the photo, and asks before it answers one", async ({
  shop,
  site,
  browser,
}) => {
  await shop.evaluate(() => add({ hash: "" }));
  const widget = new Widget(shop);
  await widget.search("black dress");
  await widget.acceptUntilReady();
  await widget.root.getByRole("checkbox", { name: /^Dress/ }).check();
  await widget.waitFor("ready");
  const address = shop.url();
  expect(address).toContain("#vs=1&vs.text=black+dress&vs.is.category=dress");
  await widget.choosePhoto(PHOTO.file);
  await expect(widget.part("consent")).toBeVisible();
  expect(shop.url()).toBe(address);

  // Somebody else opens the link, on a device that has nothing yet.
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(address);
  await other.waitForFunction(() => "add" in globalThis);
  site.requests.length = 0;
  await other.evaluate(() => add({ hash: "" }));
  const theirs = new Widget(other);
  await expect(theirs.part("shared")).toContainText("black dress");
  await theirs.checkAccess();
  expect(takePaths(site)).toEqual([]);
  await theirs.part("shared").getByRole("button").click();
  await theirs.acceptUntilReady();
  await expect(theirs.part("count")).toHaveText(`The ${DRESSES} closest products`);
  await context.close();
});

test("explains an empty result and offers a way out", async ({ shop }) => {
  await shop.goto(`${shop.url()}#vs=1&vs.is.category=dress&vs.in.price=1..2`);
  await shop.evaluate(() => add({ hash: "" }));
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await widget.accept();
  await expect(widget.part("empty")).toContainText("No matching products");
  await widget.checkAccess();
  await widget.part("empty").getByRole("button").click();
  await expect(widget.part("count")).toHaveText(ALL);
});

test("works by keyboard alone", async ({ widget, page }) => {
  const tabTo = async (name: string | RegExp) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus").last();
      const label = await focused.evaluate(
        (element) => element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "",
      );
      if (typeof name === "string" ? label === name : name.test(label)) return;
    }
    throw new Error(`${name} was not reached`);
  };
  await tabTo("Describe what you are looking for");
  await page.keyboard.type("white sneakers");
  await page.keyboard.press("Enter");
  await expect(widget.part("consent")).toBeVisible();
  await expect(widget.root.locator("#consent")).toBeFocused();
  await tabTo(/^Download/);
  await page.keyboard.press("Enter");
  await widget.waitFor("ready");
  await tabTo(/^More like/);
  await page.keyboard.press("Enter");
  await expect(widget.root.locator("[data-part=like]")).toBeVisible();
  await expect(widget.root.getByRole("heading", { name: "Best matches" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.locator(":focus").last()).toBeVisible();
});

test("lets the page decide where a product leads", async ({ widget, page }) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await page.evaluate(() => {
    document.addEventListener("vs-select", (event) => event.preventDefault(), { once: true });
  });
  const before = page.url();
  const id = await widget.cards.first().getAttribute("data-id");
  await widget.part("title").first().getByRole("link").click();
  expect(
    await page.evaluate(() => events.findLast(({ type }) => type === "vs-select")?.detail.item.id),
  ).toBe(id);
  expect(page.url()).toBe(before);
  await expect(widget.part("title").first().getByRole("link")).toHaveAttribute(
    "href",
    `https://shop.example/p/${id}`,
  );
});

test("keeps what is being typed, whatever arrives meanwhile", async ({ widget }) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await widget.text.pressSequentially("blue sk");
  await widget.part("more-button").or(widget.cards.last()).first().scrollIntoViewIfNeeded();
  await widget.root.evaluate((root) => root.setAttribute("locale", "de"));
  await expect(widget.root.locator(".root")).toHaveAttribute("lang", "de");
  await expect(widget.text).toHaveValue("blue sk");
  await widget.text.press("Enter");
  await widget.acceptUntilReady();
  await expect(widget.text).toHaveValue("blue sk");
  await widget.root
    .getByRole("button", { name: /blue sk/ })
    .first()
    .click();
  await expect(widget.text).toHaveValue("");
});

test("never loses the focus to the top of the page", async ({ widget, page }) => {
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document.querySelector("visual-search")!.shadowRoot!;
      return activeElement?.id || activeElement?.getAttribute("part") || activeElement?.className;
    });
  await widget.choosePhoto(PHOTO.file);
  await expect.poll(focused).toBe("consent");
  await widget.acceptUntilReady();
  await expect.poll(focused).toBe("results");
  // A suggestion becomes a part of the query, and the next one has its place.
  await widget.part("chip").first().focus();
  await page.keyboard.press("Enter");
  await widget.waitFor("ready");
  expect(await focused()).toContain("chip");
  // The text box stays the text box.
  await widget.search("red");
  await expect.poll(focused).toBe("consent");
  await widget.acceptUntilReady();
  await page.reload();
  await page.waitForFunction(() => "add" in globalThis);
  await page.evaluate(() => add({}));
  await widget.text.focus();
  await widget.search("red dress");
  await widget.waitFor("ready");
  expect(await focused()).toContain("input");
  await widget.part("undo-button").focus();
  while (await widget.part("undo-button").isEnabled()) {
    await page.keyboard.press("Enter");
    await widget.waitFor("ready");
  }
  expect(await focused()).toContain("button");
});

test("prefers a value by one tap, without the text model", async ({ widget, site }) => {
  await widget.choosePhoto(PHOTO.file);
  await widget.acceptUntilReady();
  takePaths(site);
  const chip = widget.part("chip").first();
  const value = (await chip.locator("bdi").textContent())!;
  await chip.click();
  await expect(widget.root.locator("[data-part=concept]")).toContainText(value);
  await widget.waitFor("ready");
  expect(takePaths(site)).toEqual([]);
  await widget.checkAccess();
});

test("groups a family of products behind the best of them", async ({ shop }) => {
  await shop.evaluate(() => add({ "group-by": "category" }));
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  const more = widget.root.getByRole("button", { name: /more in this style/ }).first();
  await expect(more).toHaveAttribute("aria-expanded", "false");
  const before = await widget.cards.count();
  await more.click();
  await expect(widget.root.getByRole("button", { name: "Show fewer" })).toBeVisible();
  expect(await widget.cards.count()).toBeGreaterThan(before);
});
