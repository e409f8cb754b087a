/** The widget with a detector: its boxes on the photo, and going on without one that fails. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import {
  CELL,
  colourManifest,
  colourYolox,
  painted,
  SIDE,
} from "../src/encoder/detect/detector.testing.ts";
import { Site } from "./site.ts";
import { test as base, expect, takePaths, Widget } from "./widget.ts";

const FOLDER = ".cache/widget-detectors";
const model = colourYolox();
const BROKEN = "/models/broken/detector.json";

const test = base.extend<{ site: Site }>({
  /** The shop's site with a detector that sees colours. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  site: async ({}, use) => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/colours.onnx`, model);
    writeFileSync(`${FOLDER}/detector.json`, JSON.stringify(colourManifest(model)));
    const site = await Site.start({
      folders: {
        "/": "e2e/pages",
        "/dist/": "dist",
        "/shop/": "public/demo",
        "/models/": "public/models",
        "/models/colours/": FOLDER,
      },
    });
    await use(site);
    await site.stop();
  },
});

/** A white photo with a blue square, a handbag to the colours, left of a red one, a person. */
async function scene() {
  const blue = [0, CELL, CELL, CELL, 0, 0, 255] as const;
  const red = [2 * CELL, CELL, CELL, CELL, 255, 0, 0] as const;
  const { data, width, height } = painted(SIDE, SIDE, blue, red);
  const raw = { width, height, channels: 4 } as const;
  return {
    name: "scene.png",
    mimeType: "image/png",
    buffer: await sharp(data, { raw }).png().toBuffer(),
  };
}

async function withDetector(shop: Page, detector: string): Promise<Widget> {
  await shop.evaluate((detector) => add({ detector }), detector);
  return new Widget(shop);
}

/** What the last results scored, which tells what they are of. */
const scores = (page: Page) =>
  page.evaluate(() =>
    JSON.stringify(
      events
        .findLast(({ type, detail }) => type === "vs-results" && detail.hits)
        ?.detail.hits.slice(0, 3)
        .map(({ score }: { score: number }) => score),
    ),
  );

test("shows detections as buttons on the photo and searches with the best", async ({
  shop,
  site,
}) => {
  const widget = await withDetector(shop, "/models/colours/");
  await widget.choosePhoto(await scene());
  await expect(widget.part("consent")).toContainText("Finding items in photos");
  takePaths(site);
  await widget.acceptUntilReady();
  const suggestions = widget.root.getByRole("group", { name: "Found in the photo" });
  const person = suggestions.getByRole("button", { name: /^person/ });
  const handbag = suggestions.getByRole("button", { name: /^handbag/ });
  await expect(person).toHaveAttribute("aria-pressed", "true");
  // A person's garments are suggested as well.
  await expect(suggestions.getByRole("button")).toHaveCount(5);
  expect(takePaths(site)).toContain("/models/colours/colours.onnx");
  await widget.checkAccess();
  const ofPerson = await scores(shop);

  await handbag.focus();
  await handbag.press("Enter");
  await expect(handbag).toHaveAttribute("aria-pressed", "true");
  await expect(person).toHaveAttribute("aria-pressed", "false");
  await expect.poll(() => scores(shop)).not.toBe(ofPerson);
  const ofHandbag = await scores(shop);
  await widget.part("undo-button").click();
  await expect(person).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => scores(shop)).toBe(ofPerson);
  // Pressed once more, it gives way to the whole photo.
  await person.click();
  await expect(person).toHaveAttribute("aria-pressed", "false");
  await expect.poll(() => scores(shop)).not.toBe(ofPerson);
  expect(await scores(shop)).not.toBe(ofHandbag);
  // They come back with the photo.
  await widget.part("like-button").first().click();
  await expect(suggestions).toBeHidden();
  await widget.part("undo-button").click();
  await expect(suggestions.getByRole("button")).toHaveCount(5);
  // Nothing of it went over the network.
  expect(takePaths(site)).toEqual([]);
});

test.describe("a detector that cannot be loaded", () => {
  test.use({ allowed: [/404/] });

  test("leaves the search as it is without a detector, and tells the page", async ({
    shop,
    site,
  }) => {
    const widget = await withDetector(shop, "/models/broken/");
    await widget.choosePhoto(await scene());
    await widget.accept();
    await expect.poll(() => site.requests.map(({ path }) => path)).toContain(BROKEN);
    await widget.waitFor("ready");
    await expect(widget.cards.first()).toBeVisible();
    await expect
      .poll(() => shop.evaluate(() => events.map(({ type }) => type)))
      .toContain("vs-error");
  });
});
