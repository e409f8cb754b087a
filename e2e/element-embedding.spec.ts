/** The widget in pages of all kinds: shadow roots, iframes, twice on a page, moved, hidden, headless. */
import { ALL, DRESSES, expect, PHOTO, test, Widget } from "./widget.ts";

test("works in a shadow root, with events that leave it", async ({ shop }) => {
  await shop.evaluate(() => {
    const host = document.createElement("div");
    host.id = "host";
    document.querySelector("main")!.append(host);
    add({}, host.attachShadow({ mode: "open" }));
  });
  const widget = new Widget(shop, shop.locator("#host visual-search"));
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await widget.part("like-button").first().click();
  await expect(widget.part("count")).toHaveText("The 120 closest products");
  expect(await shop.evaluate(() => events.some(({ type }) => type === "vs-results"))).toBe(true);
});

test("works in an iframe", async ({ shop }) => {
  await shop.evaluate(() => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: "/element.html", title: "Shop", width: 600, height: 700 });
    document.querySelector("main")!.append(frame);
  });
  const frame = shop.frames()[1] ?? (await shop.waitForEvent("frameattached"));
  await frame.waitForFunction(() => "add" in globalThis);
  await frame.evaluate(() => add());
  const inside = shop.frameLocator("iframe").locator("visual-search");
  await inside.locator("[part~=browse-button]").click();
  await inside.locator("[part~=accept-button]").click();
  await expect(inside.locator("[part~=count]")).toHaveText(ALL);
  expect(await frame.evaluate(() => violations)).toEqual([]);
});

test("works twice on a page, each with its own search", async ({ shop }) => {
  await shop.evaluate(() => {
    add({ id: "a", hash: "a" });
    add({ id: "b", hash: "b", theme: "dark" });
  });
  const [a, b] = ["#a", "#b"].map((id) => new Widget(shop, shop.locator(id))) as [Widget, Widget];
  await a.part("browse-button").click();
  await a.acceptUntilReady();
  await b.part("browse-button").click();
  // What the first has stored, the second does not ask for again.
  await b.waitFor("ready");
  await b.part("like-button").first().click();
  await expect(b.part("count")).toHaveText("The 120 closest products");
  await expect(a.part("count")).toHaveText(ALL);
  await a.root.getByRole("checkbox", { name: /^Dress/ }).check();
  await expect(a.part("count")).toHaveText(`${DRESSES} products`);
  expect(shop.url()).toMatch(/#b=1&b\.like=v\d+&a=1&a\.is\.category=dress$/);
  await a.checkAccess();
});

test("frees its worker when it leaves the page and resumes when it returns", async ({ shop }) => {
  await shop.evaluate(() => add());
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await widget.part("like-button").nth(2).click();
  await expect(widget.part("count")).toHaveText("The 120 closest products");
  const first = await widget.cards.first().getAttribute("data-id");
  expect(shop.workers().length).toBe(1);

  // Being moved is not leaving.
  await shop.evaluate(() => document.body.append(document.querySelector("visual-search")!));
  await shop.waitForTimeout(200);
  expect(shop.workers().length).toBe(1);

  const element = await shop.evaluateHandle(() => {
    const found = document.querySelector("visual-search")!;
    found.remove();
    return found;
  });
  await expect.poll(() => shop.workers().length).toBe(0);
  await shop.evaluate((found) => document.querySelector("main")!.append(found), element);
  await widget.waitFor("ready");
  await expect(widget.part("count")).toHaveText("The 120 closest products");
  await expect(widget.cards.first()).toHaveAttribute("data-id", first!);
  expect(shop.workers().length).toBe(1);
});

test("still loads more results on scroll after it was moved within the page", async ({ shop }) => {
  await shop.evaluate(() => add({}));
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await expect(widget.cards).toHaveCount(48);
  await shop.evaluate(() => document.body.append(document.querySelector("visual-search")!));
  await shop.waitForTimeout(300);
  await shop.mouse.move(600, 400);
  await expect
    .poll(async () => {
      await shop.mouse.wheel(0, 600);
      return widget.cards.count();
    })
    .toBeGreaterThan(48);
});

test("uses the page's language unless told otherwise", async ({ shop }) => {
  await shop.evaluate(() => {
    document.documentElement.lang = "de";
    add({});
  });
  const widget = new Widget(shop);
  await expect(widget.part("browse-button")).toHaveText(/Im Shop stöbern/);
  await expect(widget.root.locator(".root")).toHaveAttribute("lang", "de");
  // The one that is asked for last, whichever file comes first.
  await shop.evaluate(() => {
    const element = document.querySelector("visual-search")!;
    element.locale = "fr";
    requestAnimationFrame(() => {
      element.locale = "en";
    });
  });
  await shop.waitForTimeout(500);
  await expect(widget.root.locator(".root")).toHaveAttribute("lang", "en");
});

test("keeps its search in the page's own fragment, whatever the base URL", async ({ shop }) => {
  await shop.evaluate(() => {
    const base = document.createElement("base");
    base.href = "/shop/";
    document.head.append(base);
    const catalog = new URL("/shop/catalog/", location.origin).href;
    add({ hash: "", catalog }).searchText("red dress");
  });
  await expect.poll(() => shop.evaluate(() => location.hash)).toContain("red");
  expect(new URL(shop.url()).pathname).toBe("/element.html");
});

test("autostarts without taking the focus", async ({ shop }) => {
  await shop.evaluate(() => {
    const box = document.createElement("textarea");
    box.setAttribute("aria-label", "A message");
    document.body.prepend(box);
    box.focus();
    add({ autostart: "" });
  });
  const widget = new Widget(shop);
  await expect(widget.part("consent")).toBeVisible();
  await expect(shop.getByLabel("A message")).toBeFocused();
  // Nor where the page has something to add.
  await shop.evaluate(() => {
    document.querySelector("visual-search")!.limit = 30;
  });
  await shop.waitForTimeout(300);
  await expect(widget.part("consent")).toBeVisible();
  await expect(shop.getByLabel("A message")).toBeFocused();
});

test("autostarts from stored data, and says what it will ask for", async ({ shop }) => {
  await shop.evaluate(() => add({}));
  const before = new Widget(shop);
  await before.part("browse-button").click();
  await before.acceptUntilReady();
  await shop.reload();
  await shop.waitForFunction(() => "add" in globalThis);
  await shop.evaluate(() => add({ autostart: "" }));
  const widget = new Widget(shop);
  await widget.waitFor("ready");
  await shop.evaluate(() => document.querySelector("visual-search")!.searchText("red dress"));
  await expect(widget.part("consent")).toBeVisible();
  await expect
    .poll(() =>
      shop.evaluate(
        () => document.querySelector("visual-search")!.shadowRoot!.activeElement?.id ?? "",
      ),
    )
    .toBe("consent");
});

test("leaves nothing modal behind when the page hides it", async ({ shop }) => {
  await shop.evaluate(() => add({}));
  const widget = new Widget(shop);
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await widget.part("compare-button").nth(0).click();
  await widget.part("compare-button").nth(1).click();
  await widget.part("compare-bar").getByRole("button", { name: "Compare these two" }).click();
  const dialog = widget.root.locator("visual-search-compare").locator("dialog");
  await expect(dialog).toBeVisible();
  await shop.evaluate(() => {
    document.querySelector("visual-search")!.style.display = "none";
  });
  await expect
    .poll(() => dialog.evaluate((element) => (element as HTMLDialogElement).open))
    .toBe(false);
});

test("shows nothing when headless, and gives access to the search", async ({ shop }) => {
  const found = await shop.evaluate(async (id) => {
    const element = add({ headless: "" });
    const search = await element.search;
    const [hit] = await search.query({ like: id }, { limit: 1 });
    return { id: hit!.id, height: element.offsetHeight };
  }, PHOTO.id);
  expect(found.height).toBe(0);
  expect(found.id).not.toBe(PHOTO.id);
  // What is pasted into the page is the page's own.
  const taken = await shop.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(100)], "a.png", { type: "image/png" }));
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(paste);
    return paste.defaultPrevented;
  });
  expect(taken).toBe(false);
  const outcome = await shop.evaluate(() => {
    const element = document.createElement("visual-search");
    document.body.append(element);
    return element.search.then(
      () => "opened",
      (error) => error.code,
    );
  });
  expect(outcome).toBe("invalid-argument");
});

