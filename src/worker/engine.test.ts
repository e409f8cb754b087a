import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { IDBFactory } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import type { EncoderBinding } from "../catalog/manifest/encoder-binding.ts";
import { openFiles, testItems } from "../catalog/testing/source.testing.ts";
import { updateCatalog } from "../catalog/update/update-catalog.ts";
import type { CatalogSource } from "../catalog/writing/catalog-source.ts";
import { createCatalog } from "../catalog/writing/create-catalog.ts";
import {
  CELL,
  colourManifest,
  colourYolox,
  painted,
  SIDE,
} from "../encoder/detect/detector.testing.ts";
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
} from "../encoder/index.ts";
import { loadNodeWasmRuntime } from "../encoder/runtime/node-runtime.ts";
import { VisualSearchError, type VisualSearchWarning } from "../lib/errors.ts";
import { sha256Hex } from "../lib/hash.ts";
import type { LoadProgress, SearchInfo } from "../lib/types.ts";
import { FileServer } from "../store/server.testing.ts";
import { splitIndex } from "../vector/file/index-file.ts";
import { buildIndex } from "../vector/vector-index.ts";
import { Engine, type EngineOptions, type Platform } from "./engine.ts";
import { planCatalog } from "./plan.ts";
import type { WireImage, WireQuery } from "./protocol.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
const abort = expect.objectContaining({ name: "AbortError" });

const MODEL = new URL("../../public/models/starter/", import.meta.url);
const readModelFile = (path: string) => new Uint8Array(readFileSync(new URL(path, MODEL)));
const readModelJson = (path: string) => JSON.parse(new TextDecoder().decode(readModelFile(path)));
const MODEL_FILES = [
  ...MODEL_CONFIG_FILES,
  "onnx/vision_model_quantized.onnx",
  "onnx/text_model_quantized.onnx",
];

/** Flat pictures, each of its own colour, stand for the products. */
function flatImage(i: number): RgbaImage {
  const data = new Uint8Array(64 * 64 * 4);
  for (let p = 0; p < data.length; p += 4) {
    data.set([(i * 53) % 256, (i * 97) % 256, (i * 29) % 256, 255], p);
  }
  return { data, width: 64, height: 64 };
}

/** Never loaded here; Node brings its own. */
const RUNTIME_FILE = { bytes: 1000, sha256: "2".repeat(64) };
const COUNT = 12;
let runtime: Runtime;
let source: CatalogSource;
const server = new FileServer();

beforeAll(async () => {
  runtime = await loadNodeWasmRuntime({ threads: 1 });
  const config = readModelJson("config.json");
  const tokenizerConfig = readModelJson("tokenizer_config.json");
  const preprocessor = readModelJson("preprocessor_config.json");
  const tokenizer = readModelJson("tokenizer.json");
  const model = readModel({ config, preprocessor, tokenizerConfig, tokenizer });
  const image = await createImageEncoder(runtime, readModelFile(MODEL_FILES[4]!), model);
  const text = await createTextEncoder(
    runtime,
    readModelFile(MODEL_FILES[5]!),
    model,
    createTokenizer(tokenizer, tokenizerConfig, model.text),
  );
  const embed = (picture: RgbaImage) => image.embed(preprocess(picture, model.processor), 1);
  const vectors = new Float32Array(COUNT * model.dim);
  for (let i = 0; i < COUNT; i++) vectors.set(await embed(flatImage(i)), i * model.dim);
  const files = await Promise.all(
    MODEL_FILES.map(async (path) => {
      const bytes = readModelFile(path);
      return { path, bytes: bytes.length, sha256: await sha256Hex(bytes) };
    }),
  );
  const encoder: EncoderBinding = {
    id: "starter",
    revision: "1".repeat(64),
    url: "../model/",
    weights: [
      {
        dtype: "q8",
        image: MODEL_FILES[4]!,
        text: MODEL_FILES[5]!,
        canary: {
          image: [...(await embed(selfCheckImage()))],
          text: [...(await text.embed([SELF_CHECK_TEXT]))],
        },
      },
    ],
    dim: model.dim,
    preprocessing: preprocessingId(model.processor),
    embeddedWith: "test",
    files,
  };
  source = {
    name: "Test shop",
    created: "2026-01-02T03:04:05.000Z",
    items: testItems(COUNT),
    vectors,
    encoder,
  };
  await server.start();
});

afterAll(() => server.stop());

async function serveCatalog(change: Partial<CatalogSource> = {}): Promise<void> {
  for (const path of server.files.keys()) {
    if (path.startsWith("/catalog/")) server.files.delete(path);
  }
  for (const { path, bytes } of await createCatalog({ ...source, ...change })) {
    server.files.set(`/catalog/${path}`, bytes);
  }
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server.files.clear();
  server.silent.clear();
  server.failure = undefined;
  await serveCatalog();
  for (const path of MODEL_FILES) server.files.set(`/model/${path}`, readModelFile(path));
  server.requests.length = 0;
});

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

const platform: Platform = {
  // Node has no Blob decoding; the "images" of these tests are pixels already.
  decode: async (image, { region }) => ({ pixels: image as unknown as RgbaImage, region }),
  findGpu: async () => "There is none.",
  loadRuntime: async () => runtime,
  runtimeFile: () => RUNTIME_FILE,
  explainThreads: () => "It is a test.",
  browser: "test",
};

const picture = (i: number) => flatImage(i) as unknown as WireImage;

async function open(change: Partial<EngineOptions> = {}, on: Platform = platform): Promise<Engine> {
  const engine = await Engine.open(
    {
      catalog: server.url("/catalog/"),
      device: "auto",
      onProgress: () => {},
      onWarning: () => {},
      onLargeDownload: () => {},
      onInfo: () => {},
      ...change,
    },
    on,
  );
  engines.push(engine);
  return engine;
}

