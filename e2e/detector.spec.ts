/** Detection of what a photo shows, by a detector's model or a function of the page. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { overlap } from "../src/encoder/detect/boxes/non-maximum-suppression.ts";
import {
  CELL,
  colourManifest,
  colourYolox,
  painted,
  SIDE,
} from "../src/encoder/detect/detector.testing.ts";
import type { Detection, Region } from "../src/index.ts";
import { test as base, expect, visit } from "./fixtures.ts";
import { haveRealPhotos, realPhotosOf } from "./real-photos.ts";
import { Site } from "./site.ts";

const YOLOX = "../shared/data/detector/yolox_nano.onnx";
const haveYolox = existsSync(YOLOX);

const FOLDER = ".cache/detectors";
const model = colourYolox();

const test = base.extend<{ site: Site }>({
  /** The site with a detector that sees colours at /models/colours/, and YOLOX-nano where a test has prepared it. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  site: async ({}, use) => {
    mkdirSync(`${FOLDER}/colours`, { recursive: true });
    writeFileSync(`${FOLDER}/colours/colours.onnx`, model);
    writeFileSync(`${FOLDER}/colours/detector.json`, JSON.stringify(colourManifest(model)));
    const site = await Site.start({
      folders: {
        "/": "e2e/pages",
        "/dist/": "dist",
        "/shop/": "public/demo",
        "/models/": "public/models",
        "/models/colours/": `${FOLDER}/colours`,
        "/models/yolox/": `${FOLDER}/yolox`,
      },
    });
    await use(site);
    await site.stop();
  },
});

/** A white picture with a red square, which is a person to the colours, in column 1 and row 1 of four. */
async function redSquare(): Promise<Buffer> {
  const { data, width, height } = painted(SIDE, SIDE, [CELL, CELL, CELL, CELL, 255, 0, 0]);
  return await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
const PERSON = { x: 0.25, y: 0.125, width: 0.25, height: 0.5 };

function expectNear(found: Region, wanted: Region, digits = 6): void {
  for (const key of ["x", "y", "width", "height"] as const) {
    expect(found[key]).toBeCloseTo(wanted[key], digits);
  }
}

/** What the open search detects in each file, or the error. */
async function detect(
  page: Page,
  files: readonly Buffer[],
  options: { limit?: number; minScore?: number } = {},
): Promise<Detection[][]> {
  return page.evaluate(
    async ({ files, options }) => {
      const found = [];
      for (const base64 of files) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        found.push(await search.detect(new Blob([bytes]), options));
      }
      return found;
    },
    { files: files.map((file) => file.toString("base64")), options },
  );
}

test("the first detection loads the detector, and none after it asks the network for anything", async ({
  bare,
  site,
}) => {
  const file = await redSquare();
  const before = await bare.evaluate(async () => {
    const phases: Record<string, unknown> = {};
    (globalThis as any).phases = phases;
    await openSearch({
      detector: "/models/colours",
      onProgress: ({ phase, loadedBytes, totalBytes }) => {
        phases[phase] = [loadedBytes, totalBytes];
      },
    });
    const { detector, imageEncoder } = await search.plan({ modalities: ["detector"] });
    return { detector, imageEncoder, state: search.info.detector };
  });
  expect(before.detector).toMatchObject({ bytes: model.length, bytesToFetch: model.length });
  expect(before.imageEncoder).toBeUndefined();
  expect(before.state).toEqual({ state: "idle" });
  expect(site.requests.map(({ path }) => path)).not.toContain("/models/colours/colours.onnx");

  const [[person]] = (await detect(bare, [file])) as [[Detection]];
  expect(person).toMatchObject({ label: "person" });
  expectNear(person.region, PERSON);
  const after = await bare.evaluate(async () => {
    const { detector } = await search.plan({ modalities: ["detector"] });
    return { detector, info: search.info, phases: (globalThis as any).phases };
  });
  expect(after.detector).toMatchObject({ bytesToFetch: 0, stored: true });
  expect(after.info.detector).toEqual({ state: "ready" });
  expect(after.info.encoders.image).toBe("idle");
  expect(after.phases.detector).toEqual([model.length, model.length]);

  await bare.evaluate(() => search.prefetch("image"));
  site.requests.length = 0;
  expect((await detect(bare, [file], { limit: 1 }))[0]).toEqual([person]);
  const hits = await bare.evaluate(
    async ({ base64, region }) => {
      const image = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]);
      return search.query({ image, region }, { limit: 3 });
    },
    { base64: file.toString("base64"), region: person.region },
  );
  expect(hits).toHaveLength(3);
  expect(site.requests).toEqual([]);
  expect(await bare.evaluate(() => violations)).toEqual([]);
});

