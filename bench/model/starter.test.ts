/** The starter model knows enough of the test splits' pictures. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { products } from "../../demo/products/catalog.ts";
import { openModel } from "../../src/build/models/model.ts";
import { embedPictures, embedTexts } from "./embedding.ts";
import { zeroShot } from "./measures.ts";
import { leastCosine, MODEL } from "./quantisation.ts";

const PER_KIND = 2;

describe("the starter model", () => {
  it("takes at most 12 MB, its image tower 5", () => {
    const files = readdirSync(MODEL, { recursive: true, encoding: "utf8" }).map((name) =>
      statSync(join(MODEL, name)),
    );
    const bytes = files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    expect(bytes).toBeLessThanOrEqual(12_000_000);
    const image = statSync(join(MODEL, "onnx/vision_model_quantized.onnx"));
    expect(image.size).toBeLessThanOrEqual(5_000_000);
  });

  it("names products it has never seen, as its unquantised self does", {
    timeout: 300_000,
  }, async () => {
    const list = products({ seed: "not the training's", perKind: PER_KIND });
    const files = await Promise.all(
      list.map(async (product) => await sharp(Buffer.from(product.draw())).png().toBuffer()),
    );
    const reads = files.map((file) => () => file);
    const model = await openModel(MODEL, { threads: 2 });
    const texts = await model.openTexts();
    try {
      const pictures = await embedPictures(model, reads);
      expect(await leastCosine(reads, model, pictures, 2)).toBeGreaterThanOrEqual(0.99);
      const kinds = list.map(({ category }) => category);
      const names = [...new Set(kinds)];
      const words = await embedTexts(
        texts,
        names.map((name) => `a photo of a ${name}`),
      );
      const { accuracy } = zeroShot(pictures, kinds, names, words);
      process.stdout.write(`  ${names.length} kinds, ${list.length} drawings: ${accuracy}\n`);
      expect(accuracy).toBeGreaterThanOrEqual(0.9);
    } finally {
      await texts.release();
      await model.release();
    }
  });
});
