/** The widget's parts by themselves: comparison, network panel, and ways to give it a photo. */
import type { Page } from "@playwright/test";
import type { Item } from "../src/lib/types.ts";
import { expect, expectAccessible, heard, test } from "./parts.ts";

test.describe("comparing two products", () => {
  const items = (origin: string): Item[] => [
    {
      id: "1",
      title: "Linen shirt",
      brand: "Acme",
      colour: "white",
      category: "shirt",
      price: 49.9,
      currency: "EUR",
      link: `${origin}/shirt`,
      image: `${origin}/icon.svg`,
      attributes: { sleeve_length: "long", weight: 180, size: ["S", "M", "L"] },
    },
    {
      id: "2",
      title: "Cotton shirt",
      brand: "Acme",
      colour: "blue",
      category: "shirt",
      price: 1200,
      currency: "not a currency",
      attributes: { weight: 180, size: ["M", "L", "S"] },
    },
  ];
  const dialog = (page: Page) => page.getByRole("dialog", { name: "Compare two products" });
  const compare = (page: Page, items: Item[]) =>
    page.evaluate((items) => {
      const shown = document.querySelector("visual-search-compare");
      const element = shown ?? parts.show("visual-search-compare");
      Object.assign(element, { items });
    }, items);

  test("shows what each product says, marks differences by words and a sign, and can show only those", async ({
    parts: page,
    partsSite,
  }) => {
    await compare(page, items(partsSite.origin));
    const row = (name: RegExp) => dialog(page).getByRole("row", { name });
    await expect(dialog(page)).toBeVisible();
    await expect(dialog(page).getByRole("columnheader", { name: /Linen shirt/ })).toContainText(
      "€49.90",
    );
    await expect(dialog(page).getByRole("columnheader", { name: /Cotton shirt/ })).toContainText(
      "1,200",
    );
    await expect(row(/^Colour.*different/)).toContainText("≠");
    await expect(row(/^Sleeve length.*different/)).toContainText("Not specified");
    await expect(row(/^Brand/)).not.toContainText("different");
    await expect(row(/^Size/)).toContainText("S, M, L");
    await expect(row(/^Size/)).not.toContainText("different");
    await expect(dialog(page).getByRole("row")).toHaveCount(7);
    await page.getByLabel("Only show differences").check();
    await expect(dialog(page).getByRole("row")).toHaveCount(3);
    await expectAccessible(page);
    const [one] = items(partsSite.origin);
    await compare(page, [one!, { ...one!, id: "3" }]);
    await expect(dialog(page)).toContainText(
      "There are no differences in the details of these products.",
    );
    await expectAccessible(page);
  });

  test("is open while there are two products, returns the focus and reports its closing", async ({
    parts: page,
    partsSite,
  }) => {
    const two = items(partsSite.origin);
    await page.locator("#elsewhere").focus();
    await compare(page, two.slice(0, 1));
    await expect(dialog(page)).toBeHidden();
    for (const close of [
      () => page.keyboard.press("Escape"),
      () => page.getByRole("button", { name: "Close the comparison" }).click(),
    ]) {
      await compare(page, two);
      await expect(dialog(page)).toBeVisible();
      await close();
      await expect(dialog(page)).toBeHidden();
      await expect(page.locator("#elsewhere")).toBeFocused();
    }
    await expect.poll(() => heard(page, "vs-compare-close")).toHaveLength(2);
    await compare(page, two);
    await page.evaluate(() => {
      const element = document.querySelector("visual-search-compare")!;
      const place = element.parentElement!;
      element.remove();
      place.append(element);
    });
    await expect(dialog(page)).toBeHidden();
  });

  test("treats the catalog's values as text, and links only web addresses", async ({
    parts: page,
    partsSite,
  }) => {
    const evil = "<img src=x onerror=alert(1)>";
    const [one, other] = items(partsSite.origin) as [Item, Item];
    await compare(page, [
      {
        ...one,
        title: `\u202e${evil}${"very ".repeat(2000)}`,
        link: "javascript:alert(1)",
        image: "javascript:alert(1)",
        attributes: { [evil]: evil, long: "x".repeat(10_000) },
      },
      { ...other, title: evil, link: "data:text/html,hello" },
    ]);
    await expect(dialog(page).getByRole("columnheader", { name: evil }).first()).toBeVisible();
    expect(await dialog(page).locator("a, img").count()).toBe(0);
    const { width } = (await dialog(page).boundingBox())!;
    expect(width).toBeLessThanOrEqual(page.viewportSize()!.width);
    const title = (await page.locator(".title").first().boundingBox())!;
    expect(title.height).toBeLessThan(120);
  });

  for (const dir of ["ltr", "rtl"]) {
    test(`fits a phone, ${dir}, and in forced colours`, async ({ parts: page, partsSite }) => {
      await page.setViewportSize({ width: 360, height: 640 });
      await page.evaluate((dir) => {
        document.documentElement.dir = dir;
      }, dir);
      await page.emulateMedia({ forcedColors: "active" });
      await compare(page, items(partsSite.origin));
      const close = (await page
        .getByRole("button", { name: "Close the comparison" })
        .boundingBox())!;
      expect(close.width).toBeGreaterThanOrEqual(44);
      expect(close.x < 180).toBe(dir === "rtl");
      const overflow = await page
        .locator(".scroll")
        .evaluate((box) => box.scrollWidth - box.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    });
  }
});

test.describe("the network panel", () => {
  const panel = (page: Page) => page.locator("visual-search-network");
  const show = (page: Page, properties: object = {}) =>
    page.evaluate(async (properties) => {
      // What the page itself needed is no part of the test.
      const element = parts.show("visual-search-network", {
        since: performance.now(),
        ...properties,
      });
      await (element as any).updateComplete;
    }, properties);
  const summary = (page: Page) => panel(page).locator("summary");

  test("counts the page's requests since loading, before and after it was opened", async ({
    parts: page,
  }) => {
    await page.evaluate(async () => {
      const since = performance.now();
      await (await fetch("/icon.svg?secret=1")).text();
      parts.show("visual-search-network", { since });
    });
    await expect(summary(page)).toContainText("1 request since loading");
    await page.evaluate(async () => {
      const image = new Image();
      image.src = "/icon.svg?picture";
      await image.decode();
    });
    await expect(summary(page)).toContainText("2 requests since loading");
    await expect(summary(page)).toContainText("Your photo: 0 bytes sent");
    await summary(page).click();
    const rows = panel(page).getByRole("row");
    await expect(rows).toHaveCount(3);
    await expect(rows.nth(1)).toContainText(/\/icon\.svg\s+img/);
    await expect(rows.nth(2)).toContainText(/\/icon\.svg\s+fetch/);
    await expect(panel(page)).not.toContainText("secret");
    await expect(panel(page)).toContainText("1 of them was made by scripts");
    await expectAccessible(page);
  });

  test("does not count a displayed photo, or anything twice after being removed and added again", async ({
    parts: page,
  }) => {
    await show(page);
    await page.evaluate(async () => {
      const canvas = parts.drawPhoto(20, 20);
      const address = URL.createObjectURL(await canvas.convertToBlob());
      await (await fetch("/icon.svg")).text();
      URL.revokeObjectURL(address);
      const element = document.querySelector("visual-search-network")!;
      const place = element.parentElement!;
      element.remove();
      place.append(element);
    });
    await expect(summary(page)).toContainText("1 request since loading");
  });

  test("shows what the search's worker fetched by its own count", async ({ parts: page }) => {
    await show(page);
    await summary(page).click();
    await expect(panel(page)).toContainText("No requests.");
    await expect(panel(page)).not.toContainText("By its own count");
    await show(page, { workerBytes: 12_345 });
    await summary(page).click();
    await expect(panel(page)).toContainText("it has downloaded 12.3 kB since");
    await expectAccessible(page);
  });

  test("says that the count is a lower bound if the browser dropped earlier entries", async ({
    parts: page,
  }) => {
    await page.evaluate(async () => {
      performance.setResourceTimingBufferSize(1);
      for (let i = 0; i < 3; i++) await (await fetch(`/icon.svg?${i}`)).text();
      parts.show("visual-search-network");
    });
    await expect(summary(page)).toContainText("At least");
    await page.evaluate(() => {
      document.querySelector("visual-search-network")!.since = performance.now();
    });
    await expect(summary(page)).toContainText(/^(?!At least)/);
    await expect(summary(page)).toContainText("0 requests since loading");
  });
});

test.describe("ways to a photo", () => {
  test.beforeEach(async ({ parts: page }) => {
    await page.evaluate(() => parts.show("photo-host"));
  });
  const events = async (page: Page) => [
    ...(await heard(page, "photo")),
    ...(await heard(page, "refusal")),
  ];
  const host = (page: Page) => page.locator("photo-host");

  interface Dragged {
    files?: { name: string; type: string; text: string }[];
    data?: Record<string, string>;
  }

  /** The events of a drag over the host, as far as a page can make them; gives which were taken. */
  function dragOver(page: Page, types: string[], { files = [], data = {} }: Dragged, on = "host") {
    return page.evaluate(
      ({ types, files, data, on }) => {
        const host = document.querySelector("photo-host")!;
        const target = on === "host" ? host : host.shadowRoot!.querySelector(on)!;
        const dataTransfer = new DataTransfer();
        for (const { name, type, text } of files) {
          dataTransfer.items.add(new File([text], name, { type }));
        }
        for (const [type, value] of Object.entries(data)) dataTransfer.setData(type, value);
        return types.map((type) => {
          const init = { dataTransfer, bubbles: true, composed: true, cancelable: true };
          return !target.dispatchEvent(new DragEvent(type, init));
        });
      },
      { types, files, data, on },
    );
  }
  const photoFile = { name: "shoe.jpg", type: "image/jpeg", text: "pixels" };

  test("takes a chosen file, the same twice, and refuses what is not a picture", async ({
    parts: page,
  }) => {
    for (const name of ["shoe.jpg", "shoe.jpg", "words.txt"]) {
      const choosing = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Choose" }).click();
      const mimeType = name.endsWith("jpg") ? "image/jpeg" : "text/plain";
      await (await choosing).setFiles({ name, mimeType, buffer: Buffer.from("pixels") });
    }
    const photo = { type: "photo", way: "choose", others: 0, bytes: 6, mime: "image/jpeg" };
    expect(await events(page)).toEqual([
      photo,
      photo,
      { type: "refusal", way: "choose", reason: "not-an-image" },
    ]);
  });

  test("takes a dropped photo and marks the host while it hovers", async ({ parts: page }) => {
    expect(await dragOver(page, ["dragenter", "dragover"], { files: [photoFile] })).toEqual([
      true,
      true,
    ]);
    await expect(host(page)).toContainText("drop it");
    await dragOver(page, ["dragleave"], { files: [photoFile] });
    await expect(host(page)).toContainText("nothing over");
    const second = { ...photoFile, name: "second.png", type: "image/png" };
    await dragOver(page, ["dragenter", "dragover", "drop"], { files: [photoFile, second] });
    await expect(host(page)).toContainText("nothing over");
    expect(await events(page)).toEqual([
      { type: "photo", way: "drop", others: 1, bytes: 6, mime: "image/jpeg" },
    ]);
  });

  test("refuses a dropped link or picture of another page, and never fetches it", async ({
    parts: page,
    partsSite,
  }) => {
    const address = `${partsSite.origin}/icon.svg?dropped`;
    partsSite.requests.length = 0;
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    const data = { "text/uri-list": address, "text/html": `<img src="${address}">` };
    expect(await dragOver(page, ["dragover", "drop"], { data })).toEqual([true, true]);
    await expect(host(page)).toContainText("nothing over");
    await page.waitForTimeout(300);
    expect(await events(page)).toMatchObject([{ reason: "link", way: "drop" }]);
    expect(partsSite.requests).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("leaves dragged words, and links over the text box, to the page", async ({
    parts: page,
  }) => {
    const words = { data: { "text/plain": "in red" } };
    expect(await dragOver(page, ["dragover", "drop"], words)).toEqual([false, false]);
    const link = { data: { "text/uri-list": "https://shop.example/" } };
    expect(await dragOver(page, ["dragover", "drop"], link, "input")).toEqual([false, false]);
    expect(await events(page)).toEqual([]);
  });

  test.describe("pasting", () => {
    test.beforeEach(async ({ context }) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    });

    async function copy(page: Page, kind: "picture" | "words" | "html" | "both"): Promise<void> {
      await page.evaluate(async (kind) => {
        const items: Record<string, Blob> = {};
        if (kind === "picture" || kind === "both") {
          items["image/png"] = await parts.drawPhoto(30, 30).convertToBlob();
        }
        if (kind === "words" || kind === "both") {
          items["text/plain"] = new Blob(["in red"], { type: "text/plain" });
        }
        if (kind === "html") {
          const html = "<img src='https://shop.example/shoe.jpg'>";
          items["text/html"] = new Blob([html], { type: "text/html" });
        }
        await navigator.clipboard.write([new ClipboardItem(items)]);
      }, kind);
    }
    const paste = (page: Page) => page.keyboard.press("ControlOrMeta+v");

    test("takes a picture when the focus is in the host or on nothing editable", async ({
      parts: page,
    }) => {
      await copy(page, "picture");
      await paste(page);
      await expect.poll(() => events(page)).toHaveLength(1);
      await page.getByRole("button", { name: "Choose" }).focus();
      await paste(page);
      await expect.poll(() => events(page)).toHaveLength(2);
      await page.locator("#words").focus();
      await paste(page);
      await expect.poll(() => events(page)).toHaveLength(3);
      for (const event of await events(page)) {
        expect(event).toMatchObject({ type: "photo", way: "paste", mime: "image/png" });
      }
    });

    test("a text box of the page keeps what is pasted into it", async ({ parts: page }) => {
      await copy(page, "picture");
      await page.locator("#elsewhere").focus();
      await paste(page);
      await copy(page, "words");
      await paste(page);
      await expect(page.locator("#elsewhere")).toHaveValue("in red");
      await copy(page, "both");
      await page.locator("#words").focus();
      await paste(page);
      await expect(page.locator("#words")).toHaveValue("in red");
      expect(await events(page)).toEqual([]);
    });

    test("refuses what is not a picture, with a reason", async ({ parts: page }) => {
      await copy(page, "words");
      await paste(page);
      await page.getByRole("button", { name: "Choose" }).focus();
      await paste(page);
      await copy(page, "html");
      await paste(page);
      await expect.poll(() => events(page)).toHaveLength(2);
      expect(await events(page)).toMatchObject([{ reason: "no-photo" }, { reason: "link" }]);
    });

    test("with two on a page, only the focused one takes it", async ({ parts: page }) => {
      await page.evaluate(() => {
        const [first] = document.querySelectorAll("photo-host");
        const second = document.createElement("photo-host");
        first!.after(second);
        for (const host of [first!, second]) {
          host.addEventListener("paste", () =>
            parts.heard.push({ type: "on", second: host === second }),
          );
        }
      });
      await copy(page, "picture");
      await paste(page);
      await expect.poll(() => events(page)).toHaveLength(1);
      await page.getByRole("button", { name: "Choose" }).nth(1).focus();
      await paste(page);
      await expect.poll(() => events(page)).toHaveLength(2);
      expect(await heard(page, "on")).toEqual([{ type: "on", second: true }]);
    });
  });

  test("takes nothing after the host has gone", async ({ parts: page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.evaluate(async () => {
      document.querySelector("photo-host")!.remove();
      const png = await parts.drawPhoto(30, 30).convertToBlob();
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    });
    await page.keyboard.press("ControlOrMeta+v");
    await page.waitForTimeout(200);
    expect(await events(page)).toEqual([]);
  });
});