test("second visit: one small file is asked for; without a network, none", async ({
  bare,
  site,
  context,
}) => {
  const file = await redSquare();
  const open = () => openSearch({ detector: "/models/colours/" });
  await bare.evaluate(open);
  const before = await detect(bare, [file]);
  await bare.close();
  site.requests.length = 0;
  const second = await context.newPage();
  await visit(second, site);
  await second.evaluate(open);
  expect(await detect(second, [file])).toEqual(before);
  const asked = site.requests
    .map(({ path }) => path)
    .filter((path) => !/\.(html|m?js)$|\/$/.test(path));
  expect(asked).toEqual(["/shop/catalog/manifest.json", "/models/colours/detector.json"]);
  await second.close();
  await site.stop();
  const offline = await context.newPage();
  await visit(offline, site);
  await offline.evaluate(open);
  expect(await detect(offline, [file])).toEqual(before);
});

test("reports regions in the upright photo, whatever orientation the camera recorded", async ({
  bare,
}) => {
  await bare.evaluate(() => openSearch({ detector: "/models/colours/" }));
  const upright = await redSquare();
  const files: Buffer[] = [];
  for (const [orientation, angle] of [
    [3, 180],
    [6, 270],
    [8, 90],
  ] as const) {
    const lying = await sharp(upright).rotate(angle).toBuffer();
    files.push(await sharp(lying).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer());
  }
  for (const [person] of await detect(bare, files)) {
    expect(person!.label).toBe("person");
    expectNear(person!.region, PERSON);
  }
});

test("accepts bitmaps, pixels, canvases and elements as well as files", async ({ bare }) => {
  const found = await bare.evaluate(
    async ({ base64 }) => {
      await openSearch({ detector: "/models/colours/" });
      const blob = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]);
      const bitmap = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const found = [];
      for (const image of [blob, bitmap, canvas, pixels, bitmap]) {
        found.push(await search.detect(image, { limit: 1 }));
      }
      return found;
    },
    { base64: (await redSquare()).toString("base64") },
  );
  expect(found).toHaveLength(5);
  for (const [person] of found) expect(person).toEqual(found[0]![0]);
  expectNear(found[0]![0]!.region, PERSON);
});

test("says what is wrong with a detector", async ({ bare, site }) => {
  const attempt = (detector?: string) =>
    bare.evaluate(async (detector) => {
      await openSearch(detector === undefined ? {} : { detector });
      const result = await outcome(search.detect(new ImageData(20, 20)));
      search.close();
      return result;
    }, detector);
  expect(await attempt()).toMatchObject({ code: "detector-missing", typed: true });
  expect(await attempt("/models/none/")).toMatchObject({ code: "network" });
  site.spoil("/models/colours/detector.json", () => ({ body: Buffer.from("<html>") }));
  expect(await attempt("/models/colours/")).toMatchObject({ code: "model-invalid" });
  site.spoil("/models/colours/detector.json");
  site.spoil("/models/colours/colours.onnx", (body) => ({ body: body.subarray(1) }));
  expect(await attempt("/models/colours/")).toMatchObject({ code: "integrity" });
  site.spoil("/models/colours/colours.onnx");
  expect((await attempt("/models/colours/")).value).toEqual([]);
  const wrong = await bare.evaluate(() => outcome(openSearch({ detector: 3 as never })));
  expect(wrong).toMatchObject({ code: "invalid-argument" });
});

test("accepts a function of the page as a detector", async ({ bare, site }) => {
  const file = (await redSquare()).toString("base64");
  const found = await bare.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]);
    const seen: unknown[] = [];
    const region = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
    let bitmap: ImageBitmap | undefined;
    await openSearch({
      detector: async (image, { signal }) => {
        bitmap = image;
        seen.push([image.width, image.height, signal.aborted]);
        return [
          { region, label: "bag", score: 0.9 },
          { region, label: "shoe", score: 0.4 },
          { region, label: "hat", score: 0.2 },
        ];
      },
    });
    const labels = async (options = {}) =>
      (await search.detect(blob, options)).map(({ label }) => label);
    const all = await labels();
    const closed = bitmap!.width;
    const plan = await search.plan({ modalities: ["image", "detector"] });
    await search.prefetch("detector");
    return {
      all,
      closed,
      seen,
      sure: await labels({ minScore: 0.4 }),
      one: await labels({ limit: 1 }),
      bad: await outcome(search.detect(blob, { limit: 0 })),
      info: search.info.detector,
      plan,
    };
  }, file);
  expect(found).toMatchObject({
    all: ["bag", "shoe", "hat"],
    closed: 0,
    sure: ["bag", "shoe"],
    one: ["bag"],
    bad: { code: "invalid-argument" },
    info: { state: "ready" },
  });
  expect(found.seen[0]).toEqual([SIDE, SIDE, false]);
  expect(found.plan.imageEncoder!.bytes).toBeGreaterThan(0);
  expect(found.plan.detector).toBeUndefined();
  expect(site.requests.filter(({ path }) => path.startsWith("/models/"))).toEqual([]);
});

