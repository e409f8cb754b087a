/** Ways through the widget: drop, paste, camera, crop, comparison, and what it sends. */
import { readFileSync } from "node:fs";
import { launchOptions } from "../scripts/browser.ts";
import { expect, PHOTO, takePaths, test, type Widget } from "./widget.ts";

const { args = [], ...launch } = launchOptions();
test.use({ launchOptions: { ...launch, args: [...args, "--use-fake-device-for-media-stream"] } });

/** A file, or words, as the system hands them over. */
async function hand(widget: Widget, way: "drop" | "paste", words?: string): Promise<void> {
  const bytes = [...readFileSync(PHOTO.file)];
  await widget.root.evaluate(
    (element, { way, words, bytes }) => {
      const data = new DataTransfer();
      if (words) data.setData("text/uri-list", words);
      else data.items.add(new File([new Uint8Array(bytes)], "photo.webp", { type: "image/webp" }));
      const options = { bubbles: true, cancelable: true, composed: true };
      element.dispatchEvent(
        way === "drop"
          ? new DragEvent("drop", { ...options, dataTransfer: data })
          : new ClipboardEvent("paste", { ...options, clipboardData: data }),
      );
    },
    { way, words, bytes },
  );
}

test("takes a dropped or pasted photo, and does not follow a link to one", async ({
  widget,
  site,
}) => {
  takePaths(site);
  await hand(widget, "drop", "https://elsewhere.example/photo.jpg");
  await expect(widget.notice("photoLink")).toBeVisible();
  await widget.checkAccess();
  expect(takePaths(site)).toEqual([]);
  await hand(widget, "drop");
  await widget.acceptUntilReady();
  await expect(widget.cards.first()).toHaveAttribute("data-id", PHOTO.id);
  await expect(widget.notice("photoLink")).toHaveCount(0);
  await hand(widget, "paste");
  await widget.waitFor("ready");
  await expect(widget.part("undo-button")).toBeEnabled();
});

test("searches with the camera's picture", async ({ widget, context, site }) => {
  await context.grantPermissions(["camera"], { origin: site.origin });
  await widget.part("camera-button").first().click();
  const camera = widget.root.locator("visual-search-camera");
  await expect(camera.getByRole("button", { name: "Take the photo" })).toBeEnabled();
  await camera.getByRole("button", { name: "Take the photo" }).click();
  await expect(widget.part("consent")).toBeVisible();
  await widget.acceptUntilReady();
  await expect(widget.root.locator("[data-part=photo]")).toBeVisible();
});

test("searches with a part of the photo, live and by keyboard, and undoes it in one step", async ({
  widget,
  page,
}) => {
  await widget.choosePhoto(PHOTO.file);
  await widget.acceptUntilReady();
  const scores = () =>
    page.evaluate(() =>
      JSON.stringify(
        events
          .findLast(({ type, detail }) => type === "vs-results" && detail.hits)
          ?.detail.hits.slice(0, 3)
          .map(({ score }: { score: number }) => score),
      ),
    );
  const whole = await scores();
  const box = widget.root.locator("visual-search-region").getByRole("application");
  await box.focus();
  for (let i = 0; i < 3; i++) await box.press("Control+Shift+ArrowLeft");
  await expect.poll(scores).not.toBe(whole);
  await widget.waitFor("ready");
  await widget.checkAccess();
  await box.press("Escape");
  await widget.waitFor("ready");
  await expect.poll(scores).toBe(whole);
});

test("compares two products side by side", async ({ widget, page }) => {
  await widget.part("browse-button").click();
  await widget.acceptUntilReady();
  await widget.part("compare-button").nth(0).click();
  await expect(widget.part("compare-bar")).toContainText("Choose one more");
  await widget.part("compare-button").nth(1).click();
  await widget.part("compare-bar").getByRole("button", { name: "Compare these two" }).click();
  const dialog = widget.root.locator("visual-search-compare").getByRole("dialog");
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText("€");
  await widget.checkAccess();
  // As on a card, the page hears of what is chosen, and may keep the visitor.
  const chosen = await widget.root.evaluate(
    (root) =>
      new Promise<string>((resolve) => {
        root.addEventListener("vs-select", (event) => {
          event.preventDefault();
          resolve((event as CustomEvent).detail.item.id);
        });
        const comparison = root.shadowRoot!.querySelector("visual-search-compare")!.shadowRoot!;
        comparison.querySelector<HTMLElement>("a.title")!.click();
      }),
  );
  expect(chosen).toBe(await widget.cards.first().getAttribute("data-id"));
  expect(page.url()).toContain("/element.html");
  await expect(dialog).toBeHidden();
  await widget.part("compare-bar").getByRole("button", { name: "Compare these two" }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("shows what the page has sent: nothing of the photo", async ({ widget }) => {
  await widget.choosePhoto(PHOTO.file);
  await widget.acceptUntilReady();
  await widget.openDevice();
  await expect(widget.root.locator("visual-search-network")).toContainText("Your photo: 0");
  await widget.checkAccess();
});
