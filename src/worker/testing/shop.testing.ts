/** A shop on a local server, with a real model, and engines that open it. */
import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { testItems } from "../../catalog/testing/source.testing.ts";
import type { CatalogSource } from "../../catalog/writing/catalog-source.ts";
import {
  createImageEncoder,
  createTextEncoder,
  createTokenizer,
  MODEL_CONFIG_FILES,
  preprocess,
  preprocessingId,
  type RgbaImage,
  type Runtime,
  readModel,
  SELF_CHECK_TEXT,
  selfCheckImage,
} from "../../encoder/index.ts";
import { loadNodeWasmRuntime } from "../../encoder/runtime/node-runtime.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { FileServer } from "../../store/server.testing.ts";
import type { WireImage } from "../contract.ts";
import type { Engine, EngineOptions } from "../engine.ts";
import type { Platform } from "../platform.ts";
import { openEngine, serveCatalog } from "./catalog.testing.ts";

/** A model that knows words and colours: for tests of what a query finds. */
export const STARTER = new URL("../../../public/models/starter/", import.meta.url);
/** A model of eight dimensions and a few kilobytes: for everything else. */
export const TINY = new URL("../../encoder/fixtures/siglip/", import.meta.url);

export const IMAGE_WEIGHTS = "onnx/vision_model_quantized.onnx";
export const TEXT_WEIGHTS = "onnx/text_model_quantized.onnx";
const MODEL_FILES = [...MODEL_CONFIG_FILES, IMAGE_WEIGHTS, TEXT_WEIGHTS];

/** Pictures in the shop. */
export const COUNT = 12;
/** Never loaded here; Node brings its own. */
export const RUNTIME_FILE = { bytes: 1000, sha256: "2".repeat(64) };

/** Matches an error with this code. */
export const code = (expected: string) => expect.objectContaining({ code: expected });
export const ids = (hits: readonly { id: string }[]) => hits.map(({ id }) => id);

/** The products are flat pictures, each in its own colour. */
export function flatImage(i: number): RgbaImage {
  const data = new Uint8Array(64 * 64 * 4);
  for (let p = 0; p < data.length; p += 4) {
    data.set([(i * 53) % 256, (i * 97) % 256, (i * 29) % 256, 255], p);
  }
  return { data, width: 64, height: 64 };
}

/** Node cannot decode pictures: those of these tests are pixels already. */
export function wireImage(image: RgbaImage, id?: number): WireImage {
  const source = image as unknown as WireImage["source"];
  return id === undefined ? { source } : { source, id };
}

export const picture = (i: number, id?: number) => wireImage(flatImage(i), id);

/** What tests of one file share; filled before the first of them. */
export class Shop {
  readonly server = new FileServer();
  readonly model: URL;
  runtime!: Runtime;
  source!: CatalogSource;
  readonly platform: Platform = {
    decode: async (image, { region }) => ({ pixels: image as unknown as RgbaImage, region }),
    findGpu: async () => "There is none.",
    loadRuntime: async () => this.runtime,
    runtimeFile: () => RUNTIME_FILE,
    explainThreads: () => "It is a test.",
    browser: "test",
  };
  readonly #engines: Engine[] = [];

  constructor(model: URL) {
    this.model = model;
  }

  modelFile(path: string): Uint8Array {
    return new Uint8Array(readFileSync(new URL(path, this.model)));
  }

  modelJson(path: string): Record<string, unknown> {
    return JSON.parse(new TextDecoder().decode(this.modelFile(path)));
  }

  /** Serves the shop's catalog at `/catalog/`, with changes, instead of the one before. */
  serve(change: Partial<CatalogSource> = {}): Promise<void> {
    return serveCatalog(this.server, { ...this.source, ...change });
  }

  async open(change: Partial<EngineOptions> = {}, platform = this.platform): Promise<Engine> {
    const engine = await openEngine(this.server, change, platform);
    this.#engines.push(engine);
    return engine;
  }

  async start(): Promise<void> {
    this.runtime = await loadNodeWasmRuntime({ threads: 1 });
    this.source = await this.#embed();
    await this.server.start();
  }

  /** Empties the device and serves everything again. */
  async reset(): Promise<void> {
    globalThis.indexedDB = new IDBFactory();
    const { server } = this;
    server.files.clear();
    server.silent.clear();
    server.failure = undefined;
    await this.serve();
    for (const path of MODEL_FILES) server.files.set(`/model/${path}`, this.modelFile(path));
    server.requests.length = 0;
  }

  closeEngines(): void {
    for (const engine of this.#engines.splice(0)) engine.close();
  }

  async #embed(): Promise<CatalogSource> {
    const { runtime } = this;
    const config = this.modelJson("config.json");
    const tokenizerConfig = this.modelJson("tokenizer_config.json");
    const preprocessor = this.modelJson("preprocessor_config.json");
    const tokenizer = this.modelJson("tokenizer.json");
    const model = readModel({ config, preprocessor, tokenizerConfig, tokenizer });
    const image = await createImageEncoder(runtime, this.modelFile(IMAGE_WEIGHTS), model);
    const ids = createTokenizer(tokenizer, tokenizerConfig, model.text);
    const text = await createTextEncoder(runtime, this.modelFile(TEXT_WEIGHTS), model, ids);
    const embed = (picture: RgbaImage) => image.embed(preprocess(picture, model.processor), 1);
    const vectors = new Float32Array(COUNT * model.dim);
    for (let i = 0; i < COUNT; i++) vectors.set(await embed(flatImage(i)), i * model.dim);
    const files = await Promise.all(
      MODEL_FILES.map(async (path) => {
        const bytes = this.modelFile(path);
        return { path, bytes: bytes.length, sha256: await sha256Hex(bytes) };
      }),
    );
    const canary = {
      image: [...(await embed(selfCheckImage()))],
      text: [...(await text.embed([SELF_CHECK_TEXT]))],
    };
    return {
      name: "Test shop",
      created: "2026-01-02T03:04:05.000Z",
      items: testItems(COUNT),
      vectors,
      encoder: {
        id: "test",
        revision: "1".repeat(64),
        url: "../model/",
        weights: [{ dtype: "q8", image: IMAGE_WEIGHTS, text: TEXT_WEIGHTS, canary }],
        dim: model.dim,
        preprocessing: preprocessingId(model.processor),
        embeddedWith: "test",
        files,
      },
    };
  }
}

/** A shop for all tests of a file. */
export function setUpShop(model: URL): Shop {
  const shop = new Shop(model);
  beforeAll(() => shop.start(), 120_000);
  afterAll(() => shop.server.stop());
  beforeEach(() => shop.reset());
  afterEach(() => shop.closeEngines());
  return shop;
}
