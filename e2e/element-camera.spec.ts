/** The widget's camera: permission, taking a photo, and giving the camera back. */
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import sharp, { type Sharp } from "sharp";
import { launchOptions } from "../scripts/browser.ts";
import { test as base, expect, expectAccessible, heard, openParts } from "./parts.ts";
import type { Site } from "./site.ts";

interface CameraPage {
  /** Of Chromium's own pictures; the first faces the user, the second does not. */
  devices?: number;
  permission?: "granted" | "denied" | "unasked";
  /** Run in the page before any script. */
  before?: () => void;
  origin?: (site: Site) => string;
  args?: string[];
  viewport?: { width: number; height: number };
}

type OpenCamera = (options?: CameraPage) => Promise<Page>;

/** A browser of the test's own, for its flags say which cameras there are. */
const test = base.extend<{ cameraPage: OpenCamera }>({
  cameraPage: async ({ partsSite }, use) => {
    const checks: (() => Promise<void>)[] = [];
    await use(async ({ devices = 1, permission = "granted", ...options } = {}) => {
      const { args = [], ...launch } = launchOptions();
      const browser = await chromium.launch({
        ...launch,
        args: [
          ...args,
          `--use-fake-device-for-media-stream=device-count=${devices}`,
          ...(options.args ?? []),
        ],
      });
      const context = await browser.newContext(
        options.viewport ? { viewport: options.viewport } : {},
      );
      await permit(context, permission);
      const page = await context.newPage();
      if (options.before) await page.addInitScript(options.before);
      // Notes every camera that is lent, so that a test can see that it was given back.
      await page.addInitScript(() => {
        globalThis.lent = [];
        const { mediaDevices } = navigator;
        if (!mediaDevices) return;
        const lend = mediaDevices.getUserMedia.bind(mediaDevices);
        mediaDevices.getUserMedia = async (wanted) => {
          const stream = await lend(wanted);
          globalThis.lent.push(...stream.getTracks());
          return stream;
        };
      });
      const errors = await openParts(page, partsSite, options.origin?.(partsSite));
      await page.evaluate(() => {
        const opener = document.createElement("button");
        opener.textContent = "Take a photo";
        const camera = parts.show(
          "visual-search-camera",
        ) as HTMLElementTagNameMap["visual-search-camera"];
        opener.addEventListener("click", () => void camera.open());
        camera.before(opener);
      });
      checks.push(async () => {
        // On an address without https, browsers note that headers do not count.
        if (!options.origin) expect(errors).toEqual([]);
        await browser.close();
      });
      return page;
    });
    for (const check of checks) await check();
  },
});

declare global {
  var lent: MediaStreamTrack[];
}

async function permit(context: BrowserContext, permission: CameraPage["permission"]) {
  if (permission === "granted") await context.grantPermissions(["camera"]);
  // Granting others denies this one.
  if (permission === "denied") await context.grantPermissions(["clipboard-read"]);
}

const opener = (page: Page) => page.getByRole("button", { name: "Take a photo", exact: true });
const shutter = (page: Page) => page.getByRole("button", { name: "Take the photo" });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Take a photo" });

async function openLive(page: Page): Promise<void> {
  await opener(page).click();
  await expect(shutter(page)).toBeEnabled({ timeout: 20_000 });
}

const tracks = (page: Page) => page.evaluate(() => lent.map(({ readyState }) => readyState));

async function expectGivenBack(page: Page): Promise<void> {
  const states = await tracks(page);
  expect(states.length).toBeGreaterThan(0);
  expect(states.every((state) => state === "ended")).toBe(true);
}

/** The photo of the last capture. */
async function captured(page: Page): Promise<{ type: string; bytes: Buffer }> {
  const { type, data } = await page.evaluate(async () => {
    const event = parts.heard.findLast(({ type }) => type === "vs-capture");
    const blob = event?.photo as Blob;
    return { type: blob.type, data: [...new Uint8Array(await blob.arrayBuffer())] };
  });
  return { type, bytes: Buffer.from(data) };
}

/** On a busy machine Chromium's has been seen to be 0 for a moment after the picture had come. */
const videoSize = (page: Page) =>
  page.locator("video").evaluate(async (video: HTMLVideoElement) => {
    while (video.videoWidth === 0) await new Promise(requestAnimationFrame);
    return [video.videoWidth, video.videoHeight];
  });

