/** The widget in trouble: no network, no room, no WebAssembly, hostile catalogs, updates. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ALL, expect, PHOTO, takePaths, test, Widget } from "./widget.ts";

const MANIFEST = "/shop/catalog/manifest.json";
const REFUSED = /Failed to load resource/;

test.describe("trouble with the network", () => {
  test.use({ allowed: [REFUSED] });

  test("retries a shop that cannot be reached", async ({ widget, site }) => {
    site.spoil(MANIFEST, () => ({ status: 503 }));
    await widget.part("browse-button").click();
    await expect(widget.notice("unreachable")).toBeVisible();
    await widget.checkAccess();
    expect(await widget.page.evaluate(() => events.some(({ type }) => type === "vs-error"))).toBe(
      true,
    );
    site.spoil(MANIFEST);
    await widget.notice("unreachable").getByRole("button", { name: "Try again" }).click();
    await widget.acceptUntilReady();
    await expect(widget.notice("unreachable")).toHaveCount(0);
  });

  test("offline, it uses the stored catalog and says how old it is", async ({ widget, site }) => {
    await widget.part("browse-button").click();
    await widget.acceptUntilReady();
    site.spoil(MANIFEST, () => "drop");
    // Taken out of the page and put back, it opens its catalog again.
    await widget.page.evaluate(async () => {
      const element = document.querySelector("visual-search")!;
      const parent = element.parentElement!;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      parent.append(element);
    });
    await expect(widget.notice("offline")).toContainText(/from \w+ \d+, \d{4}|from \d+ \w+ \d{4}/);
    await widget.waitFor("ready");
    await widget.checkAccess();
    await widget.part("like-button").first().click();
    await expect(widget.part("count")).toHaveText("The 120 closest products");
  });
});

test("refuses a file that is not a picture before fetching anything for it", async ({
  widget,
  site,
}) => {
  takePaths(site);
  await widget.choosePhoto({
    name: "photo.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("no picture"),
  });
  await expect(widget.notice("unsupportedImage")).toBeVisible();
  await widget.checkAccess();
  expect(takePaths(site)).toEqual([]);
  const chooser = widget.page.waitForEvent("filechooser");
  await widget
    .notice("unsupportedImage")
    .getByRole("button", { name: "Choose another photo" })
    .click();
  await (await chooser).setFiles(PHOTO.file);
  await expect(widget.part("consent")).toBeVisible();
  await expect(widget.notice("unsupportedImage")).toHaveCount(0);
});

test("deletes everything stored by one tap, and asks again at the next search", async ({
  widget,
}) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  const stored = () =>
    widget.page.evaluate(async () => {
      const found = (await indexedDB.databases()).filter(({ name }) => name?.includes("vitrine"));
      return found.length;
    });
  expect(await stored()).toBeGreaterThan(0);
  await widget.openDevice();
  await widget.checkAccess();
  await widget.deleteStored();
  await expect(widget.notice("deleted")).toBeVisible();
  await expect(widget.part("welcome")).toBeVisible();
  expect(await stored()).toBe(0);
  await widget.part("browse-button").click();
  await expect(widget.part("accept-button")).toContainText(/kB|MB/);
});

test("offers a newer catalog, and shows it when asked to", async ({ widget, site }) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  expect(await widget.root.evaluate((element: any) => element.checkForUpdate())).toBe(false);
  const folder = makeCatalog("news", [{ title: "News", image: `${PHOTO.id}.webp` }]);
  const { segments } = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8"));
  const files: string[] = [];
  JSON.stringify(segments, (key, value) => {
    if (key === "path") files.push(value);
    return value;
  });
  for (const path of ["manifest.json", ...files]) {
    site.spoil(`/shop/catalog/${path}`, () => ({
      status: 200,
      body: readFileSync(`${folder}/${path}`),
    }));
  }
  expect(await widget.root.evaluate((element: any) => element.checkForUpdate())).toBe(true);
  await expect(widget.notice("update")).toContainText(/kB/);
  await widget.checkAccess();
  await expect(widget.part("count")).toHaveText(ALL);
  await widget.notice("update").getByRole("button", { name: "Update" }).click();
  await expect(widget.part("count")).toHaveText("1 product");
});

test("says so in a browser without WebAssembly", async ({ shop }) => {
  await shop.evaluate(() => {
    Object.defineProperty(globalThis, "WebAssembly", { value: undefined });
    add();
  });
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await expect(widget.notice("noWebAssembly")).toBeVisible();
  await widget.checkAccess();
});

test("says that storage is full, and continues", async ({ widget, site }) => {
  const session = await widget.page.context().newCDPSession(widget.page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 3e6 });
  await widget.search("red dress");
  await widget.acceptUntilReady();
  await expect(widget.notice("storageFull")).toBeVisible();
  await expect(widget.part("title").first()).toContainText(/dress/i);
  await widget.checkAccess();
});

test.describe("without WebGPU", () => {
  // What the browser itself says of it.
  test.use({ allowed: [/No available adapters/] });

  test("searches without a GPU even if the page insisted on one", async ({ shop }) => {
    await shop.evaluate(() => add({ device: "webgpu" }));
    const hasGpu = await shop.evaluate(async () =>
      Boolean(await (navigator as any).gpu?.requestAdapter()),
    );
    test.skip(hasGpu, "this browser has WebGPU");
    const widget = new Widget(shop);
    await widget.search("red dress");
    // Refused at once, or when the download has been agreed to.
    const either = widget.notice("noWebGpu").or(widget.part("accept-button"));
    await expect(either).toBeVisible();
    if (await widget.part("accept-button").isVisible()) await widget.accept();
    await expect(widget.notice("noWebGpu")).toBeVisible();
    await widget.checkAccess();
    await widget.notice("noWebGpu").getByRole("button", { name: "Continue without it" }).click();
    if (await widget.part("accept-button").isVisible()) await widget.acceptUntilReady();
    await expect(widget.part("title").first()).toContainText(/dress/i);
  });
});

test("shows a hostile catalog's values as text", async ({ shop, site }) => {
  const evil = `"><img src=x onerror="globalThis.harmed=true"><script>globalThis.harmed=true</script>`;
  makeCatalog("hostile", [
    {
      title: evil,
      brand: evil,
      colour: evil,
      link: "javascript:globalThis.harmed=true",
      image: `${PHOTO.id}.webp`,
    },
    {
      title: "x".repeat(10_000),
      brand: "y".repeat(5_000),
      colour: "z".repeat(3_000),
      image: `${PHOTO.id}.webp`,
    },
    {
      title: "\u202Eevil\u202E \u2067mixed \u05D0\u05D1",
      brand: "\u202E",
      colour: "{count}",
      image: `${PHOTO.id}.webp`,
    },
    { title: "\u200B", brand: "$&", colour: "__proto__", price: "0", image: `${PHOTO.id}.webp` },
    {
      title: "#{evil}",
      brand: "constructor",
      colour: "red",
      price: "1e300",
      image: `${PHOTO.id}.webp`,
    },
  ]);
  await shop.evaluate(() => add({ catalog: "/hostile/", currency: "<b>" }));
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await expect(widget.cards).toHaveCount(5);
  await expect(widget.root.getByText(evil).first()).toBeVisible();
  await widget.part("like-button").first().click();
  await expect(widget.root.locator("[data-part=like]")).toBeVisible();
  await widget.waitFor("ready");
  await widget.checkAccess();
  expect(await shop.evaluate(() => "harmed" in globalThis)).toBe(false);
  expect(await shop.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const addresses = await widget.root.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll("a, img")].map(
      (one) => one.getAttribute("href") ?? one.getAttribute("src")!,
    ),
  );
  for (const address of addresses) expect(address).toMatch(/^https?:/);
  const heights = await widget.cards.evaluateAll((cards) => cards.map((card) => card.clientHeight));
  expect(Math.max(...heights)).toBeLessThan(600);
  expect(site.requests.some(({ path }) => path.endsWith("/x"))).toBe(false);
});

/** Builds a catalog of demo pictures with these columns into a folder that the site serves. */
function makeCatalog(name: string, rows: Record<string, string>[]): string {
  const root = `.cache/${name}-shop`;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const feed = rows.map((row, i) => JSON.stringify({ id: `${name}${i}`, price: "5", ...row }));
  writeFileSync(`${root}/feed.jsonl`, feed.join("\n"));
  const args = [
    "dist/node/cli.js",
    "build",
    `${root}/feed.jsonl`,
    "--images",
    "public/demo/images",
  ];
  args.push("--image-base", "/shop/images/", "--model", "public/models/starter");
  args.push("--model-url", "/models/starter/", "--out", `${root}/catalog`, "--no-html", "-q");
  execFileSync(process.execPath, args);
  return `${root}/catalog`;
}