const ids = (hits: { id: string }[]) => hits.map(({ id }) => id);

describe("queries", () => {
  it("find a picture's own product first, with a score of 1", async () => {
    const engine = await open();
    for (const i of [0, 5, 11]) {
      const hits = await engine.query({ image: picture(i) }, { limit: 3 });
      expect(hits).toHaveLength(3);
      expect(hits[0]!.id).toBe(`p${i}`);
      expect(hits[0]!.score).toBeGreaterThan(0.999);
      expect(hits[0]!.item.title).toBe(source.items[i]!.title);
    }
  });

  it("search with the region alone", async () => {
    const engine = await open();
    const two = { data: new Uint8Array(64 * 128 * 4), width: 64, height: 128 };
    two.data.set(flatImage(3).data, 0);
    two.data.set(flatImage(8).data, 64 * 64 * 4);
    const image = two as unknown as WireImage;
    const lower = { x: 0, y: 0.5, width: 1, height: 0.5 };
    const upper = { ...lower, y: 0 };
    expect((await engine.query({ image, region: upper }, { limit: 1 }))[0]!.id).toBe("p3");
    expect((await engine.query({ image, region: lower }, { limit: 1 }))[0]!.id).toBe("p8");
  });

  it("move from picture to text with the weights", async () => {
    const engine = await open();
    const query = { image: picture(2), text: "red" };
    const image = await engine.query({ ...query, weights: { text: 0 } }, { limit: COUNT });
    const text = await engine.query({ ...query, weights: { image: 0 } }, { limit: COUNT });
    expect(ids(image)).toEqual(ids(await engine.query({ image: picture(2) }, { limit: COUNT })));
    expect(ids(text)).toEqual(ids(await engine.query({ text: "red" }, { limit: COUNT })));
    expect(ids(image)).not.toEqual(ids(text));
  });

  it("move away from `not`", async () => {
    const engine = await open();
    const score = async (not?: string) => {
      const hits = await engine.query(
        { text: "green", ...(not && { not }), weights: { not: 1 } },
        { limit: COUNT },
      );
      return hits[0]!;
    };
    const plain = await score();
    const moved = await engine.query({ text: "green", not: plain.item.title }, { limit: COUNT });
    expect(moved.find(({ id }) => id === plain.id)!.score).toBeLessThan(plain.score);
  });

  it("`like` needs no encoder, leaves out the liked and averages several", async () => {
    const engine = await open();
    const hits = await engine.query({ like: "p4" }, { limit: COUNT });
    expect(hits).toHaveLength(COUNT - 1);
    expect(ids(hits)).not.toContain("p4");
    expect(ids(await engine.query({ like: ["p4", "p5"] }, { limit: COUNT }))).not.toContain("p5");
    expect(server.requests.filter((path) => path.startsWith("/model/"))).toEqual([]);
  });

  it("respect limit, minScore and where", async () => {
    const engine = await open();
    const image = picture(1);
    const all = await engine.query({ image }, { limit: COUNT });
    expect(ids(await engine.query({ image }, { limit: 4 }))).toEqual(ids(all).slice(0, 4));
    const minScore = all[5]!.score;
    const good = await engine.query({ image }, { limit: COUNT, minScore });
    expect(ids(good)).toEqual(ids(all.filter(({ score }) => score >= minScore)));
    const dresses = await engine.query({ image }, { limit: COUNT, where: { category: "dress" } });
    expect(ids(dresses)).toEqual(ids(all.filter(({ item }) => item.category === "dress")));
  });

  it("embed what they search with", async () => {
    const engine = await open();
    const vector = await engine.embed(picture(7), undefined);
    expect(vector).toHaveLength(256);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(Math.hypot(...(await engine.embed("a red dress", undefined)))).toBeCloseTo(1, 5);
  });

  it("resolve links and pictures, and drop those that are not http(s)", async () => {
    const [first, ...rest] = testItems(COUNT);
    await serveCatalog({
      items: [{ ...first!, link: "javascript:alert(1)", image: "data:," }, ...rest],
    });
    const engine = await open();
    expect(await engine.item("p0")).not.toHaveProperty("link");
    expect(await engine.item("p0")).not.toHaveProperty("image");
    expect((await engine.item("p1"))!.image).toBe(server.url("/images/1.webp"));
    expect(await engine.item("nobody")).toBeUndefined();
  });

  it("browse page by page", async () => {
    const engine = await open();
    expect(ids((await engine.browse({ limit: 5 })).items)).toEqual(["p0", "p1", "p2", "p3", "p4"]);
    const page = await engine.browse({ limit: 2, offset: 1, where: { category: "boots" } });
    expect(ids(page.items)).toEqual(["p5", "p8"]);
    expect(page.total).toBe(4);
    expect((await engine.facets()).map(({ name }) => name)).toContain("pattern");
  });

  it("browse in the order of a number, those without one last, page by page", async () => {
    // Of equal ratings, those of a new segment as well, the catalog's order.
    const items = source.items.map((item, i) => {
      const { price, ...rest } = item;
      return { ...(i % 5 === 2 ? rest : item), attributes: { ...item.attributes, rating: i % 3 } };
    });
    await serveCatalog({ items });
    const engine = await open();
    const numberOf = ({ price, attributes }: CatalogItem, facet: string) =>
      facet === "price" ? price : (attributes.rating as number);
    for (const [facet, descending] of [
      ["price", false],
      ["price", true],
      ["rating", true],
    ] as const) {
      const expected = items
        .filter(({ category }) => category !== "boots")
        .map((item, row) => ({ id: item.id, number: numberOf(item, facet), row }))
        .sort((a, b) => {
          if (a.number === undefined || b.number === undefined) {
            return Number(a.number === undefined) - Number(b.number === undefined) || a.row - b.row;
          }
          return (descending ? b.number - a.number : a.number - b.number) || a.row - b.row;
        })
        .map(({ id }) => id);
      const found: string[] = [];
      for (let offset = 0; offset < expected.length; offset += 3) {
        const where = { category: ["dress", "shirt"] };
        const orderBy = { facet, ...(descending && { descending }) };
        const page = await engine.browse({ where, orderBy, offset, limit: 3 });
        expect(page.total).toBe(expected.length);
        found.push(...ids(page.items));
      }
      expect(found).toEqual(expected);
    }
    for (const [orderBy, expected] of [
      [{ facet: "size" }, "facet-unknown"],
      [{ facet: "category" }, "invalid-argument"],
      [{ facet: "price", descending: 1 }, "invalid-argument"],
      ["price", "invalid-argument"],
      [null, "invalid-argument"],
    ] as const) {
      await expect(engine.browse({ orderBy: orderBy as any })).rejects.toThrow(code(expected));
    }
  });

  it.each<[string, string, any, any]>([
    ["nothing", "invalid-argument", {}, {}],
    ["a region alone", "invalid-argument", { text: "x", region: { x: 0 } }, {}],
    ["not alone", "invalid-argument", { not: "x" }, {}],
    ["empty text", "invalid-argument", { text: "  " }, {}],
    ["text that is none", "invalid-argument", { text: 7 }, {}],
    ["a wrong limit", "invalid-argument", { like: "p1" }, { limit: 0 }],
    ["a number that is none", "invalid-argument", { like: "p1" }, { where: { price: Number.NaN } }],
    ["a minScore that is no number", "invalid-argument", { like: "p1" }, { minScore: "high" }],
    ["a minScore above 1", "invalid-argument", { like: "p1" }, { minScore: 1.5 }],
    ["a minScore below -1", "invalid-argument", { like: "p1" }, { minScore: -2 }],
    ["a negative weight", "invalid-argument", { like: "p1", weights: { like: -1 } }, {}],
    ["an unknown id", "item-unknown", { like: "nobody" }, {}],
    ["an unknown facet", "facet-unknown", { like: "p1" }, { where: { shoe: "x" } }],
  ])("refuse %s", async (_, expected, query, options) => {
    const engine = await open();
    await expect(engine.query(query, options)).rejects.toThrow(code(expected));
    expect(await engine.query({ like: "p1" }, { limit: 1 })).toHaveLength(1);
  });

  it("refuse a wrong region", async () => {
    const engine = await open();
    const region = { x: 0.5, y: 0, width: 0.9, height: 1 };
    await expect(engine.query({ image: picture(1), region }, {})).rejects.toThrow(
      code("invalid-argument"),
    );
  });

  it("that are aborted while they wait never run", async () => {
    const engine = await open();
    let decoded = 0;
    const counting = await open(
      {},
      {
        ...platform,
        decode: async (image, view) => {
          decoded++;
          return platform.decode(image, view);
        },
      },
    );
    const controller = new AbortController();
    const first = counting.query({ image: picture(1) }, {});
    const second = counting.query({ image: picture(2) }, {}, controller.signal);
    controller.abort();
    await expect(second).rejects.toThrow(abort);
    expect(await first).toHaveLength(COUNT);
    expect(decoded).toBe(1);
    expect(await engine.query({ like: "p1" }, {})).toHaveLength(COUNT - 1);
  });
});