test("follows changing attributes and the page's own texts", async ({ shop }) => {
  await shop.evaluate(() => {
    add({ lang: "de", autostart: "" }).messages = { sorts: { catalog: "Nach Lust und Laune" } };
  });
  const widget = new Widget(shop);
  await widget.acceptUntilReady();
  await expect(widget.part("count")).toHaveText(
    ALL.replace(",", ".").replace("products", "Produkte"),
  );
  await expect(widget.part("sort")).toContainText("Nach Lust und Laune");
  await expect(widget.part("price").first()).toContainText(/\d,\d\d\s€/);
  await widget.root.evaluate((element) => element.setAttribute("locale", "en"));
  await expect(widget.part("count")).toHaveText(ALL);
  await widget.root.evaluate((element) => element.setAttribute("facets", "brand"));
  await expect(widget.part("facet")).toHaveCount(1);
});

for (const [name, use, attributes] of [
  ["dark", { colorScheme: "dark" }, {}],
  ["forced colours", { contextOptions: { forcedColors: "active" } }, {}],
  ["reduced motion", { contextOptions: { reducedMotion: "reduce" } }, {}],
  ["right to left", {}, { locale: "ar" }],
  ["French", {}, { locale: "fr" }],
] as const) {
  test.describe(name, () => {
    test.use(use as object);

    test("is just as accessible", async ({ shop }) => {
      await shop.evaluate((given) => add(given as never), attributes);
      const widget = new Widget(shop);
      await expect(widget.part("heading")).toBeVisible();
      await widget.checkAccess();
      await widget.part("browse-button").click();
      await expect(widget.part("consent")).toBeVisible();
      await widget.checkAccess();
      await widget.acceptUntilReady();
      await widget.part("like-button").first().click();
      await expect(widget.root.locator("[data-part=like]")).toBeVisible();
      await widget.waitFor("ready");
      await widget.checkAccess();
      if (name !== "right to left") return;
      const [side, results] = await Promise.all([
        widget.part("filters").boundingBox(),
        widget.part("results").boundingBox(),
      ]);
      expect(side!.x).toBeGreaterThan(results!.x);
    });
  });
}