test("asks for no permission until it is opened", async ({ cameraPage }) => {
  const page = await cameraPage();
  await page.waitForTimeout(300);
  expect(await tracks(page)).toEqual([]);
  await expect(dialog(page)).toBeHidden();
  await openLive(page);
  expect(await tracks(page)).toEqual(["live"]);
  const audio = await page.evaluate(() => lent.some(({ kind }) => kind === "audio"));
  expect(audio).toBe(false);
});

for (const [way, take] of [
  ["its button", (page: Page) => shutter(page).click()],
  ["Space", (page: Page) => page.keyboard.press("Space")],
  ["Enter", (page: Page) => page.keyboard.press("Enter")],
] as const) {
  test(`takes the photo by ${way} at full resolution and releases the camera`, async ({
    cameraPage,
  }) => {
    const page = await cameraPage();
    await openLive(page);
    await expect(shutter(page)).toBeFocused();
    const [width, height] = await videoSize(page);
    await take(page);
    await expect(dialog(page)).toBeHidden();
    await expect.poll(() => heard(page, "vs-capture")).toHaveLength(1);
    expect(await heard(page, "vs-camera-close")).toHaveLength(1);
    const { type, bytes } = await captured(page);
    expect(type).toMatch(/^image\/(jpeg|png)$/);
    const metadata = await sharp(bytes).metadata();
    expect(metadata.width).toBeGreaterThanOrEqual(width!);
    expect(metadata.height).toBeGreaterThanOrEqual(height!);
    await expectGivenBack(page);
    await expect(opener(page)).toBeFocused();
  });
}

for (const [name, before] of [
  ["the browser takes no stills", () => void Reflect.deleteProperty(globalThis, "ImageCapture")],
  [
    "the camera refuses a still",
    () => {
      const { ImageCapture } = globalThis as any;
      ImageCapture.prototype.takePhoto = () => Promise.reject(new DOMException("No still."));
    },
  ],
  [
    "the camera never answers",
    () => {
      const { ImageCapture } = globalThis as any;
      ImageCapture.prototype.takePhoto = () => new Promise(() => {});
    },
  ],
] as const) {
  test(`when ${name}, the photo is the displayed frame`, async ({ cameraPage }) => {
    const page = await cameraPage({ before });
    await openLive(page);
    const size = await videoSize(page);
    await shutter(page).click();
    await expect.poll(() => heard(page, "vs-capture"), { timeout: 20_000 }).toHaveLength(1);
    const { type, bytes } = await captured(page);
    expect(type).toBe("image/jpeg");
    const { width, height } = await sharp(bytes).metadata();
    expect([width, height]).toEqual(size);
    const { channels } = await sharp(bytes).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
  });
}

test("waits for a video that has no size yet", async ({ cameraPage }) => {
  const page = await cameraPage({
    before: () => Reflect.deleteProperty(globalThis, "ImageCapture"),
  });
  await openLive(page);
  const size = await videoSize(page);
  await page.locator("video").evaluate((video) => {
    Object.defineProperty(video, "videoWidth", { get: () => 0, configurable: true });
    setTimeout(() => Reflect.deleteProperty(video, "videoWidth"), 500);
  });
  await shutter(page).click();
  await expect.poll(() => heard(page, "vs-capture"), { timeout: 20_000 }).toHaveLength(1);
  const { width, height } = await sharp((await captured(page)).bytes).metadata();
  expect([width, height]).toEqual(size);
});

for (const [way, leave] of [
  ["its button", (page: Page) => page.getByRole("button", { name: "Close the camera" }).click()],
  ["Escape", (page: Page) => page.keyboard.press("Escape")],
  [
    "leaving the document",
    (page: Page) => page.evaluate(() => document.querySelector("visual-search-camera")!.remove()),
  ],
  [
    "the page being left",
    (page: Page) => page.evaluate(() => dispatchEvent(new Event("pagehide"))),
  ],
  [
    "the page being hidden",
    (page: Page) =>
      page.evaluate(() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden" });
        document.dispatchEvent(new Event("visibilitychange"));
      }),
  ],
] as const) {
  test(`releases the camera when closed by ${way}`, async ({ cameraPage }) => {
    const page = await cameraPage();
    await openLive(page);
    await leave(page);
    await expect(dialog(page)).toBeHidden();
    await expectGivenBack(page);
    expect(await heard(page, "vs-camera-close")).toHaveLength(1);
    expect(await heard(page, "vs-capture")).toEqual([]);
  });
}