describe("products with several pictures", () => {
  // Pictures 0 to 2 are the first product's, 3 the second's, 4 to 11 the third's.
  const counts = [3, 1, 8];
  const serve = (items = testItems(3)) => serveCatalog({ items, pictures: counts });

  it("are found by each picture, once, and the hit tells by which", async () => {
    await serve();
    const engine = await open();
    for (const [i, id, place] of [
      [0, "p0", 0],
      [2, "p0", 2],
      [3, "p1", 0],
      [9, "p2", 5],
    ] as const) {
      const hits = await engine.query({ image: picture(i) }, {});
      expect(hits[0]).toMatchObject({ id, picture: place });
      expect(hits[0]!.score).toBeGreaterThan(0.999);
      expect(ids(hits).sort()).toEqual(["p0", "p1", "p2"]);
      const others = await engine.query({ image: picture(i) }, { where: { price: { min: 11 } } });
      expect(ids(others)).toEqual(ids(hits).filter((one) => one !== "p0"));
    }
    expect(engine.info.lastQuery).toMatchObject({ methods: ["exact"] });
    expect((await engine.browse({})).total).toBe(3);
  });

  it("are liked by the mean of their pictures, each product as much as another", async () => {
    await serve();
    const engine = await open();
    const { dim } = source.encoder;
    const vectors = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) =>
        source.vectors.subarray((from + i) * dim, (from + i + 1) * dim),
      );
    const mean = (rows: ArrayLike<number>[]) => {
      const sum = Array.from({ length: dim }, (_, d) =>
        rows.reduce((total, row) => total + row[d]!, 0),
      );
      return sum.map((value) => value / Math.hypot(...sum));
    };
    const dot = (a: ArrayLike<number>, b: readonly number[]) =>
      b.reduce((sum, value, d) => sum + value * a[d]!, 0);
    const one = await engine.query({ like: "p2" }, {});
    for (const { id, score } of one) {
      const own = id === "p0" ? vectors(0, 3) : vectors(3, 4);
      const expected = Math.max(...own.map((row) => dot(row, mean(vectors(4, 12)))));
      expect(Math.abs(score - expected)).toBeLessThan(0.002);
    }
    const [both] = await engine.query({ like: ["p0", "p2"] }, {});
    const query = mean([mean(vectors(0, 3)), mean(vectors(4, 12))]);
    expect(both!.id).toBe("p1");
    expect(Math.abs(both!.score - dot(vectors(3, 4)[0]!, query))).toBeLessThan(0.002);
  });

  it("are searched in the space that is named, by any query", async () => {
    const { dim } = source.encoder;
    // The words of each product are another's looks, so that the spaces give other products.
    const texts = {
      vectors: Float32Array.from(
        [0, 4, 3].flatMap((i) => [...source.vectors.subarray(i * dim, (i + 1) * dim)]),
      ),
      fingerprints: new Uint8Array(3 * 8).fill(1),
    };
    const fields = ["title"];
    const spaces = { text: { fields }, fused: { fields, weights: { image: 1, text: 9 } } };
    await serveCatalog({ items: testItems(3), pictures: counts, texts, spaces });
    const engine = await open();
    expect(engine.info.catalog.spaces).toEqual(["image", "text", "fused"]);
    const best = async (space?: string) =>
      (await engine.query({ image: picture(3) }, space === undefined ? {} : { space }))[0]!;
    expect(await best()).toMatchObject({ id: "p1", picture: 0 });
    expect(await best("image")).toMatchObject({ id: "p1" });
    expect(await best("text")).toMatchObject({ id: "p2", picture: 0 });
    expect(await best("fused")).toMatchObject({ id: "p2" });
    const byText = await engine.query({ text: "a red dress" }, { space: "text" });
    expect(ids(byText).sort()).toEqual(["p0", "p1", "p2"]);
    // Liked by the words, which are those of the second product's looks.
    const [liked] = await engine.query({ like: "p2" }, { space: "text" });
    const dot = source.vectors
      .subarray(3 * dim, 4 * dim)
      .reduce((sum, x, d) => sum + x * source.vectors[(liked!.id === "p0" ? 0 : 4) * dim + d]!, 0);
    expect(Math.abs(liked!.score - dot)).toBeLessThan(0.002);
    const refused = engine.query({ text: "a red dress" }, { space: "colour" });
    await expect(refused).rejects.toThrow(code("space-unknown"));
    expect((await engine.plan([])).catalog.stored).toBe(true);
  });

  it("give addresses of pictures in their places, if they are safe", async () => {
    const items = testItems(3);
    items[0]!.images = [
      "../images/0-back.webp",
      "javascript:alert(1)",
      "",
      "https://cdn.example/0",
    ];
    items[0]!.imageSources = ["https://shop.example/0-back", "data:text/html,x", "../0.jpg"];
    await serve(items);
    const item = await (await open()).item("p0");
    expect(item!.imageSources).toEqual(["https://shop.example/0-back", "", server.url("/0.jpg")]);
    expect(item!.images).toEqual([
      server.url("/images/0-back.webp"),
      "",
      "",
      "https://cdn.example/0",
    ]);
    expect(await (await open()).item("p1")).not.toHaveProperty("images");
  });
});

