/**
 * Probes, by which a build finds out what scores mean: pictures and texts that are close matches of no product, and
 * photos that are close matches of some.
 */
import { codeVector } from "../../../catalog/concepts/coded-vector.ts";
import type { Probes } from "../../../catalog/concepts/probes.ts";
import type { RgbaImage } from "../../../encoder/rgba-image.ts";
import type { TextEmbedder } from "../../models/text-model.ts";
import type { EmbedEncoder } from "../embed-images.ts";
import { probeImages } from "./probe-pictures.ts";
import type { SampledPhoto } from "./shopper-photo.ts";

/** Number of this set of probes. Raise it with every change: embeddings of another set are not taken over. */
export const PROBE_SET = 2;

/**
 * Embeds the probes one at a time, so that their vectors do not depend on what else is embedded.
 *
 * @param photos of some products, as shoppers might take them
 * @throws what the encoders throw, or the reason of `signal` when it aborts
 */
export async function embedProbes(
  images: Pick<EmbedEncoder, "preprocess" | "embed">,
  texts: () => Promise<TextEmbedder>,
  photos: AsyncIterable<SampledPhoto>,
  signal?: AbortSignal,
): Promise<Probes> {
  const probes = { set: PROBE_SET, images: [], texts: [], photos: [] } as {
    [K in keyof Probes]: Probes[K] extends readonly (infer T)[] ? T[] : Probes[K];
  };
  const embed = async (image: RgbaImage) => {
    signal?.throwIfAborted();
    return codeVector(await images.embed(images.preprocess(image), 1));
  };
  for (const image of probeImages()) probes.images.push(await embed(image));
  for await (const { key, photo } of photos) {
    probes.photos.push({ key, vector: await embed(photo) });
  }
  const embedder = await texts();
  for (const text of PROBE_TEXTS) {
    signal?.throwIfAborted();
    probes.texts.push(codeVector(await embedder.embed([text])));
  }
  return probes;
}

/** What shoppers seldom look for in a shop. A shop that has some of it does not have most of it. */
export const PROBE_TEXTS: readonly string[] = [
  "a photo of a mountain",
  "a photo of a dog",
  "a photo of a cat",
  "a plate of food",
  "a car on a street",
  "a screenshot of a web page",
  "a photo of an aeroplane",
  "a map of a city",
  "a beach at sunset",
  "a photo of a house",
  "a football match",
  "a photo of a bridge",
  "a train at a station",
  "a bowl of soup",
  "a photo of a horse",
  "a forest in autumn",
  "a photo of a computer keyboard",
  "a page of handwriting",
  "a group of people at a table",
  "a photo of a baby",
  "a bathroom with a sink",
  "a diagram of an engine",
  "a night sky with stars",
  "a photo of a bird",
  "a field of wheat",
  "a concert on a stage",
  "a photo of a pizza",
  "a tractor on a farm",
  "a spaceship",
  "a bar chart of sales",
  "a photo of a swimming pool",
  "a crossword puzzle",
];