test("releases a camera that arrives after closing", async ({ cameraPage }) => {
  const page = await cameraPage();
  await page.evaluate(async () => {
    const camera = document.querySelector("visual-search-camera")!;
    const opening = camera.open();
    await camera.updateComplete;
    await Promise.resolve();
    camera.close();
    await opening;
  });
  await expect.poll(() => tracks(page)).toEqual(["ended"]);
  await expect(dialog(page)).toBeHidden();
  await openLive(page);
  expect(await tracks(page)).toEqual(["ended", "live"]);
});

test("opens again after each closing, and stays closed if closed at once", async ({
  cameraPage,
}) => {
  const page = await cameraPage();
  for (let i = 0; i < 3; i++) {
    await openLive(page);
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toBeHidden();
  }
  await page.evaluate(() => {
    const camera = document.querySelector("visual-search-camera")!;
    void camera.open();
    camera.close();
  });
  await page.waitForTimeout(200);
  await expect(dialog(page)).toBeHidden();
  expect((await tracks(page)).filter((state) => state === "live")).toEqual([]);
});

test("shows a switch only with two cameras, and holds one at a time", async ({ cameraPage }) => {
  const other = (page: Page) => page.getByRole("button", { name: "Switch camera" });
  const single = await cameraPage();
  await openLive(single);
  await expect(other(single)).toBeHidden();

  const page = await cameraPage({ devices: 2 });
  await openLive(page);
  const device = () =>
    page.evaluate(() => {
      const { deviceId, facingMode } = lent.at(-1)!.getSettings();
      return { deviceId, facingMode };
    });
  const mirrored = () =>
    page.locator("video").evaluate((video) => getComputedStyle(video).transform !== "none");
  const first = await device();
  expect(await mirrored()).toBe(first.facingMode === "user");
  await other(page).click();
  await expect.poll(async () => (await device()).deviceId).not.toBe(first.deviceId);
  await expect(shutter(page)).toBeEnabled({ timeout: 20_000 });
  expect(await tracks(page)).toEqual(["ended", "live"]);
  expect(await mirrored()).toBe((await device()).facingMode === "user");
  await other(page).click();
  await expect.poll(async () => (await device()).deviceId).toBe(first.deviceId);
});