test("survives a page's function that fails, returns nonsense or takes too long", async ({
  bare,
}) => {
  const found = await bare.evaluate(async () => {
    const region = { x: 0, y: 0, width: 1, height: 1 };
    let give: () => unknown = () => [];
    await openSearch({ detector: async () => (await give()) as never });
    const attempt = (next: () => unknown, options = {}) => {
      give = next;
      return outcome(search.detect(new ImageData(20, 20), options));
    };
    const codes = [];
    for (const nonsense of [
      undefined,
      {},
      [null],
      [{ region, label: "bag" }],
      [{ region, label: 3, score: 0.5 }],
      [{ region, label: "bag", score: Number.NaN }],
      [{ region: { ...region, x: 0.5 }, label: "bag", score: 0.5 }],
      [{ region: { ...region, width: 0 }, label: "bag", score: 0.5 }],
      [{ label: "bag", score: 0.5 }],
    ]) {
      codes.push((await attempt(() => nonsense)).code);
    }
    const failed = await attempt(() => {
      throw new Error("out of order");
    });
    const controller = new AbortController();
    const hanging = attempt(() => new Promise(() => {}), { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    return { codes, failed, aborted: await hanging, text: await outcome(search.facets()) };
  });
  expect(found.codes).toEqual(Array(9).fill("invalid-argument"));
  expect(found.failed).toMatchObject({ code: "runtime-failed", message: /out of order/ });
  expect(found.aborted.name).toBe("AbortError");
  expect(found.text.value).toBeDefined();
});

test.describe("YOLOX-nano", () => {
  test.skip(!haveYolox || !haveRealPhotos, "../shared/data is absent: no real detector and photos");
  test.setTimeout(180_000);

  test.beforeAll(() => {
    if (!haveYolox || !haveRealPhotos) return;
    const args = ["dist/node/cli.js", "detector", "prepare", YOLOX, "--quiet"];
    args.push("--type", "yolox", "--labels", "coco", "--out", `${FOLDER}/yolox`);
    execFileSync(process.execPath, args, { stdio: "inherit" });
  });

  const toBox = ({ x, y, width, height }: Region) => {
    return { left: x, top: y, right: x + width, bottom: y + height };
  };

  /** What is not white of a photo, enlarged. */
  async function cutOut(photo: Buffer, times: number) {
    const { data, info } = await sharp(photo)
      .trim({ background: "#ffffff", threshold: 20 })
      .toBuffer({ resolveWithObject: true });
    const size = { width: info.width * times, height: info.height * times };
    return { input: await sharp(data).resize(size).toBuffer(), size };
  }

  test("finds the people in photos first, and their parts where they are", async ({ bare }) => {
    const whole = realPhotosOf("Kurtas", 10);
    const half = realPhotosOf("Shirts", 10);
    await bare.evaluate(() => openSearch({ detector: "/models/yolox/" }));
    const found = await detect(bare, [...whole, ...half]);
    const isPerson = ([first]: Detection[]) => first?.label === "person" && first.score > 0.5;
    const hasParts = (list: Detection[]) => list.some(({ derived }) => derived);
    expect(found.filter(isPerson).length).toBeGreaterThanOrEqual(18);
    expect(found.slice(0, 10).filter(hasParts).length).toBeGreaterThanOrEqual(8);
    expect(found.slice(10).filter(hasParts).length).toBeLessThanOrEqual(2);
  });

  test("finds a person and a bag where they were put, and a region searches with one of them", async ({
    bare,
    site,
  }) => {
    const [width, height] = [640, 512];
    const person = await cutOut(realPhotosOf("Kurtas", 1)[0]!, 2);
    const bag = await cutOut(realPhotosOf("Handbags", 12)[11]!, 1);
    const places = [
      { ...person, left: 90, top: 10 },
      { ...bag, left: 420, top: 200 },
    ];
    const scene = await sharp({ create: { width, height, channels: 3, background: "#ffffff" } })
      .composite(places)
      .jpeg({ quality: 92 })
      .toBuffer();
    await bare.evaluate(() => openSearch({ detector: "/models/yolox/" }));
    const [found] = (await detect(bare, [scene])) as [Detection[]];
    const seen = [["person"], ["handbag", "backpack", "suitcase"]].map((labels) => {
      return found.find(({ label }) => labels.includes(label));
    });
    expect(seen[0]).toBe(found[0]);
    seen.forEach((detection, i) => {
      const { left, top, size } = places[i]!;
      const wanted = {
        left: left / width,
        top: top / height,
        right: (left + size.width) / width,
        bottom: (top + size.height) / height,
      };
      expect(overlap(toBox(detection!.region), wanted)).toBeGreaterThan(0.75);
    });

    await bare.evaluate(() => search.prefetch("image"));
    site.requests.length = 0;
    const hits = await bare.evaluate(
      async ({ base64, region }) => {
        const image = new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]);
        return search.query({ image, region }, { limit: 5 });
      },
      { base64: scene.toString("base64"), region: seen[1]!.region },
    );
    expect(hits).toHaveLength(5);
    expect(site.requests).toEqual([]);
  });
});
