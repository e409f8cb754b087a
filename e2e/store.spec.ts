/** The demo shop's pages: navigation, filters, products, search, and the dark theme. */
import type { Page } from "@playwright/test";
import type { VisualSearch } from "../src/index.ts";
import {
  cards,
  checkAccess,
  checkWidth,
  DESKTOP,
  expect,
  PHONE,
  ready,
  test,
  visit,
} from "./demo-site.ts";
import { feedRows } from "./fixtures.ts";
import { Widget } from "./widget.ts";

const paid = ({ price, sale_price }: Record<string, string>) => Number(sale_price || price);
const ids = (page: Page) =>
  cards(page)
    .locator("a")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")!.split("/").at(-1)));

/** Until what was asked for is fetched and answered. */
async function answered(widget: Widget): Promise<void> {
  await expect(widget.part("progress")).toHaveCount(0, { timeout: 60_000 });
  await expect(widget.cards.first()).toBeVisible();
}

/** Filters are folded on a phone. */
async function unfold(page: Page, facet: string): Promise<void> {
  for (const selector of [".filter-panel", `[data-facet="${facet}"]`]) {
    const details = page.locator(selector);
    const isOpen = await details.evaluate((element) => (element as HTMLDetailsElement).open);
    if (!isOpen) await details.locator("summary").first().click();
  }
}

