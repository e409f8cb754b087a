/** Encoders on WebGPU: the self-check, wrong results, software adapters and lost devices. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { launchOptions } from "../scripts/browser.ts";
import { buildCatalog } from "../src/build/index.ts";
import { colourManifest, colourYolox } from "../src/encoder/detect/detector.testing.ts";
import { test as base, expect } from "./fixtures.ts";
import { Site } from "./site.ts";

const { args = [], ...launch } = launchOptions();

// Chromium's software adapter: right, slow, and on every machine.
const WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** A small catalog whose model has every number format, served beside the page. */
const test = base.extend<object, { formats: Site }>({
  formats: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "vitrine-formats-"));
      const model = join(folder, "model");
      cpSync("src/encoder/fixtures/siglip", model, { recursive: true });
      const rows = readFileSync("public/demo/products.csv", "utf8").split("\n").slice(0, 9);
      writeFileSync(join(folder, "feed.csv"), rows.join("\n"));
      await buildCatalog({
        feed: join(folder, "feed.csv"),
        images: "public/demo/images",
        model,
        modelUrl: "../model/",
        out: join(folder, "catalog"),
      });
      const detector = colourYolox();
      mkdirSync(join(folder, "detector"));
      writeFileSync(join(folder, "detector", "colours.onnx"), detector);
      const description = JSON.stringify(colourManifest(detector));
      writeFileSync(join(folder, "detector", "detector.json"), description);
      const site = await Site.start({
        folders: { "/": "e2e/pages", "/dist/": "dist", "/shop/": folder },
      });
      await use(site);
      await site.stop();
    },
    { scope: "worker" },
  ],
});
test.use({ launchOptions: { ...launch, args: [...args, ...WEBGPU] } });

/** Opens the small catalog in a worker in which `prepare` has run first. */
async function open(page: Page, site: Site, prepare: (worker: WorkerScope) => void): Promise<void> {
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => "outcome" in globalThis);
  const started = page.waitForEvent("worker");
  const opened = page.evaluate(() => openSearch({ detector: "/shop/detector/" }));
  const worker = await started;
  await worker.evaluate(`(${prepare})(globalThis)`);
  await opened;
}

/** What the tests change in the worker, so that the software adapter plays a GPU, a bad one or none. */
interface WorkerScope {
  navigator: { gpu: { requestAdapter(): Promise<unknown> } };
  GPUAdapterInfo: { prototype: object };
  GPUAdapter: { prototype: { requestDevice(...args: unknown[]): Promise<{ destroy(): void }> } };
  GPUBuffer: { prototype: { getMappedRange(...args: unknown[]): ArrayBuffer } };
  devices: { destroy(): void }[];
}

const asHardware = (scope: WorkerScope) => {
  Object.defineProperty(scope.GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });
};

async function embedBoth(page: Page): Promise<{ vectors: number[][]; info: typeof search.info }> {
  return page.evaluate(async () => {
    const { items } = await search.browse({ limit: 1 });
    const image = await photo(items[0]!.id);
    const vectors = [[...(await search.embed(image))], [...(await search.embed("red dress"))]];
    return { vectors, info: search.info };
  });
}

const cosine = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, i) => sum + value * y[i]!, 0);

/** What WASM gives. */
async function expected(page: Page): Promise<number[][]> {
  return page.evaluate(async () => {
    search.close();
    await openSearch({ device: "wasm" });
    const { items } = await search.browse({ limit: 1 });
    const image = await photo(items[0]!.id);
    return [[...(await search.embed(image))], [...(await search.embed("red dress"))]];
  });
}

/** The labels that the detector of colours has for a red square. */
async function detectRed(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const canvas = new OffscreenCanvas(128, 128);
    const context = canvas.getContext("2d")!;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 128, 128);
    context.fillStyle = "#f00";
    context.fillRect(32, 32, 32, 32);
    return (await search.detect(canvas, { limit: 1 })).map(({ label }) => label);
  });
}

async function expectSame(page: Page, vectors: readonly number[][]): Promise<void> {
  const right = await expected(page);
  vectors.forEach((vector, i) => {
    expect(cosine(vector, right[i]!)).toBeGreaterThan(0.995);
  });
}

