import { checkCanary } from "../encoder/canary.ts";
import { VisualSearchError } from "../errors.ts";
import { drawSome } from "./draw.ts";
import type { EmbedSource } from "./embed.ts";
import type { EmbeddedProducts } from "./embed-products.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { BuildModel } from "./model.ts";

/** Pictures that are embedded once more. */
const SAMPLE = 16;
const SEED = 1;
/**
 * Cosine that each of them must have: what a browser's encoder is held to before it is used. Runtimes that
 * compute rightly have 0.99999 with q8 weights, those that saturate below 0.99.
 */
const BOUND = 0.995;

/** How far the vectors of a build are from those that browsers would compute. */
export interface RuntimeCheck {
  /** What embedded the sample once more: the runtime that browsers have, and its version. */
  runtime: string;
  /** Pictures of the sample. */
  pictures: number;
  /** Of the vectors of one picture, the smallest and the mean one. */
  smallestCosine: number;
  meanCosine: number;
  /** What the smallest has to be at least. */
  bound: number;
}

export interface RuntimeCheckOptions {
  onDone: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Embeds a seeded sample of the pictures whose vectors are this build's, or of its cache, once more in the
 * runtime that browsers have. The model's self-check tells of one drawn picture alone, and before the build.
 *
 * @returns `undefined` where that runtime has embedded them in the first place, or there are none
 * @throws what opening and running the model throws, or the reason of `signal`
 */
export async function checkRuntime(
  embedded: Pick<EmbeddedProducts, "products" | "kept" | "fingerprints" | "vectors">,
  source: EmbedSource,
  model: Pick<BuildModel, "dim" | "preprocess" | "openReference">,
  { onDone, signal }: RuntimeCheckOptions,
): Promise<RuntimeCheck | undefined> {
  const sample = sampleOf(embedded, model.dim);
  if (!model.openReference || sample.length === 0) return undefined;
  const { runtime, encoder } = await model.openReference();
  const cosines: number[] = [];
  try {
    for (const { name, fingerprint, vector } of sample) {
      onDone(cosines.length, sample.length);
      signal?.throwIfAborted();
      const input = await source
        .open(name, async (picture) => {
          // A file that has changed meanwhile says nothing of its vector.
          const isSame = fingerprintOf(picture.sha256).every((byte, i) => byte === fingerprint[i]);
          return isSame ? await picture.decode((image) => model.preprocess(image)) : undefined;
        })
        .catch(() => undefined);
      if (input) cosines.push(checkCanary(await encoder.embed(input, 1), vector));
    }
  } finally {
    await encoder.release();
  }
  onDone(sample.length, sample.length);
  if (cosines.length === 0) return undefined;
  return {
    runtime,
    pictures: cosines.length,
    smallestCosine: Math.min(...cosines),
    meanCosine: cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length,
    bound: BOUND,
  };
}

/** @throws `runtime-mismatch` where the vectors are none that browsers' queries could be compared with */
export function requireAgreement(
  { smallestCosine, bound, pictures, runtime }: RuntimeCheck,
  embeddedWith: string,
): void {
  if (smallestCosine >= bound) return;
  throw new VisualSearchError(
    "runtime-mismatch",
    `Expected the vectors of ${pictures} pictures by ${embeddedWith} to have a cosine of at least ${bound} ` +
      `to those by ${runtime}, which browsers run, and the smallest is ${smallestCosine.toFixed(4)}. Build ` +
      "with --runtime wasm, or with --dtype fp32 where the model has it.",
  );
}

/** Some of the pictures that are not kept from the previous catalog, with their vectors. */
function sampleOf(
  {
    products,
    kept,
    fingerprints,
    vectors,
  }: Pick<EmbeddedProducts, "products" | "kept" | "fingerprints" | "vectors">,
  dim: number,
) {
  const chosen = new Set(drawSome(vectors.length / dim, SAMPLE, SEED));
  const bytes = fingerprints.length / Math.max(1, kept.length);
  const sample: { name: string; fingerprint: Uint8Array; vector: Float32Array }[] = [];
  let picture = 0;
  let fresh = 0;
  for (const { pictures } of products) {
    for (const { name } of pictures) {
      const at = picture++;
      if (kept[at]! >= 0) continue;
      if (chosen.has(fresh)) {
        sample.push({
          name,
          fingerprint: fingerprints.subarray(at * bytes, (at + 1) * bytes),
          vector: vectors.subarray(fresh * dim, (fresh + 1) * dim),
        });
      }
      fresh++;
    }
  }
  return sample;
}
