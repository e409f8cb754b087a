/** Compares a sample of a build's vectors with those that browsers would compute. */
import { selfCheckCosine } from "../../../encoder/self-check.ts";
import { VisualSearchError } from "../../../lib/errors.ts";
import type { BuildModel, Preprocess, SampleInput } from "../../models/model.ts";
import { drawSome } from "../draw.ts";
import type { EmbedSource } from "../embed-images.ts";
import { type EmbeddedPicture, type EmbeddedProducts, picturesOfAll } from "../embed-products.ts";
import type { Cosines, RuntimeCheck } from "./check-result.ts";

/** Pictures that both runtimes embed. */
const SAMPLE = 16;
const SEED = 1;
/**
 * The cosine that each of them must have at least; a browser's encoder is held to the same before it is used.
 * Runtimes that compute correctly reach 0.99999 with q8 weights, those that saturate stay below 0.99.
 */
const BOUND = 0.995;

interface SampleContext {
  source: EmbedSource;
  /** Told how many pictures have been embedded for the comparison, and of how many. */
  onDone: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * A seeded sample of pictures for the runtime of browsers to embed before another one is opened beside it.
 * Pictures that cannot be read are passed over; the build reports them when it embeds them.
 *
 * @param names of the pictures that the build is going to embed
 * @throws the reason of `signal` when it aborts
 */
export async function* sampleInputs(
  names: readonly string[],
  preprocess: Preprocess,
  { source, onDone, signal }: SampleContext,
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
        return { key: keyOf(picture.sha256), input: await picture.decode(preprocess) };
      })
      .catch(() => undefined);
    if (!input) continue;
    yield input;
    count++;
    if (count === SAMPLE) break;
  }
  if (total > 0) onDone(count, total);
}

/** The key of a picture among the vectors of a sample, by the SHA-256 of its file. */
function keyOf(sha256: Uint8Array): string {
  return Buffer.from(sha256).toString("hex");
}

type CheckedModel = Pick<BuildModel, "dim" | "preprocess" | "embed" | "reference">;
type Embedded = Pick<EmbeddedProducts, "products" | "vectors">;

/**
 * Compares a seeded sample of the pictures that this build or its cache has embedded with what the runtime of
 * browsers makes of them, either before (`sampleInputs`) or, if that was too little, now. The model's self-check
 * covers one drawn picture only, and runs before the build.
 *
 * If an earlier build found that a whole sample agrees, that holds for what this build has embedded, too. The
 * cache may have vectors of another machine, so a sample of them is compared with the runtime that is open.
 *
 * @returns `undefined` if the runtime of browsers has embedded the pictures in the first place, or there are none
 * @throws `runtime-mismatch` of the cache, `output-failed` of the memory, what opening and running the model
 *   throws, or the reason of `signal`
 */
export async function checkRuntime(
  embedded: Embedded,
  { model, ...context }: SampleContext & { model: CheckedModel },
): Promise<RuntimeCheck | undefined> {
  const { reference, dim } = model;
  const sample = sampleOf(embedded, dim);
  if (!reference || sample.length === 0) return undefined;
  const { runtime, agreement } = reference;
  const known = await agreement?.recall();
  if (known) {
    const ofCache = sampleOf(embedded, dim, ({ remembered }) => remembered);
    const found = await compare(ofCache, model, model, context);
    if (found && found.smallestCosine < BOUND) throw badCache(found);
    return { runtime, bound: BOUND, ...known, remembered: true };
  }
  const early = earlyCosines(embedded, dim, reference.vectors);
  const found =
    early.length >= sample.length
      ? cosinesOf(early)
      : await compareWithReference(sample, model, reference, context);
  if (!found) return undefined;
  // A few pictures say too little to stand for those of all later builds.
  const isWhole = found.pictures === SAMPLE && found.smallestCosine >= BOUND;
  if (isWhole) await agreement?.remember(found);
  return { runtime, bound: BOUND, ...found, remembered: false };
}

async function compareWithReference(
  sample: readonly SampledPicture[],
  model: CheckedModel,
  reference: NonNullable<CheckedModel["reference"]>,
  context: SampleContext,
): Promise<Cosines | undefined> {
  const encoder = await reference.open();
  try {
    return await compare(sample, model, encoder, context);
  } finally {
    await encoder.release();
  }
}

/** @returns `undefined` if none of the pictures is there any more */
async function compare(
  sample: readonly SampledPicture[],
  { preprocess }: Pick<BuildModel, "preprocess">,
  encoder: Pick<BuildModel, "embed">,
  { source, onDone, signal }: SampleContext,
): Promise<Cosines | undefined> {
  const cosines: number[] = [];
  for (const { name, sha256, vector } of sample) {
    onDone(cosines.length, sample.length);
    signal?.throwIfAborted();
    const input = await source
      .open(name, async (picture) => {
        // A file that has changed in the meantime says nothing about its vector.
        const isSame = keyOf(picture.sha256) === keyOf(sha256);
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

/** Cosines of this build's vectors to those that the runtime of browsers has made of the same pictures before. */
function earlyCosines(
  { products, vectors }: Embedded,
  dim: number,
  known: ReadonlyMap<string, Float32Array>,
): number[] {
  const cosines = new Map<string, number>();
  for (const [i, { sha256 }] of freshOf(products).entries()) {
    const key = keyOf(sha256);
    const early = known.get(key);
    if (early) cosines.set(key, selfCheckCosine(early, vectors.subarray(i * dim, (i + 1) * dim)));
  }
  return [...cosines.values()];
}

/** @throws `runtime-mismatch` if the vectors cannot be compared with the queries of browsers */
export function requireAgreement(
  { smallestCosine, bound, pictures, runtime }: RuntimeCheck,
  embeddedWith: string,
): void {
  if (smallestCosine >= bound) return;
  throw new VisualSearchError(
    "runtime-mismatch",
    `Expected a cosine of at least ${bound} between the vectors of ${pictures} pictures by ${embeddedWith} and ` +
      `those by ${runtime}, which browsers run, got ${smallestCosine.toFixed(4)}. Build with --runtime wasm, or ` +
      "with --dtype fp32 if the model has it.",
  );
}

function badCache({ smallestCosine, pictures }: Cosines): VisualSearchError {
  return new VisualSearchError(
    "runtime-mismatch",
    `Expected a cosine of at least ${BOUND} between the vectors of ${pictures} pictures in the cache and those that ` +
      `this machine computes, got ${smallestCosine.toFixed(4)}. Another machine or a failed build has left wrong ` +
      "vectors there. Delete the cache, or choose another folder with --cache.",
  );
}

interface SampledPicture extends EmbeddedPicture {
  vector: Float32Array;
}

/** Some of the pictures that are not kept from the previous catalog, with their vectors. */
function sampleOf(
  { products, vectors }: Embedded,
  dim: number,
  isWanted: (picture: EmbeddedPicture) => boolean = () => true,
): SampledPicture[] {
  const fresh = freshOf(products);
  const candidates = [...fresh.keys()].filter((i) => isWanted(fresh[i]!));
  return drawSome(candidates.length, SAMPLE, SEED).map((drawn) => {
    const i = candidates[drawn]!;
    return { ...fresh[i]!, vector: vectors.subarray(i * dim, (i + 1) * dim) };
  });
}

/** The pictures that are not kept from the previous catalog, in the order of their vectors. */
function freshOf(products: EmbeddedProducts["products"]): EmbeddedPicture[] {
  return picturesOfAll(products).filter(({ kept }) => kept < 0);
}
