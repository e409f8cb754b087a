/** Real product photos for benches, where they are at hand. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { unzipSync } from "fflate";
import sharp from "sharp";
import { type BuildModel, openModel } from "../src/build/models/model.ts";

const PHOTOS = "../shared/data/fashion-products/products-large.zip";
const MODEL = "public/models/starter";
const FOLDER = ".cache/bench";
const CACHE = `${FOLDER}/photos.f32`;
const LOG_STEP = 1000;

/** Embeddings of the real product photos by the starter model, or why there are none. */
export async function photoVectors(
  log: (line: string) => void,
): Promise<{ vectors: Float32Array; dim: number } | { missing: string }> {
  if (!existsSync(PHOTOS)) return { missing: `${PHOTOS} is not there` };
  if (existsSync(CACHE)) return readCache();
  const files = unzipSync(readFileSync(PHOTOS), {
    filter: ({ name }) => /\.(jpe?g|png|webp)$/i.test(name),
  });
  const names = Object.keys(files).sort();
  log(`embedding ${names.length} photos with the starter model, once (kept in ${CACHE})`);
  const model = await openModel(MODEL, { threads: cpus().length });
  const all = new Float32Array(1 + names.length * model.dim);
  all[0] = model.dim;
  try {
    for (let from = 0; from < names.length; from += model.batch) {
      const batch = names.slice(from, from + model.batch).map((name) => files[name]!);
      all.set(await embed(model, batch), 1 + from * model.dim);
      if (from % LOG_STEP < model.batch) log(`  ${from} of ${names.length}`);
    }
  } finally {
    await model.release();
  }
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(CACHE, all);
  return readCache();
}

async function embed(model: BuildModel, pictures: readonly Uint8Array[]): Promise<Float32Array> {
  const inputs = await Promise.all(
    pictures.map(async (picture) => {
      const { data, info } = await sharp(picture)
        .toColourspace("srgb")
        .ensureAlpha()
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true });
      const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
      return model.preprocess({ data: pixels, width: info.width, height: info.height });
    }),
  );
  const size = inputs[0]!.length;
  const joined = new Float32Array(inputs.length * size);
  inputs.forEach((input, i) => {
    joined.set(input, i * size);
  });
  return model.embed(joined, inputs.length);
}

/** The file: the length of a row, then the rows. */
function readCache() {
  const all = new Float32Array(Uint8Array.from(readFileSync(CACHE)).buffer);
  return { vectors: all.subarray(1), dim: all[0]! };
}