describe("a first visit to a large catalog", () => {
  let rest: string;

  /** As the writer divides an index of many rows. */
  async function serveDivided(): Promise<void> {
    await serveCatalog();
    const path = "/catalog/manifest.json";
    const manifest = JSON.parse(new TextDecoder().decode(server.files.get(path)));
    const { dim } = source.encoder;
    const parts = splitIndex(buildIndex(source.vectors, { dim, signs: true }));
    const put = async (name: string, bytes: Uint8Array) => {
      server.files.set(`/catalog/${name}`, bytes);
      return { path: name, bytes: bytes.length, sha256: await sha256Hex(bytes) };
    };
    const image = await put("segments/rest.vtrn", parts.rest);
    manifest.segments[0].index = { image, sketch: await put("segments/sketch.vtrn", parts.sketch) };
    server.files.set(path, new TextEncoder().encode(JSON.stringify(manifest)));
    rest = "/catalog/segments/rest.vtrn";
  }

  it("answers from sign bits until the rest is there", async () => {
    await serveDivided();
    const seen: string[] = [];
    const whole = new Promise<void>((resolve) => {
      const onInfo = (info: SearchInfo) => {
        seen.push(info.catalog.precision);
        if (info.catalog.precision === "full") resolve();
      };
      open({ onInfo }).then(async (engine) => {
        seen.push(engine.info.catalog.precision);
        const hits = await engine.query({ like: "p4" }, { limit: 3 });
        expect(hits).toHaveLength(3);
      });
    });
    await whole;
    expect(seen[0]).toBe("sketch");
    expect(seen.at(-1)).toBe("full");

    server.requests.length = 0;
    const again = await open();
    expect(again.info.catalog).toMatchObject({ precision: "full", source: "stored" });
    expect(server.requests).toEqual(["/catalog/manifest.json"]);
    await serveCatalog();
    const plain = await open();
    const query = { like: "p4" };
    expect(await again.query(query, {})).toEqual(await plain.query(query, {}));
  });

  it("goes on with sign bits where the rest does not come, and says why", async () => {
    await serveDivided();
    server.files.delete(rest);
    const engine = await new Promise<Engine>((resolve) => {
      let opened: Engine | undefined;
      const onInfo = (info: SearchInfo) => {
        if (info.catalog.problem && opened) resolve(opened);
      };
      open({ onInfo }).then((engine) => {
        opened = engine;
        onInfo(engine.info);
      });
    });
    expect(engine.info.catalog.precision).toBe("sketch");
    expect(engine.info.catalog.problem).toContain("404");
    expect(await engine.query({ like: "p4" }, { limit: 2 })).toHaveLength(2);
    expect(engine.info.lastQuery).toMatchObject({ methods: ["sketch"], scored: 0 });
  });
});