for (const [name, viewport] of [
  ["desktop", DESKTOP],
  ["phone", PHONE],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test("leads from the home page by department to a product, and back to the same place", async ({
      store,
      demo,
    }) => {
      await visit(store, demo);
      await expect(cards(store).first()).toBeVisible();
      await checkWidth(store);
      await checkAccess(store);

      await store.getByRole("navigation", { name: "Departments" }).getByText("Shoes").click();
      await ready(store, "#/c/shoes");
      await expect(store.getByRole("heading", { level: 1 })).toHaveText("Shoes");
      await expect(store).toHaveTitle("Shoes · Vitrine");
      const kinds = ["trainers", "boots", "flats", "heels", "loafers", "sandals"];
      const shoes = feedRows().filter(({ category }) => kinds.includes(category!));
      await expect(store.locator(".listing-count")).toHaveText(`${shoes.length} products`);
      await checkWidth(store);
      await checkAccess(store);

      const card = cards(store).nth(15);
      await card.scrollIntoViewIfNeeded();
      await expect.poll(() => store.evaluate(() => (history.state?.y ?? 0) - scrollY)).toBe(0);
      const y = await store.evaluate(() => scrollY);
      const id = (await ids(store))[15]!;
      await card.locator("a").click();
      await ready(store, `#/p/${id}`);
      const row = feedRows().find((row) => row.id === id)!;
      await expect(store.getByRole("heading", { level: 1 })).toHaveText(row.title!);
      expect(await store.evaluate(() => scrollY)).toBe(0);
      await checkWidth(store);
      await checkAccess(store);

      await store.goBack();
      await ready(store, "#/c/shoes");
      expect(await store.evaluate(() => scrollY)).toBe(y);
      await store.goForward();
      await ready(store, `#/p/${id}`);
    });

    test("filters, sorts and pages by the address alone", async ({ store, demo }) => {
      await visit(store, demo, "#/c/boots");
      const boots = feedRows().filter(({ category }) => category === "boots");
      await unfold(store, "colour");
      const [{ colour }] = boots as [Record<string, string>];
      await store.locator(`[data-facet=colour] input[value="${colour}"]`).check();
      await ready(store, `#/c/boots?colour=${colour}`);
      const same = boots.filter((row) => row.colour === colour);
      expect(same.length).toBeLessThan(boots.length);
      await expect(store.locator(".listing-count")).toHaveText(
        new RegExp(`^${same.length} products?$`),
      );
      await expect(store.locator(`[data-facet=colour] input[value="${colour}"]`)).toBeFocused();
      // Other filters' counts are of what is left; its own are of what a further tap would add.
      const brands = store.locator("[data-facet=brand] .check-count");
      const counted = (await brands.allTextContents()).map(Number);
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(same.length);
      const colours = store.locator("[data-facet=colour] .check-count");
      const others = (await colours.allTextContents()).map(Number);
      expect(others.reduce((sum, count) => sum + count, 0)).toBe(boots.length);

      await unfold(store, "colour");
      const prices = same.map(paid).sort((a, b) => a - b);
      const most = prices[Math.floor(prices.length / 2)]!;
      await store.locator("[name=price-max]").fill(String(most));
      await store.locator("[name=price-max]").press("Enter");
      await ready(store, `#/c/boots?colour=${colour}&max=${most}`);
      await expect(cards(store)).toHaveCount(prices.filter((price) => price <= most).length);

      await store.goto(`${demo.origin}/#/c/sale?sort=price-up&page=2`);
      await ready(store, "#/c/sale?sort=price-up&page=2");
      const sale = feedRows().filter(({ sale_price }) => sale_price);
      const cheapest = sale.map(paid).sort((a, b) => a - b);
      const shown = (await ids(store)).map((id) => paid(sale.find((row) => row.id === id)!));
      expect(shown).toEqual(cheapest.slice(24, 48));
      await store.getByRole("link", { name: "Page 1", exact: true }).click();
      await ready(store, "#/c/sale?sort=price-up");
    });

    test("filters by one of the sizes that a product comes in", async ({ store, demo }) => {
      const boots = feedRows().filter(({ category }) => category === "boots");
      const sizesOf = ({ size }: Record<string, string>) => size!.split(", ");
      const sizes = new Set(boots.flatMap(sizesOf));
      await visit(store, demo, "#/c/boots");
      await unfold(store, "size");
      const boxes = store.locator("[data-facet=size] input");
      const offered = await boxes.evaluateAll((all) =>
        all.map((box) => (box as HTMLInputElement).value),
      );
      expect(offered.toSorted()).toEqual([...sizes].sort());
      const wanted = sizesOf(boots[0]!)[1]!;
      const having = boots.filter((row) => sizesOf(row).includes(wanted));
      expect(having.length).toBeLessThan(boots.length);
      await store.locator(`[data-facet=size] input[value="${wanted}"]`).check();
      await ready(store, `#/c/boots?size=${wanted}`);
      await expect(store.locator(".listing-count")).toHaveText(
        new RegExp(`^${having.length} products?$`),
      );
      const [id] = await ids(store);
      await visit(store, demo, `#/p/${id}`);
      const shown = store.locator(".sizes li");
      await expect(shown).toHaveText(sizesOf(boots.find((row) => row.id === id)!));
    });

    test("opens a product by its link, with its colours and similar products", async ({
      store,
      demo,
    }) => {
      const rows = feedRows();
      const row = rows.find(
        ({ id, family }) =>
          rows.filter((other) => other.family === family && other.id !== id).length > 1,
      )!;
      await visit(store, demo, `#/p/${row.id}`);
      await expect(store.getByRole("heading", { level: 1 })).toHaveText(row.title!);
      const family = rows.filter(({ family }) => family === row.family);
      await expect(store.locator(".swatch")).toHaveCount(family.length);
      const picture = store.locator(".product-large");
      await expect(picture).toHaveJSProperty("complete", true);
      expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);

      demo.requests.length = 0;
      await store.getByRole("link", { name: "Find similar" }).click();
      await ready(store, `#/like/${row.id}`);
      await expect(cards(store)).toHaveCount(48);
      expect(await ids(store)).not.toContain(row.id);
      const alike = await store.evaluate(async (id) => {
        const widget = document.querySelector("visual-search") as unknown as {
          search: Promise<VisualSearch>;
        };
        const hits = await (await widget.search).query({ like: id }, { limit: 48 });
        return hits.map((hit) => hit.id);
      }, row.id!);
      expect(await ids(store)).toEqual(alike);
      // Neither a model nor anything else was fetched for it.
      const paths = demo.requests.map(({ path }) => path);
      expect(paths.filter((path) => !/\.(webp|jpg|svg)$/.test(path))).toEqual([]);
      await checkAccess(store);

      const other = family.find(({ id }) => id !== row.id)!;
      await visit(store, demo, `#/p/${row.id}`);
      await store.locator(`.swatch[href="#/p/${other.id}"]`).click();
      await ready(store, `#/p/${other.id}`);
    });

    test("searches from the header by photo and words on the shop's own handle, and sends nothing", async ({
      store,
      demo,
    }) => {
      await visit(store, demo);
      const manifests = demo.requests.filter(({ path }) => path.endsWith("catalog/manifest.json"));
      expect(manifests).toHaveLength(1);
      await store.getByRole("link", { name: /^Search by photo/ }).click();
      const dialog = store.getByRole("dialog", { name: "Search by photo or words" });
      await expect(dialog).toBeVisible();
      const widget = new Widget(store, dialog.locator("visual-search"));
      await widget.part("sample").first().click();
      await expect(widget.part("consent")).toBeVisible();
      await widget.accept();
      await answered(widget);
      await expect(widget.part("chip").first()).toBeVisible();
      await checkWidth(store);

      await widget.root.getByRole("button", { name: /^Remove (your )?photo/i }).click();
      await widget.search("a watch");
      await expect(widget.part("consent")).toBeVisible();
      await widget.accept();
      await answered(widget);
      await expect(widget.cards.first()).toContainText(/watch/i);
      const asked = () => demo.requests.filter(({ path }) => !/\.(webp|jpg)$/.test(path)).length;
      const before = asked();
      await widget.search("brown belt");
      await expect(widget.cards.first()).toContainText(/belt/i);
      expect(asked()).toBe(before);
      for (const { bodyBytes, method } of demo.requests) {
        expect(bodyBytes).toBe(0);
        expect(method).toBe("GET");
      }
      await widget.openDevice();
      await expect(widget.part("network")).toContainText("Your photo: 0");
      expect(
        demo.requests.filter(({ path }) => path.endsWith("catalog/manifest.json")),
      ).toHaveLength(1);

      const id = await widget.cards.first().getAttribute("data-id");
      await widget.cards.first().locator("a").first().click();
      await expect(dialog).toBeHidden();
      await ready(store, `#/p/${id}`);
      await store.goBack();
      await ready(store, "#/");
    });
  });
}