test("uses a GPU that passes the self-check, with the format that suits it", async ({
  page,
  formats,
}) => {
  test.slow();
  await open(page, formats, asHardware);
  // In the same runtime, on the processor, before the first encoder and after it.
  expect(await detectRed(page)).toEqual(["person"]);
  const { vectors, info } = await embedBoth(page);
  expect(info).toMatchObject({ device: "webgpu", reason: "A GPU is there.", warnings: [] });
  expect(["fp16", "fp32"]).toContain(info.dtype);
  expect(info.adapter).toMatch(/google|swiftshader/i);
  expect(info.canary!.image).toBeGreaterThan(0.995);
  expect(info.canary!.text).toBeGreaterThan(0.995);
  expect(await detectRed(page)).toEqual(["person"]);
  await expectSame(page, vectors);
});

test("prefers WASM to a software adapter", async ({ page, formats }) => {
  await open(page, formats, () => {});
  const { info } = await embedBoth(page);
  expect(info).toMatchObject({ device: "wasm", dtype: "q8", warnings: [] });
  expect(info.reason).toMatch(/adapter is software.*runs on/);
});

test("falls back to WASM from a GPU that computes wrongly", async ({ page, formats }) => {
  test.slow();
  await open(page, formats, (scope) => {
    Object.defineProperty(scope.GPUAdapterInfo.prototype, "isFallbackAdapter", {
      get: () => false,
    });
    // As a driver that garbles what is read from it; what is written comes later and stays right.
    const { getMappedRange } = scope.GPUBuffer.prototype;
    scope.GPUBuffer.prototype.getMappedRange = function (...args: unknown[]) {
      const range = getMappedRange.apply(this, args);
      const numbers = new Float32Array(range);
      for (let i = 0; i < numbers.length; i += 3) numbers[i]! *= -1;
      return range;
    };
  });
  const { vectors, info } = await embedBoth(page);
  expect(info).toMatchObject({ device: "wasm", warnings: [{ code: "device-fallback" }] });
  expect(info.reason).toMatch(/GPU was given up/);
  await expectSame(page, vectors);
});

test("answers the query on WASM after the device is lost", async ({ page, formats }) => {
  test.slow();
  await open(page, formats, (scope) => {
    Object.defineProperty(scope.GPUAdapterInfo.prototype, "isFallbackAdapter", {
      get: () => false,
    });
    scope.devices = [];
    const { requestDevice } = scope.GPUAdapter.prototype;
    scope.GPUAdapter.prototype.requestDevice = async function (...args: unknown[]) {
      const device = await requestDevice.apply(this, args);
      scope.devices.push(device);
      return device;
    };
  });
  const before = await embedBoth(page);
  expect(before.info.device).toBe("webgpu");
  expect(await detectRed(page)).toEqual(["person"]);
  const [worker] = page.workers();
  await worker!.evaluate(() => {
    for (const device of (globalThis as unknown as WorkerScope).devices) device.destroy();
  });
  const after = await embedBoth(page);
  expect(after.info).toMatchObject({ device: "wasm", warnings: [{ code: "device-fallback" }] });
  expect(after.info.reason).toMatch(/lost/);
  expect(await detectRed(page)).toEqual(["person"]);
  after.vectors.forEach((vector, i) => {
    expect(cosine(vector, before.vectors[i]!)).toBeGreaterThan(0.99);
  });
});

test("runs on WASM without an adapter, and says why", async ({ page, formats }) => {
  await open(page, formats, (scope) => {
    scope.navigator.gpu.requestAdapter = async () => null;
  });
  const { info } = await embedBoth(page);
  expect(info).toMatchObject({ device: "wasm", warnings: [] });
  expect(info.reason).toMatch(/gives no WebGPU adapter/);
});

test("the device webgpu uses the starter model's int8 once it passes the self-check", async ({
  bare,
}) => {
  test.slow();
  await bare.evaluate(() => openSearch({ device: "webgpu" }));
  const { vectors, info } = await embedBoth(bare);
  expect(info).toMatchObject({ device: "webgpu", dtype: "q8" });
  await expectSame(bare, vectors);
});