describe("embeddings", () => {
  it("are kept, so that another filter or weight encodes nothing", async () => {
    const engine = await open();
    const query = { image: picture(3), imageId: 7, text: ["red boots", "a blue hat"], not: "old" };
    const first = await engine.query(query, { limit: COUNT });
    expect(engine.info.lastQuery).toMatchObject({ reused: 0 });
    const again = await engine.query(query, { limit: 3, where: { category: "boots" } });
    expect(engine.info.lastQuery).toMatchObject({ reused: 4, encodeMs: 0, decodeMs: 0, runMs: 0 });
    expect(ids(again)).toEqual(
      ids(first.filter(({ item }) => item.category === "boots").slice(0, 3)),
    );
    await engine.query({ ...query, weights: { text: 0.2 } }, {});
    expect(engine.info.lastQuery).toMatchObject({ reused: 4, runMs: 0 });
    // Another part of it, or another image, is something else.
    const region = { x: 0, y: 0, width: 0.5, height: 0.5 };
    await engine.query({ image: picture(3), imageId: 7, region }, {});
    expect(engine.info.lastQuery!.runMs).toBeGreaterThan(0);
    await engine.query({ image: picture(4), imageId: 8 }, {});
    expect(engine.info.lastQuery!.runMs).toBeGreaterThan(0);
    // Without an id it may have changed.
    await engine.query({ image: picture(3) }, {});
    expect(engine.info.lastQuery).toMatchObject({ reused: 0 });
  });

  it("of the same text given twice are the same", async () => {
    const engine = await open();
    const once = await engine.query({ text: "red boots" }, { limit: COUNT });
    const other = await open();
    const twice = await other.query({ text: ["red boots", "red boots"] }, { limit: COUNT });
    expect(ids(twice)).toEqual(ids(once));
  });

  it("of labels are those of a caption, unless told otherwise", async () => {
    const engine = await open();
    const scores = async (query: WireQuery) =>
      (await engine.query(query, { limit: COUNT })).map(({ score }) => score);
    expect(await scores({ text: "boots" })).toEqual(await scores({ text: "a photo of boots" }));
    expect(await scores({ text: "boots", phrase: false })).not.toEqual(
      await scores({ text: "boots" }),
    );
  });

  it("of text in other letters come with a warning", async () => {
    const warnings: VisualSearchWarning[] = [];
    const engine = await open({ onWarning: (warning) => warnings.push(warning) });
    await engine.query({ text: "robe d'été" }, {});
    expect(warnings).toEqual([]);
    await engine.query({ text: "красное платье" }, {});
    expect(warnings).toEqual([
      { code: "text-not-english", message: expect.stringContaining("красное платье") },
    ]);
    expect(engine.info.warnings).toEqual(warnings);
  });
});

describe("encoders that are not used", () => {
  it("are released, and loaded again from the device's own store", async () => {
    const engine = await open({ releaseAfterMs: 100 });
    const before = ids(await engine.query({ image: picture(2), text: "red" }, { limit: COUNT }));
    await vi.waitFor(() => expect(engine.info.encoders).toEqual({ image: "idle", text: "idle" }));
    server.requests.length = 0;
    const after = ids(await engine.query({ image: picture(2), text: "red" }, { limit: COUNT }));
    expect(after).toEqual(before);
    expect(server.requests).toEqual([]);
  });
});