test("the search has an address, and closes by Escape and by going back", async ({
  store,
  demo,
}) => {
  await store.goto(`${demo.origin}/#/search`);
  const dialog = store.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await store.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await ready(store, "#/");
  expect(new URL(store.url()).hash).toBe("#/");
  await store.getByRole("link", { name: /^Search by photo/ }).focus();
  await store.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await checkAccess(store);
  await store.goBack();
  await expect(dialog).toBeHidden();
  await expect(store.getByRole("link", { name: /^Search by photo/ })).toBeFocused();
});

test.describe("in the dark", () => {
  test.use({ colorScheme: "dark", viewport: PHONE });

  test("every view can be read", async ({ store, demo }) => {
    for (const hash of ["#/", "#/c/sale?colour=red", "#/p/v14101", "#/like/v14101"]) {
      await visit(store, demo, hash);
      await checkAccess(store);
    }
  });
});

test("starts each page of a range at its top", async ({ store, demo }) => {
  await visit(store, demo, "#/c/clothing");
  await store.getByRole("link", { name: "Page 2", exact: true }).click();
  await ready(store, "#/c/clothing?page=2");
  expect(await store.evaluate(() => scrollY)).toBe(0);
  await expect(store.getByRole("link", { name: "Page 2", exact: true })).toHaveAttribute(
    "aria-current",
    "page",
  );
});

test("searches with a sample of the home page", async ({ store, demo }) => {
  await visit(store, demo);
  await store
    .getByRole("button", { name: /^Search with the sample photo/ })
    .first()
    .click();
  await expect(store.getByRole("dialog")).toBeVisible();
  await expect(new Widget(store, store.locator("#widget")).part("consent")).toBeVisible();
});

test("shows what goes with a product if the catalog knows it", async ({ store, demo }) => {
  const [{ id }] = feedRows() as [Record<string, string>];
  await visit(store, demo, `#/p/${id}`);
  const looks = await store.evaluate(async (id) => {
    const widget = document.querySelector("visual-search") as unknown as { search: Promise<any> };
    return (await (await widget.search).completeTheLook?.(id)) ?? [];
  }, id);
  await expect(store.getByRole("heading", { name: "Complete the look" })).toHaveCount(
    looks.length > 0 ? 1 : 0,
  );
});

test("explains an unknown product, an unknown filter and a catalog that does not load", async ({
  page,
  demo,
}) => {
  await visit(page, demo, "#/p/nothing");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "This product is no longer available",
  );
  await page.goto(`${demo.origin}/#/c/boots?shoe_size=44`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We couldn’t open the shop");

  demo.spoil("/demo/catalog/manifest.json", () => ({ status: 503 }));
  const context = await page.context().browser()!.newContext();
  const fresh = await context.newPage();
  await fresh.goto(`${demo.origin}/`);
  await expect(fresh.getByRole("heading", { level: 1 })).toHaveText("We couldn’t open the shop", {
    timeout: 60_000,
  });
  demo.spoil("/demo/catalog/manifest.json");
  await fresh.getByRole("button", { name: "Try again" }).click();
  await ready(fresh, "#/");
  await expect(cards(fresh).first()).toBeVisible();
  await context.close();
});

test("nothing moves while the page loads", async ({ store, demo }) => {
  await store.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as any[]) {
        if (!entry.hadRecentInput) shifts.total += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const hash of ["#/", "#/c/shoes", "#/p/v14101"]) {
    await store.goto("about:blank");
    await visit(store, demo, hash);
    const total = await store.evaluate(() => (globalThis as any).shifts.total as number);
    // What counts as good.
    expect(total, hash).toBeLessThan(0.1);
  }
});
