/** The demo's plain page and its camera page. */
import { readFileSync } from "node:fs";
import { launchOptions } from "../scripts/browser.ts";
import { checkAccess, checkWidth, DESKTOP, expect, PHONE, POLICY, test } from "./demo-site.ts";
import { Widget } from "./widget.ts";

const { args = [], ...launch } = launchOptions();
test.use({ launchOptions: { ...launch, args: [...args, "--use-fake-device-for-media-stream"] } });

interface Scene {
  image: string;
  found: { product: string; category: string; visible: number; box: number[] }[];
}

for (const [name, viewport] of [
  ["desktop", DESKTOP],
  ["phone", PHONE],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test("the plain page searches by one script tag under its policy", async ({ store, demo }) => {
      // A breach of the policy is also a message on the console, which fails the test.
      const response = await store.goto(`${demo.origin}/plain/`);
      expect(response!.headers()["content-security-policy"]).toBe(POLICY);
      const html = readFileSync("demo-dist/plain/index.html", "utf8");
      expect(html.replaceAll(/\s+/g, " ")).toContain(`content="${POLICY}"`);
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(html).not.toMatch(/<style| style=| on\w+=/);

      const widget = new Widget(store);
      await widget.part("sample").first().click();
      await widget.acceptUntilReady();
      await expect(widget.cards.first()).toBeVisible();
      await checkWidth(store);
      await checkAccess(store);
    });

    test("the camera page takes a photo by its big button and searches with it", async ({
      store,
      demo,
      context,
    }) => {
      await context.grantPermissions(["camera"], { origin: demo.origin });
      await store.goto(`${demo.origin}/camera/`);
      await expect(store.locator(".scene").first()).toBeVisible();
      await checkWidth(store);
      await checkAccess(store);
      const widget = new Widget(store);
      const shutter = widget.part("camera-button");
      const box = (await shutter.boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(72);
      await shutter.click();
      const camera = widget.root.locator("visual-search-camera");
      await camera.getByRole("button", { name: "Take the photo" }).click();
      await widget.acceptUntilReady();
      await expect(store.locator("#grip")).toHaveAttribute("aria-expanded", "true");
      await expect(widget.cards.first()).toBeVisible();
    });

    test("compares what is in a scene with what was found", async ({ store, demo }) => {
      const [scene] = JSON.parse(readFileSync("public/demo/scenes/scenes.json", "utf8")) as [Scene];
      await store.goto(`${demo.origin}/camera/`);
      await store.locator(".scene").first().click();
      const spots = store.locator(".spot");
      const largest = [...scene.found].sort(
        (a, b) => b.box[2]! * b.box[3]! - a.box[2]! * a.box[3]!,
      );
      const [{ category, box, product }] = largest as [Scene["found"][number]];
      const spot = spots.filter({ hasText: category }).first();
      const photo = (await store.locator("#photo img").boundingBox())!;
      const shown = (await spot.boundingBox())!;
      const scale = photo.width / 384;
      expect(shown.x - photo.x).toBeCloseTo(box[0]! * scale, 0);
      expect(shown.width).toBeCloseTo(box[2]! * scale, 0);

      await spot.click();
      const widget = new Widget(store);
      await widget.acceptUntilReady();
      const truth = store.locator("#truth");
      await expect(truth).toContainText(`Exact match (${category})`);
      const place = Number(await truth.getAttribute("data-place"));
      if (place > 0) {
        await expect(truth).toContainText(`number ${place} of 60`);
        if (place <= 20) {
          await expect(widget.root.locator(`li[data-id="${product}"]`)).toHaveCount(1);
        }
      } else await expect(truth).toContainText("not in the top 60");
      await checkAccess(store);
    });
  });
}