test("mirrors the display of a camera that faces the shopper, but not its photo", async ({
  cameraPage,
}) => {
  const page = await cameraPage({
    before: () => {
      Reflect.deleteProperty(globalThis, "ImageCapture");
      const { getSettings } = MediaStreamTrack.prototype;
      MediaStreamTrack.prototype.getSettings = function () {
        return { ...getSettings.call(this), facingMode: "user" };
      };
    },
  });
  await openLive(page);
  expect(
    await page.locator("video").evaluate((video) => getComputedStyle(video).transform),
  ).toContain("matrix(-1");
  const frame = await page.locator("video").evaluate(async (video: HTMLVideoElement) => {
    while (video.videoWidth === 0) await new Promise(requestAnimationFrame);
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext("2d")!;
    /** Whether the two sides differ, which they do not while the picture is of one colour. */
    const hasSides = () => {
      const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
      let difference = 0;
      for (let at = 0; at < data.length; at += 4) {
        const x = (at / 4) % width;
        difference += Math.abs(data[at]! - data[at + 4 * (width - 1 - 2 * x)]!);
      }
      return difference > data.length / 4;
    };
    do {
      await new Promise(requestAnimationFrame);
      context.drawImage(video, 0, 0);
    } while (!hasSides());
    const blob = await canvas.convertToBlob();
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  await shutter(page).click();
  await expect.poll(() => heard(page, "vs-capture")).toHaveLength(1);
  const { bytes } = await captured(page);
  const small = (image: Sharp) =>
    image.resize(64, 48, { fit: "fill" }).greyscale().raw().toBuffer();
  const [taken, seen] = [await small(sharp(bytes)), await small(sharp(Buffer.from(frame)))];
  const turned = await small(sharp(Buffer.from(frame)).flop());
  const distance = (other: Buffer) =>
    taken.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / taken.length;
  expect(distance(seen)).toBeLessThan(distance(turned));
});

const PROBLEMS: [string, CameraPage, string, boolean][] = [
  ["the shopper says no", { permission: "denied" }, "The camera is blocked", true],
  ["there is no camera", { devices: 0 }, "No camera found", true],
  [
    "another app has the camera",
    {
      before: () => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException("Could not start video source", "NotReadableError"));
      },
    },
    "The camera is in use",
    true,
  ],
  [
    "the page is not https",
    {
      permission: "unasked",
      args: ["--host-resolver-rules=MAP shop.example 127.0.0.1"],
      origin: ({ origin }) => origin.replace("localhost", "shop.example"),
    },
    "The camera needs a secure page",
    false,
  ],
  [
    "the browser has no cameras",
    { before: () => Object.defineProperty(navigator, "mediaDevices", { value: undefined }) },
    "This browser doesn’t support the camera",
    false,
  ],
  [
    "something else is wrong",
    {
      before: () => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new TypeError("It is odd."));
      },
    },
    "The camera didn’t start",
    true,
  ],
];
for (const [name, options, title, canRetry] of PROBLEMS) {
  test(`when ${name}, it says so and what to do, accessibly`, async ({ cameraPage }) => {
    const page = await cameraPage(options);
    await opener(page).click();
    await expect(page.getByRole("alert")).toContainText(title);
    const retry = page.getByRole("button", { name: "Try again" });
    await expect(retry).toBeVisible({ visible: canRetry });
    await expect(page.locator("video")).toHaveCount(0);
    if (canRetry) {
      await retry.click();
      await expect(page.getByRole("alert")).toContainText(title);
      // The button was away meanwhile, and the focus has not gone with it.
      expect(await dialog(page).evaluate((element) => element.matches(":focus-within"))).toBe(true);
    }
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toBeHidden();
    await expect(opener(page)).toBeFocused();
  });
}

test("says that it is waiting while the browser asks for permission", async ({ cameraPage }) => {
  const page = await cameraPage({
    before: () => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
    },
  });
  await opener(page).click();
  await expect(dialog(page).getByRole("status").first()).toContainText("Waiting for the camera");
  await expectAccessible(page);
});

test("shows the picture on retry after another app has released the camera", async ({
  cameraPage,
}) => {
  const page = await cameraPage({
    before: () => {
      const { mediaDevices } = navigator;
      const lend = mediaDevices.getUserMedia.bind(mediaDevices);
      let times = 0;
      mediaDevices.getUserMedia = (wanted) =>
        times++ === 0 ? Promise.reject(new DOMException("", "NotReadableError")) : lend(wanted);
    },
  });
  await opener(page).click();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(shutter(page)).toBeEnabled({ timeout: 20_000 });
});

test("says so when the camera is unplugged", async ({ cameraPage }) => {
  const page = await cameraPage();
  await openLive(page);
  await page.evaluate(() => lent[0]!.dispatchEvent(new Event("ended")));
  await expect(page.getByRole("alert")).toContainText("No camera found");
  await expectGivenBack(page);
});

for (const [name, viewport] of [
  ["desktop", { width: 1280, height: 800 }],
  ["upright phone", { width: 390, height: 844 }],
  ["phone held across", { width: 844, height: 390 }],
] as const) {
  test(`fits all controls on a ${name}, accessibly`, async ({ cameraPage }) => {
    const page = await cameraPage({ devices: 2, viewport });
    await openLive(page);
    await expect(page.getByRole("button", { name: "Switch camera" })).toBeVisible();
    for (const control of await dialog(page).getByRole("button").all()) {
      const { x, y, width, height } = (await control.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(viewport.width);
      expect(y + height).toBeLessThanOrEqual(viewport.height);
    }
    const video = (await page.locator("video").boundingBox())!;
    expect(video.height).toBeGreaterThan(viewport.height / 4);
    await expectAccessible(page);
  });
}