describe("detect", () => {
  const detectorModel = colourYolox();
  const person = painted(SIDE, SIDE, [CELL, CELL, CELL, CELL, 255, 0, 0]);
  const image = person as unknown as WireImage;

  async function openWithDetector(change: Partial<EngineOptions> = {}, on?: Platform) {
    server.files.set(
      "/detector/detector.json",
      new TextEncoder().encode(JSON.stringify(colourManifest(detectorModel))),
    );
    server.files.set("/detector/colours.onnx", detectorModel);
    return open({ detector: server.url("/detector/"), ...change }, on);
  }

  it("finds regions to search with, best first", async () => {
    const engine = await openWithDetector();
    expect(engine.info.detector).toEqual({ state: "idle" });
    const found = await engine.detect({ image }, {});
    expect(found.map(({ label }) => label)[0]).toBe("person");
    expect(engine.info.detector).toEqual({ state: "ready" });
    expect(engine.info.encoders).toEqual({ image: "idle", text: "idle" });
    const hits = await engine.query({ image, region: found[0]!.region }, { limit: 3 });
    expect(hits).toHaveLength(3);
  });

  it("takes a limit and a score, and runs nothing again for the same image", async () => {
    let decoded = 0;
    const counting: Platform = {
      ...platform,
      decode: (...args) => {
        decoded++;
        return platform.decode(...args);
      },
    };
    const engine = await openWithDetector({}, counting);
    const all = await engine.detect({ image, imageId: 7 }, {});
    expect(all).toHaveLength(4);
    expect(await engine.detect({ image, imageId: 7 }, { limit: 2 })).toEqual(all.slice(0, 2));
    expect(await engine.detect({ image, imageId: 7 }, { minScore: 1 })).toEqual([]);
    expect(decoded).toBe(1);
    await engine.detect({ image, imageId: 8 }, {});
    await engine.detect({ image }, {});
    await engine.detect({ image }, {});
    expect(decoded).toBe(4);
    for (const wrong of [{ limit: 0 }, { limit: 1.5 }, { minScore: -0.1 }, { minScore: "1" }]) {
      await expect(engine.detect({ image }, wrong as never)).rejects.toEqual(
        code("invalid-argument"),
      );
    }
  });

  it("says where there is no detector", async () => {
    const engine = await open();
    expect(engine.info.detector).toBeUndefined();
    await expect(engine.detect({ image }, {})).rejects.toEqual(code("detector-missing"));
    await expect(engine.prefetch("detector")).rejects.toEqual(code("detector-missing"));
    await expect(engine.plan(["detector"])).rejects.toEqual(code("detector-missing"));
  });

  it("is planned and fetched before it is needed", async () => {
    const engine = await openWithDetector();
    expect((await engine.plan(undefined)).detector).toBeUndefined();
    const bytes = detectorModel.length;
    const part = { bytes, bytesToFetch: bytes, stored: false, peakMemoryBytes: 4 * bytes };
    const before = await engine.plan(["detector"]);
    expect(before).toMatchObject({ detector: part, runtime: { bytes: RUNTIME_FILE.bytes } });
    expect(before.imageEncoder).toBeUndefined();
    expect(before.total.bytesToFetch).toBe(bytes + RUNTIME_FILE.bytes);
    await engine.prefetch("detector");
    expect((await engine.plan(["detector"])).detector).toEqual({
      ...part,
      bytesToFetch: 0,
      stored: true,
    });
    server.requests.length = 0;
    expect(await engine.detect({ image }, {})).not.toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it("keeps its files when a catalog's are tidied up, and the other way round", async () => {
    const engine = await openWithDetector();
    await engine.prefetch("detector");
    await engine.prefetch("image");
    engine.close();
    const later = Date.now() + 48 * 60 * 60 * 1000;
    const clock = vi.spyOn(Date, "now").mockReturnValue(later);
    try {
      await serveCatalog({ created: "2026-02-02T03:04:05.000Z" });
      const next = await openWithDetector();
      server.requests.length = 0;
      await next.detect({ image }, {});
      await next.prefetch("image");
      expect(server.requests).toEqual(["/detector/detector.json"]);
      expect((await next.plan(["detector"])).detector!.stored).toBe(true);
      expect((await next.plan(["image"])).imageEncoder!.stored).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });
});

describe("the runtime", () => {
  it("is kept when a catalog's files are tidied up, however long it was not fetched", async () => {
    const bytes = new Uint8Array(1000).fill(7);
    const file = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
    server.files.set("/runtime.wasm", bytes);
    const keeping: Platform = {
      ...platform,
      runtimeFile: () => file,
      loadRuntime: async (_, load) => {
        await load(file, server.url("/runtime.wasm"));
        return runtime;
      },
    };
    const first = await open({}, keeping);
    await first.prefetch("text");
    first.close();
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 48 * 60 * 60 * 1000);
    try {
      const next = await open({}, keeping);
      next.close();
      server.failure = 503;
      const offline = await open({}, keeping);
      expect((await offline.plan(["text"])).total.bytesToFetch).toBe(0);
      expect(await offline.query({ text: "dress" }, { limit: 2 })).toHaveLength(2);
    } finally {
      clock.mockRestore();
    }
  });
});

describe("a GPU", () => {
  const gpu = { name: "acme one", float16: true, isSoftware: false };
  /** As if it could compute with int8, which is what the model has. */
  async function serveForGpu(): Promise<void> {
    const { weights, ...encoder } = source.encoder;
    await serveCatalog({ encoder: { ...encoder, weights: [{ ...weights[0], dtype: "fp32" }] } });
  }
  /** The WASM runtime in the place of a GPU's, whose runs `break` may make fail. */
  const brokenBy = (fail: (run: number) => string | undefined): Platform => {
    let runs = 0;
    return {
      ...platform,
      findGpu: async () => gpu,
      loadRuntime: async (device) => {
        if (device === "wasm") return runtime;
        return {
          ...runtime,
          device,
          createSession: async (model) => {
            const session = await runtime.createSession(model);
            return {
              ...session,
              run: async (...args) => {
                const problem = fail(++runs);
                if (problem) throw new VisualSearchError("runtime-failed", problem);
                return session.run(...args);
              },
            };
          },
        };
      },
    };
  };

  it("serves as long as it works", async () => {
    await serveForGpu();
    const engine = await open(
      {},
      brokenBy(() => undefined),
    );
    await engine.query({ image: picture(1), text: "red" }, {});
    expect(engine.info).toMatchObject({ device: "webgpu", dtype: "fp32", adapter: "acme one" });
    expect(engine.info.canary!.image).toBeGreaterThan(0.999);
    expect(engine.info.warnings).toEqual([]);
  });

  it.each([
    ["while it is being checked", 1],
    ["in a query", 3],
    ["in the second query, for all who wait", 4],
  ])("that fails %s leaves it to WASM, and nobody's query is lost", async (_, failing) => {
    const right = await open();
    const expected = ids(await right.query({ image: picture(1) }, { limit: COUNT }));
    await serveForGpu();
    const warnings: VisualSearchWarning[] = [];
    const engine = await open(
      { onWarning: (warning) => warnings.push(warning) },
      brokenBy((run) => (run >= failing ? "out of memory" : undefined)),
    );
    const all = await Promise.all(
      [1, 2, 3].map(() => engine.query({ image: picture(1) }, { limit: COUNT })),
    );
    for (const hits of all) expect(ids(hits)).toEqual(expected);
    expect(engine.info).toMatchObject({ device: "wasm", encoders: { image: "ready" } });
    expect(engine.info.reason).toContain("out of memory");
    expect(warnings.map(({ code }) => code)).toEqual(["device-fallback"]);
  });

  it("that is given up over one encoder takes the other along, which was still being loaded", async () => {
    await serveForGpu();
    let hasMoved = () => {};
    const moved = new Promise<void>((resolve) => {
      hasMoved = resolve;
    });
    const onWasm: string[] = [];
    const engine = await open(
      { onWarning: hasMoved },
      {
        ...platform,
        findGpu: async () => gpu,
        loadRuntime: async (device) => ({
          ...runtime,
          device,
          createSession: async (model) => {
            const session = await runtime.createSession(model);
            const isImage = session.inputs.some(({ name }) => name === "pixel_values");
            if (device === "wasm") onWasm.push(isImage ? "image" : "text");
            return {
              ...session,
              run: async (...args) => {
                if (device === "webgpu" && isImage) {
                  throw new VisualSearchError("runtime-failed", "out of memory");
                }
                if (device === "webgpu") await moved;
                return session.run(...args);
              },
            };
          },
        }),
      },
    );
    await Promise.all([engine.prefetch("text"), engine.prefetch("image")]);
    expect(onWasm.sort()).toEqual(["image", "text"]);
    const { device, encoders, canary } = engine.info;
    expect({ device, encoders }).toEqual({
      device: "wasm",
      encoders: { image: "ready", text: "ready" },
    });
    expect(Object.keys(canary!).sort()).toEqual(["image", "text"]);
    server.requests.length = 0;
    await engine.query({ text: "red" }, {});
    expect(server.requests).toEqual([]);
  });

  it("that is insisted on and does not start is an error", async () => {
    await serveForGpu();
    const engine = await open(
      { device: "webgpu" },
      brokenBy(() => "no kernel"),
    );
    await expect(engine.query({ image: picture(1) }, {})).rejects.toMatchObject({
      code: "runtime-failed",
    });
    const none = await open({ device: "webgpu" });
    await expect(none.query({ image: picture(1) }, {})).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringContaining("There is none."),
    });
  });
});

