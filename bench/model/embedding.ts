/** Embeds pictures and texts of the test splits with the package's own code. */
import sharp from "sharp";
import type { BuildModel } from "../../src/build/models/model.ts";
import type { TextEmbedder } from "../../src/build/models/text-model.ts";

/** Unit vectors, one after another. */
export interface Vectors {
  readonly rows: Float32Array;
  readonly count: number;
  readonly dim: number;
}

async function inputOf(
  model: Pick<BuildModel, "preprocess">,
  file: Uint8Array,
): Promise<Float32Array> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
  return model.preprocess({ data: pixels, width: info.width, height: info.height });
}

/** Embeds pictures batch by batch; `files` reads one when its turn comes. */
export async function embedPictures(
  model: Pick<BuildModel, "preprocess" | "embed" | "batch" | "dim">,
  files: readonly (() => Uint8Array)[],
): Promise<Vectors> {
  const { dim, batch } = model;
  const rows = new Float32Array(files.length * dim);
  for (let from = 0; from < files.length; from += batch) {
    const inputs = await Promise.all(
      files.slice(from, from + batch).map((read) => inputOf(model, read())),
    );
    const size = inputs[0]!.length;
    const joined = new Float32Array(inputs.length * size);
    inputs.forEach((input, i) => {
      joined.set(input, i * size);
    });
    rows.set(await model.embed(joined, inputs.length), from * dim);
  }
  return { rows, count: files.length, dim };
}

export async function embedTexts(model: TextEmbedder, texts: readonly string[]): Promise<Vectors> {
  const { dim, batch } = model;
  const rows = new Float32Array(texts.length * dim);
  for (let from = 0; from < texts.length; from += batch) {
    rows.set(await model.embed(texts.slice(from, from + batch)), from * dim);
  }
  return { rows, count: texts.length, dim };
}

/** Cosine of row `i` of one with row `j` of the other. */
export function cosine(a: Vectors, i: number, b: Vectors, j: number): number {
  let sum = 0;
  for (let d = 0; d < a.dim; d++) sum += a.rows[i * a.dim + d]! * b.rows[j * b.dim + d]!;
  return sum;
}

/** The rows of `among` most similar to row `i`, best first; `skip` is left out. */
export function nearest(
  query: Vectors,
  i: number,
  among: Vectors,
  count: number,
  skip = -1,
): number[] {
  const best: { row: number; score: number }[] = [];
  for (let row = 0; row < among.count; row++) {
    if (row === skip) continue;
    const score = cosine(query, i, among, row);
    if (best.length === count && score <= best[count - 1]!.score) continue;
    const at = best.findIndex((other) => other.score < score);
    best.splice(at < 0 ? best.length : at, 0, { row, score });
    if (best.length > count) best.pop();
  }
  return best.map(({ row }) => row);
}
