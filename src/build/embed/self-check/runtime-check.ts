import { selfCheckCosine } from "../../../encoder/self-check.ts";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { BuildModel, Preprocess, SampleInput } from "../../models/model.ts";
import type { RuntimeCheck } from "../../report/report.ts";
import { drawSome } from "../draw.ts";
import type { EmbedSource } from "../embed.ts";
import type { EmbeddedProducts } from "../embed-products.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { Cosines } from "./agreement.ts";

/** Pictures that are embedded by both runtimes. */
const SAMPLE = 16;
const SEED = 1;
/**
 * Cosine that each of them must have: what a browser's encoder is held to before it is used. Runtimes that
 * compute rightly have 0.99999 with q8 weights, those that saturate below 0.99.
 */
const BOUND = 0.995;

export interface RuntimeCheckOptions {
  onDone: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * A seeded sample of pictures for browsers' runtime to embed before another one is opened beside it, as far as
 * they can be read; what is wrong with the others is said when all are embedded.
 *
 * @param names of the pictures that the build is going to embed
 * @throws the reason of `signal` when it aborts
 */
export async function* sampleInputs(
  names: readonly string[],
  source: EmbedSource,
  preprocess: Preprocess,
  { onDone, signal }: RuntimeCheckOptions,
): AsyncGenerator<SampleInput> {
  const total = Math.min(SAMPLE, names.length);
  // As many again stand in for those that cannot be read.
  const drawn = drawSome(names.length, 2 * SAMPLE, SEED);
  const inTurn = [0, 1].flatMap((turn) => drawn.filter((_, i) => i % 2 === turn));
  let count = 0;
  for (const number of inTurn) {
    onDone(count, total);
    signal?.throwIfAborted();
    const input = await source
      .open(names[number]!, async (picture): Promise<SampleInput> => {
        const fingerprint = Buffer.from(fingerprintOf(picture.sha256)).toString("hex");
        return { fingerprint, input: await picture.decode(preprocess) };
      })
      .catch(() => undefined);
    if (!input) continue;
    yield input;
    count++;
    if (count === SAMPLE) break;
  }
  if (total > 0) onDone(count, total);
}

type Embedded = Pick<
  EmbeddedProducts,
  "products" | "kept" | "fingerprints" | "vectors" | "fromMemory"
>;

/** Where vectors come from that are compared. */
type Encoder = Pick<BuildModel, "embed">;

/**
 * Compares a seeded sample of the pictures whose vectors are this build's, or of its cache, with what the runtime
 * of browsers makes of them: before (`sampleInputs`) or, where that was too little, now. The model's self-check tells
 * of one drawn picture alone, and before the build.
 *
 * Where an earlier build has found a whole sample to agree, that stands for what this build has embedded. What
 * the cache has may be of another machine, and a sample of it is compared with the runtime that is open.
 *
 * @returns `undefined` where browsers' runtime has embedded them in the first place, or there are none
 * @throws `runtime-mismatch` of the cache, `output-failed` of the memory, what opening and running the model
 *   throws, or the reason of `signal`
 */
export async function checkRuntime(
  embedded: Embedded,
  source: EmbedSource,
  model: Pick<BuildModel, "dim" | "preprocess" | "embed" | "reference">,
  options: RuntimeCheckOptions,
): Promise<RuntimeCheck | undefined> {
  const { reference } = model;
  const sample = sampleOf(embedded, model.dim);
  if (!reference || sample.length === 0) return undefined;
  const verdict = { runtime: reference.runtime, bound: BOUND };
  const known = await reference.agreement?.recall();
  if (known) {
    const ofCache = sampleOf(embedded, model.dim, (fresh) => embedded.fromMemory[fresh] === 1);
    const found = await compare(ofCache, source, model, model, options);
    if (found && found.smallestCosine < BOUND) throw badCache(found);
    return { ...verdict, ...known, remembered: true };
  }
  const early = earlyCosines(embedded, model.dim, reference.vectors);
  let found: Cosines | undefined;
  if (early.length >= sample.length) found = cosinesOf(early);
  else {
    const encoder = await reference.open();
    try {
      found = await compare(sample, source, model, encoder, options);
    } finally {
      await encoder.release();
    }
  }
  if (!found) return undefined;
  // A few pictures tell too little to stand for those of all builds to come.
  const isWhole = found.pictures === SAMPLE && found.smallestCosine >= BOUND;
  if (isWhole) await reference.agreement?.remember(found);
  return { ...verdict, ...found, remembered: false };
}

/** @returns `undefined` where none of the pictures is there any more */
async function compare(
  sample: readonly SampledPicture[],
  source: EmbedSource,
  { preprocess }: Pick<BuildModel, "preprocess">,
  encoder: Encoder,
  { onDone, signal }: RuntimeCheckOptions,
): Promise<Cosines | undefined> {
  const cosines: number[] = [];
  for (const { name, fingerprint, vector } of sample) {
    onDone(cosines.length, sample.length);
    signal?.throwIfAborted();
    const input = await source
      .open(name, async (picture) => {
        // A file that has changed meanwhile says nothing of its vector.
        const isSame = fingerprintOf(picture.sha256).every((byte, i) => byte === fingerprint[i]);
        return isSame ? await picture.decode((image) => preprocess(image)) : undefined;
      })
      .catch(() => undefined);
    if (input) cosines.push(selfCheckCosine(await encoder.embed(input, 1), vector));
  }
  if (sample.length > 0) onDone(sample.length, sample.length);
  return cosinesOf(cosines);
}

function cosinesOf(cosines: readonly number[]): Cosines | undefined {
  if (cosines.length === 0) return undefined;
  return {
    pictures: cosines.length,
    smallestCosine: Math.min(...cosines),
    meanCosine: cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length,
  };
}

/** Of this build's vectors to those that browsers' runtime has made of the same pictures before. */
function earlyCosines(
  embedded: Embedded,
  dim: number,
  known: ReadonlyMap<string, Float32Array>,
): number[] {
  const cosines = new Map<string, number>();
  for (const { fingerprint, vector } of freshOf(embedded, dim)) {
    const key = Buffer.from(fingerprint).toString("hex");
    const early = known.get(key);
    if (early) cosines.set(key, selfCheckCosine(early, vector));
  }
  return [...cosines.values()];
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

function badCache({ smallestCosine, pictures }: Cosines): VisualSearchError {
  return new VisualSearchError(
    "runtime-mismatch",
    `Expected the vectors of ${pictures} pictures in the cache to have a cosine of at least ${BOUND} to those ` +
      `that this machine computes, and the smallest is ${smallestCosine.toFixed(4)}. Another machine, or a ` +
      "build that failed, has left others there: delete the cache, or choose another folder with --cache.",
  );
}

interface SampledPicture {
  name: string;
  fingerprint: Uint8Array;
  vector: Float32Array;
}

/**
 * Some of the pictures that are not kept from the previous catalog, with their vectors.
 *
 * @param takes part, by number among those pictures
 */
function sampleOf(
  embedded: Embedded,
  dim: number,
  takes: (fresh: number) => boolean = () => true,
): SampledPicture[] {
  const count = embedded.vectors.length / dim;
  const candidates = Array.from({ length: count }, (_, i) => i).filter(takes);
  const chosen = new Set(
    drawSome(candidates.length, SAMPLE, SEED).map((drawn) => candidates[drawn]!),
  );
  return [...freshOf(embedded, dim)].filter((_, fresh) => chosen.has(fresh));
}

/** The pictures that are not kept from the previous catalog, in order, with their vectors. */
function* freshOf(
  { products, kept, fingerprints, vectors }: Embedded,
  dim: number,
): Generator<SampledPicture> {
  const bytes = fingerprints.length / Math.max(1, kept.length);
  let picture = 0;
  let fresh = 0;
  for (const { pictures } of products) {
    for (const { name } of pictures) {
      const at = picture++;
      if (kept[at]! >= 0) continue;
      yield {
        name,
        fingerprint: fingerprints.subarray(at * bytes, (at + 1) * bytes),
        vector: vectors.subarray(fresh * dim, (fresh + 1) * dim),
      };
      fresh++;
    }
  }
}
