/** `bench -- model`: what the starter model knows, on pictures that it was not trained on. */
import { readdirSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { queries } from "../demo/products/queries.ts";
import { ensureShop } from "../scripts/demo.ts";
import { openModel } from "../src/build/models/model.ts";
import { round } from "./browser.ts";
import { embedPictures, embedTexts, type Vectors } from "./model/embedding.ts";
import { neighbourPrecision, recall, rightOfTen, zeroShot } from "./model/measures.ts";
import { leastCosine, MODEL } from "./model/quantisation.ts";
import { STORE_CATEGORIES, storeProducts } from "./model/store.ts";
import { haveTestSplits, testPhotos, testProducts } from "./model/test-splits.ts";
import { encodingTimes } from "./model/timing.ts";

/** Types and colours with fewer pictures in the test split are not asked for. */
const OFTEN = 20;

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

const select = (vectors: Vectors, rows: readonly number[]): Vectors => ({
  rows: Float32Array.from(
    rows.flatMap((row) => [...vectors.rows.subarray(row * vectors.dim, (row + 1) * vectors.dim)]),
  ),
  count: rows.length,
  dim: vectors.dim,
});

/** What the starter model is worth: its size and speed, and zero-shot figures on what it was not trained with. */
export async function model({ log }: { log: (line: string) => void }) {
  await ensureShop();
  const model = await openModel(MODEL, { threads: cpus().length });
  const texts = await model.openTexts();
  try {
    const words = (list: readonly string[]) => embedTexts(texts, list);
    const products = storeProducts();
    const store = await embedPictures(
      model,
      products.map(({ read }) => read),
    );
    const right = rightOfTen(await words(queries.map(({ text }) => text)), store, (query, row) =>
      Object.entries(queries[query]!.where).every(([facet, values]) =>
        (values as readonly string[]).includes(
          products[row]![facet as "category" | "colour" | "pattern"],
        ),
      ),
    );
    queries.forEach(({ text }, i) => {
      if (right[i]! < 8) log(`  ${right[i]} of 10 in the store for ${JSON.stringify(text)}`);
    });
    const demoTop10 = right.reduce((sum, hits) => sum + hits, 0) / (10 * right.length);
    log(`store: ${products.length} products, ${round(demoTop10)} of the first ten right`);

    const split = haveTestSplits ? await onTestSplits() : undefined;
    if (!split) log("../shared/data is not there: nothing is measured on real photos");
    const pictures = split?.pictures ?? products.map(({ read }) => read);
    const q8CosineMin = await leastCosine(pictures, model, split?.vectors ?? store, cpus().length);
    const times = await encodingTimes();
    return {
      bench: "model",
      totalBytes: bytesOf(MODEL),
      imageBytes: statSync(`${MODEL}/onnx/vision_model_quantized.onnx`).size,
      imageMs: round(times.imageMs, 1),
      textMs: round(times.textMs, 1),
      ...(split?.figures ?? {
        ...{ typeAccuracy: null, typeF1: null, colourAccuracy: null, titleToImageR10: null },
        ...{ sameTypeP10: null, photoAccuracy: null, photoToStoreTop10: null },
      }),
      demoTop10: round(demoTop10),
      q8CosineMin: q8CosineMin && round(q8CosineMin, 5),
    };

    async function onTestSplits() {
      const tests = testProducts();
      const photos = testPhotos();
      const reads = tests.map(({ read }) => read);
      log(`embedding ${tests.length} product pictures and ${photos.length} photos`);
      const vectors = await embedPictures(model, reads);
      const photoVectors = await embedPictures(
        model,
        photos.map(({ read }) => read),
      );
      const classify = async (
        labels: readonly string[],
        of: Vectors,
        prompt: (name: string) => string,
        least = OFTEN,
      ) => {
        const rows = labels.flatMap((label, i) => {
          const often = labels.filter((other) => other === label).length >= least;
          return label !== "" && often ? [i] : [];
        });
        const own = rows.map((row) => labels[row]!);
        const names = [...new Set(own)].sort();
        log(`  ${names.length} labels, ${own.length} pictures`);
        return zeroShot(select(of, rows), own, names, await words(names.map(prompt)));
      };
      const kinds = tests.map(({ kind }) => kind);
      const type = await classify(kinds, vectors, (name) => `a photo of a ${name}`);
      const colours = tests.map(({ colour }) => colour);
      const colour = await classify(colours, vectors, (name) => `a photo of a ${name} item`);
      const labels = photos.map(({ kind }) => kind);
      const photo = await classify(labels, photoVectors, (name) => `a photo of a ${name}`, 1);
      const titles = await words(tests.map(({ title }) => title));
      const sold = labels.flatMap((label, i) => (STORE_CATEGORIES[label] ? [i] : []));
      const found = rightOfTen(select(photoVectors, sold), store, (query, row) =>
        STORE_CATEGORIES[labels[sold[query]!]!]!.includes(products[row]!.category),
      );
      return {
        pictures: [...reads, ...photos.map(({ read }) => read)],
        vectors: {
          rows: Float32Array.from([...vectors.rows, ...photoVectors.rows]),
          count: vectors.count + photoVectors.count,
          dim: vectors.dim,
        },
        figures: {
          typeAccuracy: round(type.accuracy),
          typeF1: round(type.f1),
          colourAccuracy: round(colour.accuracy),
          titleToImageR1: round(recall(titles, vectors, 1)),
          titleToImageR10: round(recall(titles, vectors, 10)),
          sameTypeP10: round(neighbourPrecision(vectors, kinds)),
          photoAccuracy: round(photo.accuracy),
          photoF1: round(photo.f1),
          // A photo counts where any of its first ten hits is of its kind; the other is their average share.
          photoToStoreTop10: round(found.filter((hits) => hits > 0).length / found.length),
          photoToStoreP10: round(found.reduce((sum, hits) => sum + hits, 0) / (10 * found.length)),
        },
      };
    }
  } finally {
    await texts.release();
    await model.release();
  }
}
