/** How photos are decoded: size, orientation, colour profile, animation, and what is refused. */
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Page } from "@playwright/test";
import sharp, { type Sharp } from "sharp";
import { createImageEncoder, preprocess, readModel } from "../src/encoder/index.ts";
import { loadNodeWasmRuntime } from "../src/encoder/runtime/node-runtime.ts";
import { seededRandom } from "../src/vector/corpus.testing.ts";
import { expect, startSite, test, visit } from "./fixtures.ts";
import type { Site } from "./site.ts";

/** The embedding of a file in the page, or its error's code and message. */
async function embed(page: Page, file: Uint8Array, type = "image/jpeg") {
  return page.evaluate(
    async ({ base64, type }) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      try {
        return { vector: [...(await search.embed(new Blob([bytes], { type })))] };
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    },
    { base64: Buffer.from(file).toString("base64"), type },
  );
}

const cosine = (x: ArrayLike<number> | undefined, y: ArrayLike<number> | undefined) =>
  Array.from(x ?? []).reduce((sum, value, i) => sum + value * (y?.[i] ?? 0), 0);

/** A garment of sorts on a gradient: a scene with edges, colours and a direction. */
function scene(width: number, height: number, background = "#e8ddcf"): Sharp {
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400" preserveAspectRatio="none"
      width="${width}" height="${height}"><rect width="300" height="400" fill="${background}"/>
      <path d="M95 60 L205 60 L260 150 L220 175 L200 140 L215 370 L85 370 L100 140 L80 175 L40 150 Z"
        fill="#b3202c"/><path d="M100 200 H205 V215 H100 Z M98 240 H207 V255 H98 Z" fill="#f4f0e6"/>
      <circle cx="150" cy="95" r="9" fill="#222"/></svg>`),
  ).flatten();
}

// One page for all tests: none changes it, and loading the model takes longer than a photo.
let site: Site;
let bare: Page;

test.beforeAll(async ({ browser }) => {
  site = await startSite();
  bare = await browser.newPage();
  await visit(bare, site);
  await bare.evaluate(() => openSearch());
});

test.afterAll(async () => {
  await bare?.close();
  await site?.stop();
});

// That of an odd size is cropped a pixel elsewhere where the size before scaling is forgotten.
for (const [width, height] of [
  [3000, 4000],
  [4032, 3024],
  [1501, 1999],
  [1333, 1000],
] as const) {
  test(`a photo of ${width} x ${height} embeds nearly as at full resolution`, async () => {
    const { data } = await scene(width, height).raw().toBuffer({ resolveWithObject: true });
    const random = seededRandom(12);
    for (let i = 0; i < data.length; i++) data[i] = Math.min(255, data[i]! + random() * 30);
    const raw = { width, height, channels: 3 } as const;
    const file = await sharp(data, { raw }).jpeg({ quality: 90 }).toBuffer();

    const json = (name: string) =>
      JSON.parse(readFileSync(`public/models/starter/${name}`, "utf8"));
    const model = readModel({
      config: json("config.json"),
      preprocessor: json("preprocessor_config.json"),
      tokenizerConfig: json("tokenizer_config.json"),
    });
    const weights = readFileSync("public/models/starter/onnx/vision_model_quantized.onnx");
    const runtime = await loadNodeWasmRuntime({ threads: 1 });
    const encoder = await createImageEncoder(runtime, weights, model);
    const pixels = await sharp(file).ensureAlpha().raw().toBuffer();
    const expected = await encoder.embed(
      preprocess({ data: pixels, width, height }, model.processor),
      1,
    );
    expect(cosine((await embed(bare, file)).vector, expected)).toBeGreaterThan(0.999);
  });
}

test("turns a photo as its camera was held", async () => {
  const upright = await scene(600, 800).jpeg({ quality: 95 }).toBuffer();
  const { vector } = await embed(bare, upright);
  for (const [orientation, angle] of [
    [3, 180],
    [6, 270],
    [8, 90],
  ] as const) {
    const lying = await sharp(upright).rotate(angle).toBuffer();
    const marked = await sharp(lying)
      .withMetadata({ orientation })
      .jpeg({ quality: 95 })
      .toBuffer();
    const unmarked = await sharp(lying).jpeg({ quality: 95 }).toBuffer();
    expect(cosine((await embed(bare, marked)).vector, vector)).toBeGreaterThan(0.995);
    expect(cosine((await embed(bare, unmarked)).vector, vector)).toBeLessThan(0.99);
  }
});

const large = (photo: Sharp) => photo.jpeg({ quality: 95 });

for (const [name, make] of [
  ...[2, 3, 4, 5, 6, 7, 8].map(
    (orientation) =>
      [
        `marked with orientation ${orientation}`,
        (photo: Sharp) => large(photo).withMetadata({ orientation }),
      ] as const,
  ),
  ["with a profile of its own", (photo: Sharp) => large(photo).withIccProfile("p3")],
  ["in shades of grey", (photo: Sharp) => large(photo.greyscale())],
  ["sent in passes", (photo: Sharp) => photo.jpeg({ quality: 95, progressive: true })],
  [
    "of an odd size",
    (photo: Sharp) => large(photo.extract({ left: 0, top: 0, width: 1501, height: 1999 })),
  ],
] as const) {
  test(`a large JPEG ${name} embeds as at full resolution`, async () => {
    const file = await make(scene(1600, 2000)).toBuffer();
    const pixels = sharp(file).autoOrient().toColourspace("srgb").png({ compressionLevel: 1 });
    const [all, part] = await bare.evaluate(
      async (files) => {
        const blobs = files.map(([base64, type]) => {
          const bytes = Uint8Array.from(atob(base64!), (char) => char.charCodeAt(0));
          return new Blob([bytes], { type: type! });
        });
        // Wide enough that its part of the photo is decoded at half its size, too.
        const region = { x: 0.1, y: 0.04, width: 0.88, height: 0.9 };
        const embed = (options?: object) =>
          Promise.all(blobs.map(async (blob) => [...(await search.embed(blob, options))]));
        return [await embed(), await embed({ region })];
      },
      [
        [file.toString("base64"), "image/jpeg"],
        [(await pixels.toBuffer()).toString("base64"), "image/png"],
      ],
    );
    expect(cosine(all![0], all![1])).toBeGreaterThan(0.999);
    expect(cosine(part![0], part![1])).toBeGreaterThan(0.999);
  });
}

test("honours a photo's colour profile", async () => {
  const plain = await scene(400, 500).png().toBuffer();
  // The same colours in other numbers, which only the profile explains.
  const wide = await sharp(plain).withIccProfile("p3").png().toBuffer();
  const stripped = await sharp(wide, { ignoreIcc: true }).png().toBuffer();
  const { vector } = await embed(bare, plain, "image/png");
  const same = cosine((await embed(bare, wide, "image/png")).vector, vector);
  const other = cosine((await embed(bare, stripped, "image/png")).vector, vector);
  expect(same).toBeGreaterThan(0.999);
  expect(other).toBeLessThan(same);
});

test("takes the first frame of an animation", async () => {
  const first = await scene(200, 260).png().toBuffer();
  const second = await sharp({
    create: { width: 200, height: 260, channels: 3, background: "#0033aa" },
  })
    .png()
    .toBuffer();
  const frames = await sharp([first, second], { join: { animated: true } })
    .gif()
    .toBuffer();
  const still = await sharp(first).gif().toBuffer();
  const { vector } = await embed(bare, frames, "image/gif");
  expect(cosine(vector, (await embed(bare, still, "image/gif")).vector)).toBeGreaterThan(0.999);
});

test("sees a part of a large photo as sharply as if it were alone", async () => {
  const big = sharp({ create: { width: 3200, height: 2400, channels: 3, background: "#557755" } });
  const small = await scene(300, 400).png().toBuffer();
  const file = await big
    .composite([{ input: small, left: 1200, top: 900 }])
    .png()
    .toBuffer();
  const region = { x: 1200 / 3200, y: 900 / 2400, width: 300 / 3200, height: 400 / 2400 };
  const vectors = await bare.evaluate(
    async ({ files, region }) => {
      const [whole, part] = files.map((base64) => {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        return new Blob([bytes], { type: "image/png" });
      });
      return [[...(await search.embed(whole!, { region }))], [...(await search.embed(part!))]];
    },
    { files: [file, small].map((bytes) => bytes.toString("base64")), region },
  );
  expect(cosine(vectors[0], vectors[1])).toBeGreaterThan(0.9999);
});

const heicStart = Buffer.from(
  "\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0meta then what no browser but Safari reads",
  "latin1",
);

/** A PNG of a few bytes that claims 3.6 billion pixels. */
function bomb(): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(60_000, 0);
  head.writeUInt32BE(60_000, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const chunk = Buffer.concat([Buffer.from("IHDR"), head]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(13);
  crc.writeUInt32BE(crc32(chunk));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), length, chunk, crc]);
}

for (const [name, file, code, message] of [
  ["a HEIC photo", heicStart, "unsupported-image", /HEIC photo, which only Safari.*JPEG/],
  ["a page", Buffer.from("<!doctype html><p>404"), "unsupported-image", /HTML page.*address/],
  [
    "a drawing",
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "unsupported-image",
    /SVG/,
  ],
  ["a TIFF", Buffer.from("II*\0\x08\0\0\0", "latin1"), "unsupported-image", /TIFF.*JPEG or PNG/],
  ["nothing", Buffer.alloc(0), "unsupported-image", /0 bytes/],
  ["a decompression bomb", bomb(), "image-too-large", /60000 x 60000/],
] as const) {
  test(`refuses ${name} and says what to do`, async () => {
    const found = await embed(bare, file, "application/octet-stream");
    expect(found.code).toBe(code);
    expect(found.message).toMatch(message);
  });
}