describe("loading", () => {
  it("reports every byte, and the second time from the device", async () => {
    const run = async () => {
      const last = new Map<string, LoadProgress>();
      const engine = await open({ onProgress: (progress) => last.set(progress.phase, progress) });
      await engine.prefetch("image");
      await engine.prefetch("text");
      return { engine, last };
    };
    const first = await run();
    expect([...first.last.keys()]).toEqual(["catalog", "image-encoder", "text-encoder"]);
    for (const progress of first.last.values()) {
      expect(progress.loadedBytes).toBe(progress.totalBytes);
      expect(progress.storedBytes).toBe(0);
    }
    expect(first.engine.info.catalog.source).toBe("network");
    server.requests.length = 0;
    const second = await run();
    for (const progress of second.last.values()) {
      expect(progress.storedBytes).toBe(progress.totalBytes);
    }
    expect(server.requests).toEqual(["/catalog/manifest.json"]);
    expect(second.engine.info.catalog.source).toBe("stored");
  });

  it("goes on without a network", async () => {
    const first = await open();
    await first.prefetch("text");
    server.failure = 503;
    const offline = await open();
    expect(offline.info.catalog.source).toBe("offline");
    expect(await offline.query({ text: "dress" }, { limit: 2 })).toHaveLength(2);
  });

  it("keeps the old catalog while the new one cannot be had whole", async () => {
    await open();
    await serveCatalog({ name: "Newer shop", items: testItems(COUNT).reverse() });
    for (const path of server.files.keys()) {
      if (path.includes("items-")) server.files.delete(path);
    }
    const engine = await open();
    expect(engine.info.catalog).toMatchObject({ name: "Test shop", source: "offline" });
    await serveCatalog({ name: "Newer shop" });
    expect((await open()).info.catalog).toMatchObject({ name: "Newer shop", source: "network" });
  });

  it.each<[string, (path: string) => void]>([
    ["a damaged file", (path) => server.files.set(path, new Uint8Array(100))],
    [
      "a login page for a manifest",
      () => server.files.set("/catalog/manifest.json", new TextEncoder().encode("<!doctype html>")),
    ],
  ])("keeps the old catalog where the new one has %s, and says so", async (_, spoil) => {
    await open();
    await serveCatalog({ name: "Newer shop", items: testItems(COUNT).reverse() });
    spoil([...server.files.keys()].find((path) => path.includes("items-"))!);
    // Who asks first what opening takes is not told otherwise.
    const asked = { catalog: server.url("/catalog/"), device: "auto", modalities: [] } as const;
    expect((await planCatalog(asked, platform)).catalog.bytes).toBeGreaterThan(0);
    const { catalog } = (await open()).info;
    expect(catalog).toMatchObject({ name: "Test shop", source: "offline" });
    expect(catalog.problem).toMatch(/^Expected/);
    await serveCatalog({ name: "Newer shop" });
    expect((await open()).info.catalog).not.toHaveProperty("problem");
  });

  it("fetches only what an update has new, while an engine that is open goes on", async () => {
    await serveCatalog({ fingerprints: new Uint8Array(COUNT * 8).fill(1) });
    const before = new Map(
      [...server.files]
        .filter(([path]) => path.startsWith("/catalog/"))
        .map(([path, bytes]) => [path.slice(9), bytes]),
    );
    const old = await open();
    const previous = await openFiles(before);
    const items = source.items
      .slice(1)
      .map((item) => (item.id === "p4" ? { ...item, price: 4 } : item));
    const added = { ...source.items[0]!, id: "new" };
    const { dim } = source.encoder;
    const { files } = await updateCatalog(previous, async ({ path }) => before.get(path)!, {
      ...source,
      items: [...items, added],
      fingerprints: new Uint8Array(COUNT * 8).fill(1),
      kept: [...items.map(() => 0), -1],
      vectors: source.vectors.subarray(0, dim),
    });
    for (const { path, bytes } of files) server.files.set(`/catalog/${path}`, bytes);
    server.requests.length = 0;
    const next = await open();
    expect(server.requests.sort()).toEqual(
      files
        .filter(({ reused }) => !reused)
        .map(({ path }) => `/catalog/${path}`)
        .sort(),
    );
    expect(next.info.catalog).toMatchObject({ items: COUNT, source: "network" });
    const hits = (engine: Engine) => engine.query({ image: picture(0) }, { limit: 1 });
    expect(ids(await hits(next))).toEqual(["new"]);
    expect(ids(await hits(old))).toEqual(["p0"]);
    expect(await next.item("p0")).toBeUndefined();
    expect((await next.item("p4"))!.price).toBe(4);
    expect((await next.browse({ where: { price: 4 } })).total).toBe(1);
    expect((await next.browse({ limit: 1000 })).total).toBe(COUNT);
    await expect(next.query({ like: "p0" }, {})).rejects.toThrow(code("item-unknown"));
    expect((await old.item("p4"))!.price).toBe(14);
  });

  it("loads the text encoder only for text", async () => {
    const engine = await open();
    await engine.query({ image: picture(1) }, {});
    expect(server.requests.join()).not.toMatch(/text_model|tokenizer\.json/);
    expect(engine.info.encoders).toEqual({ image: "ready", text: "idle" });
    await engine.query({ text: "dress" }, {});
    expect(engine.info.encoders).toEqual({ image: "ready", text: "ready" });
    expect(engine.info).toMatchObject({
      device: "wasm",
      threads: 1,
      reason: "There is none. It is a test.",
    });
    expect(engine.info.lastQuery!.runMs).toBeGreaterThan(0);
  });

  it("tells each change of an encoder's state", async () => {
    const states: string[] = [];
    const onInfo = (info: SearchInfo) => states.push(info.encoders.image);
    await (await open({ onInfo })).prefetch("image");
    expect(states).toEqual(["loading", "ready"]);
  });

  it("tries again after a failure, and counts its bytes anew", async () => {
    let last: LoadProgress | undefined;
    const onProgress = (progress: LoadProgress) => {
      last = progress;
    };
    const engine = await open({ onProgress });
    const weights = "/model/onnx/text_model_quantized.onnx";
    const bytes = server.files.get(weights)!;
    server.files.delete(weights);
    await expect(engine.prefetch("text")).rejects.toThrow(code("network"));
    expect(engine.info.encoders.text).toBe("failed");
    server.files.set(weights, bytes);
    await engine.prefetch("text");
    expect(engine.info.encoders.text).toBe("ready");
    expect(last).toMatchObject({ phase: "text-encoder", loadedBytes: last!.totalBytes });
  });

  it("refuses another model by its configuration", async () => {
    const config = readModelJson("config.json");
    server.files.set(
      "/model/config.json",
      new TextEncoder().encode(JSON.stringify({ ...config, projection_dim: 512 })),
    );
    const engine = await open();
    await expect(engine.prefetch("image")).rejects.toThrow(code("encoder-mismatch"));
    expect(await engine.query({ like: "p1" }, { limit: 1 })).toHaveLength(1);
  });

  it("refuses damaged weights", async () => {
    const weights = readModelFile("onnx/vision_model_quantized.onnx");
    weights[1_000_000]! ^= 1;
    server.files.set("/model/onnx/vision_model_quantized.onnx", weights);
    await expect((await open()).prefetch("image")).rejects.toThrow(code("integrity"));
  });

  it("refuses an encoder that fails the self-check", async () => {
    const [weights] = source.encoder.weights;
    const canary = { ...weights.canary, image: weights.canary.text };
    await serveCatalog({ encoder: { ...source.encoder, weights: [{ ...weights, canary }] } });
    await expect((await open()).prefetch("image")).rejects.toThrow(code("runtime-failed"));
  });

  it("refuses other preprocessing", async () => {
    await serveCatalog({ encoder: { ...source.encoder, preprocessing: "other" } });
    await expect((await open()).prefetch("image")).rejects.toThrow(code("encoder-mismatch"));
  });

  it("says when no model is known, or its URL is none to fetch", async () => {
    for (const url of [undefined, "javascript:1"]) {
      const { url: _, ...rest } = source.encoder;
      await serveCatalog({ encoder: { ...rest, ...(url && { url }) } });
      await expect((await open()).prefetch("image")).rejects.toThrow(code("model-missing"));
    }
    const engine = await open({ model: server.url("/model/") });
    await engine.prefetch("image");
  });

  it("refuses a damaged segment", async () => {
    const path = [...server.files.keys()].find((name) => name.includes("index-"))!;
    const bytes = server.files.get(path)!.slice();
    bytes[500]! ^= 1;
    server.files.set(path, bytes);
    await expect(open()).rejects.toThrow(code("integrity"));
  });

  it("refuses what is no catalog", async () => {
    server.files.set("/catalog/manifest.json", new TextEncoder().encode("<!doctype html>"));
    await expect(open()).rejects.toThrow(code("catalog-invalid"));
  });

  it("can be aborted", async () => {
    server.silent.add("/catalog/manifest.json");
    const controller = new AbortController();
    const opening = open({ signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toThrow(abort);
  });
});
