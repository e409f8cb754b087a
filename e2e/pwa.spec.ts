/** The demo shop as an installed app: its manifest, offline visits and new versions. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { cards, DESKTOP, expect, ready, test, visit } from "./demo-site.ts";
import { Site } from "./site.ts";
import { Widget } from "./widget.ts";

test.use({ serviceWorker: true, viewport: DESKTOP });

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose: string;
}

/** Until the shell and all pictures are on the device. */
async function kept(page: Page): Promise<void> {
  await expect(page.locator("#offline-state")).toHaveAttribute("data-kept", "all", {
    timeout: 150_000,
  });
}

/** Every picture that is in sight has been drawn. */
async function expectPictures(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const inSight = [...document.querySelectorAll<HTMLImageElement>("#view img")].filter(
          (image) => {
            const { top, left } = image.getBoundingClientRect();
            return top < innerHeight && left < innerWidth && image.checkVisibility();
          },
        );
        const drawn = inSight.filter(({ complete, naturalWidth }) => complete && naturalWidth > 0);
        return inSight.length > 0 && drawn.length === inSight.length;
      }),
    )
    .toBe(true);
}

test("has the manifest of an installable app, with the pictures it names", async ({
  store,
  demo,
}) => {
  await visit(store, demo);
  const href = await store.locator("link[rel=manifest]").getAttribute("href");
  const response = await store.request.get(`${demo.origin}/${href}`);
  expect(response.headers()["content-type"]).toContain("manifest+json");
  const manifest = (await response.json()) as {
    name: string;
    start_url: string;
    scope: string;
    display: string;
    theme_color: string;
    background_color: string;
    icons: Icon[];
    screenshots: Icon[];
    shortcuts: { url: string }[];
  };
  expect(manifest).toMatchObject({ display: "standalone", start_url: "./", scope: "./" });
  expect(manifest.theme_color).toMatch(/^#[\da-f]{6}$/);
  expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    "192x192 any",
    "512x512 any",
    "512x512 maskable",
  ]);
  for (const { src, sizes, type } of [...manifest.icons, ...manifest.screenshots]) {
    const picture = await store.request.get(new URL(src, `${demo.origin}/`).href);
    const { width, height, format } = await sharp(await picture.body()).metadata();
    expect(`${width}x${height} image/${format}`).toBe(`${sizes} ${type}`);
  }
  // What the browser itself makes of it.
  const session = await store.context().newCDPSession(store);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  for (const scheme of ["light", "dark"]) {
    await expect(store.locator(`meta[name=theme-color][media*=${scheme}]`)).toHaveCount(1);
  }
});

test.describe("offline", () => {
  // The browser's own words for the catalog's manifest and the worker's script, which are asked for anew.
  test.use({ allowed: [/^Failed to load resource/] });

  test("after one visit everything works offline: pages, pictures and search by photo", async ({
    store,
    demo,
    context,
  }) => {
    await visit(store, demo);
    await kept(store);
    expect(
      await store.evaluate(() => navigator.serviceWorker.controller?.scriptURL.endsWith("/sw.js")),
    ).toBe(true);
    // The encoder comes when it is first asked for.
    await store.getByRole("link", { name: "Search by photo or words" }).click();
    const widget = new Widget(store, store.locator("#widget"));
    await widget.choosePhoto("public/demo/images/v12001.webp");
    await widget.accept();
    await expect(widget.cards.first()).toHaveAttribute("data-id", "v12001", { timeout: 60_000 });

    // Neither the model nor the catalog is kept twice.
    const urls = await store.evaluate(async () => {
      const keys = await Promise.all(
        (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
      );
      return keys.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(urls.filter((path) => /\.(onnx|wasm|vtrn)$|\/catalog\/manifest/.test(path))).toEqual([]);
    expect(urls.filter((path) => path.includes("/thumbnails/"))).toHaveLength(2123);

    await demo.stop();
    await context.setOffline(true);
    await store.goto("about:blank");
    await visit(store, demo);
    await expectPictures(store);
    await store.getByRole("navigation", { name: "Departments" }).getByText("Bags").click();
    await ready(store, "#/c/bags");
    await expectPictures(store);
    // One that nobody has looked at before.
    const href = (await cards(store).nth(9).locator("a").getAttribute("href"))!;
    await cards(store).nth(9).locator("a").click();
    await ready(store, href);
    await expectPictures(store);
    await store.goto(`${demo.origin}/${href}`);
    await store.reload();
    await ready(store, href);
    await expectPictures(store);

    await store.getByRole("link", { name: "Search by photo or words" }).click();
    await widget.choosePhoto("public/demo/images/v18031.webp");
    await expect(widget.cards.first()).toHaveAttribute("data-id", "v18031", { timeout: 60_000 });
  });
});

test.describe("interrupted", () => {
  test.use({ allowed: [/503/] });
  test("fetches the pictures that could not be kept at the next visit", async ({ store, demo }) => {
    const list = JSON.parse(readFileSync("demo-dist/demo/catalog/manifest.json", "utf8"));
    const { files } = JSON.parse(
      readFileSync(`demo-dist/demo/catalog/${list.thumbnails.list.path}`, "utf8"),
    );
    const broken = `/demo/catalog/${files[5].path}`;
    demo.spoil(broken, () => ({ status: 503 }));
    await visit(store, demo);
    await expect(store.locator("#offline-state")).toContainText(
      "We’ll continue on your next visit",
      {
        timeout: 150_000,
      },
    );
    demo.spoil(broken);
    const before = demo.requests.length;
    await store.reload();
    await kept(store);
    const again = demo.requests.slice(before).filter(({ path }) => path.includes("/thumbnails/"));
    expect(again.map(({ path }) => path)).toContain(broken);
    expect(new Set(again.map(({ path }) => path)).size).toBe(again.length);
  });
});

test("offers a new version, and takes it when the visitor agrees", async ({ store, demo }) => {
  await visit(store, demo);
  await kept(store);
  const shell = readFileSync("demo-dist/index.html", "utf8");
  demo.spoil("/index.html", () => ({
    body: Buffer.from(shell.replace("More examples", "Other examples")),
  }));
  demo.spoil("/sw.js", (body) => ({
    body: Buffer.from(
      body
        .toString()
        .replace(/(index\.html[^{}]*?revision:.|revision:.)[0-9a-f]{32}/, (match) =>
          match.replace(/[0-9a-f]{32}/, "0".repeat(32)),
        ),
    ),
  }));
  await store.reload();
  await ready(store, "#/");
  // Until it is taken, the old one serves, whole.
  await expect(store.getByRole("heading", { name: "More examples" })).toBeVisible();
  const notice = store.locator("[data-notice=update]");
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await notice.getByRole("button", { name: "Update" }).click();
  await expect(store.getByRole("heading", { name: "Other examples" })).toBeVisible({
    timeout: 60_000,
  });
  await ready(store, "#/");
  await expect(store.locator("[data-notice=update]")).toHaveCount(0);
});

test("also works in a server's subfolder", async ({ page }) => {
  const site = await Site.start({
    folders: { "/shops/vitrine/": "demo-dist" },
    headers: { "Cache-Control": "no-store" },
  });
  await page.goto(`${site.origin}/shops/vitrine/#/c/hat`);
  await ready(page, "#/c/hat");
  await kept(page);
  await site.stop();
  await page.goto(`${site.origin}/shops/vitrine/#/c/scarf`);
  await page.reload();
  await ready(page, "#/c/scarf");
  await expectPictures(page);
});
