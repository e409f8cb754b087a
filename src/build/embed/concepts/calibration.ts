/** Calibrates a catalog: which scores are close matches, and how sure its labels are. */
import type { Catalog } from "../../../catalog/catalog.ts";
import { decodeVector } from "../../../catalog/concepts/coded-vector.ts";
import type { FacetCalibration } from "../../../catalog/concepts/concept-table.ts";
import type { Probes } from "../../../catalog/concepts/probes.ts";
import { textsOf } from "../../../catalog/items/attribute-value.ts";
import type { CloseMatch } from "../../../catalog/manifest/manifest.ts";
import { hasBit } from "../../../lib/bitmap.ts";
import { valueReader } from "../../../ranking/filter/field-values.ts";
import { filterRows } from "../../../ranking/filter/filter.ts";
import type { ConceptVectors } from "./concept-set.ts";

/** Products of the sample. */
const SAMPLE = 500;
const SEED = 20_251;
/** Share of the close matches that may be missed. */
const MISSED = 0.05;
/** Share of what is no close match that may be called one, if both shares can be kept. */
const ACCEPTED = 0.05;
/** Photos that it takes to judge pictures by; with fewer, the products themselves are compared. */
const MIN_PHOTOS = 12;
/** Products of the sample that must have a value of a facet before its labels are calibrated. */
const MIN_LABELLED = 20;
/** For facets with fewer. It is cautious for every encoder that was tried: their best scales were 8 to 18. */
const DEFAULT_CALIBRATION = { scale: 10, centre: 0 };
const CENTRES = [0, 0.25, 0.5, 0.75, 1];
/** Scales that are tried, from 1 in steps of a tenth to about 400. */
const SCALES = Array.from({ length: 64 }, (_, i) => 1.1 ** i);
const DECIMALS = 1e4;

export interface Calibration {
  closeMatch: Omit<CloseMatch, "probes">;
  /** Calibration of each facet. */
  facets: (FacetCalibration & { means: number[] })[];
}

interface Weighted {
  value: number;
  weight: number;
}

/**
 * Measures what a catalog's scores and labels are worth. The same catalog, concepts and probes give the same
 * figures.
 */
export function calibrate(
  catalog: Catalog,
  concepts: readonly ConceptVectors[],
  probes: Probes,
): Calibration {
  const sample = sampleRows(catalog);
  const pictures = sample.map((row) => catalog.vectors(row).subarray(0, catalog.dim));
  return {
    closeMatch: {
      image: threshold(
        probes.photos.length >= MIN_PHOTOS
          ? similarScores(catalog, probes.photos)
          : nearestOthers(catalog, sample, pictures),
        bestScores(catalog, probes.images),
      ),
      text: threshold(...textScores(catalog, concepts, probes)),
    },
    facets: concepts.map((one) => calibrateFacet(catalog, one, sample, pictures, probes)),
  };
}

/**
 * The score that separates close matches from others. It lies halfway between the score that 95 % of the related
 * pairs reach and the score that 95 % of the unrelated pairs do not reach. If these two overlap, it is the former,
 * because missing a close match is worse than showing a wrong one.
 */
export function threshold(related: readonly Weighted[], unrelated: readonly Weighted[]): number {
  const least = quantile(related, MISSED);
  const most = quantile(unrelated, 1 - ACCEPTED);
  if (least === undefined) return roundedScore(most ?? 0);
  return roundedScore(most !== undefined && most < least ? (least + most) / 2 : least);
}

/** The least value that at least this share of the weight does not exceed. */
function quantile(values: readonly Weighted[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= share * total) return value;
  }
  return undefined;
}

function roundedScore(score: number): number {
  return Math.max(-1, Math.min(1, rounded(score)));
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}

/** Rows of some live items, the same ones each time. */
function sampleRows(catalog: Catalog): number[] {
  const live = catalog.liveRows();
  const rows: number[] = [];
  for (let row = 0; row < catalog.rows; row++) if (hasBit(live, row)) rows.push(row);
  let state = SEED;
  // The beginning of a Fisher-Yates shuffle, with a linear congruential generator.
  const count = Math.min(SAMPLE, rows.length);
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = i + Math.floor((state / 2 ** 32) * (rows.length - i));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows.slice(0, count);
}

/** The score of each product with the other product that is nearest to it. */
function nearestOthers(
  catalog: Catalog,
  sample: readonly number[],
  pictures: readonly Float32Array[],
): Weighted[] {
  return sample.flatMap((row, i) => {
    const { ids, scores } = catalog.search(pictures[i]!, { k: 2, exact: true });
    const other = ids.findIndex((id) => id !== row);
    return other < 0 ? [] : [{ value: scores[other]!, weight: 1 }];
  });
}

/**
 * The score of each photo with its second-best product. The best is usually the product of the photo itself, and few
 * shoppers have a photo of that very product.
 */
function similarScores(catalog: Catalog, photos: Probes["photos"]): Weighted[] {
  return photos.flatMap(({ vector }) => {
    const [, value] = catalog.search(decodeVector(vector), { k: 2, exact: true }).scores;
    return value === undefined ? [] : [{ value, weight: 1 }];
  });
}

function bestScores(catalog: Catalog, vectors: Probes["images"]): Weighted[] {
  return vectors.flatMap((coded) => {
    const [value] = catalog.search(decodeVector(coded), { k: 1, exact: true }).scores;
    return value === undefined ? [] : [{ value, weight: 1 }];
  });
}

/**
 * Scores of texts. Related: each concept with the best product that has it, weighted by the number of such
 * products. Unrelated: each concept with the best product that does not have it, as in a shop without such
 * products; and texts of other things with the best product.
 */
function textScores(
  catalog: Catalog,
  concepts: readonly ConceptVectors[],
  probes: Probes,
): [related: Weighted[], unrelated: Weighted[]] {
  const related: Weighted[] = [];
  const unrelated = bestScores(catalog, probes.texts);
  for (const { facet, values, vectors } of concepts) {
    const spec = catalog.facets.specs.get(facet);
    if (spec?.kind !== "category") continue;
    const counts = catalog.facets.counts(spec);
    for (const [i, value] of values.entries()) {
      const rows = filterRows({ [facet]: value }, catalog);
      const others = catalog.liveRows().map((word, at) => word & ~rows[at]!);
      const best = (among: typeof rows) =>
        catalog.search(decodeVector(vectors[i]!), { k: 1, rows: among, exact: true }).scores[0];
      const [has, hasNot] = [best(rows), best(others)];
      if (has !== undefined) related.push({ value: has, weight: counts.get(value) ?? 0 });
      if (hasNot !== undefined) unrelated.push({ value: hasNot, weight: 1 });
    }
  }
  return [related, unrelated];
}

/**
 * Finds the scale and centre with which the softmax of cosines gives the products' own values the greatest likelihood
 * (temperature scaling, Guo et al. 2017), and by how much texts of other things prefer one value to the next.
 */
function calibrateFacet(
  catalog: Catalog,
  { facet, values, vectors }: ConceptVectors,
  sample: readonly number[],
  pictures: readonly Float32Array[],
  probes: Probes,
): FacetCalibration & { means: number[] } {
  const concepts = vectors.map(decodeVector);
  const cosines = pictures.map((picture) => concepts.map((concept) => dot(picture, concept)));
  const means = concepts.map(
    (_, i) => cosines.reduce((sum, own) => sum + own[i]!, 0) / Math.max(1, cosines.length),
  );
  const read = valueReader(catalog, facet);
  const labelled = cosines.flatMap((own, i) => {
    const texts = textsOf(read(sample[i]!));
    const labels = texts.map((value) => values.indexOf(value)).filter((label) => label >= 0);
    return labels.length === 0 ? [] : [{ own, labels }];
  });
  let best = { ...DEFAULT_CALIBRATION, loss: Infinity };
  if (labelled.length >= MIN_LABELLED && values.length > 1) {
    for (const centre of CENTRES) {
      for (const scale of SCALES) {
        const loss = labelled.reduce((sum, one) => sum + lossOf(one, means, scale, centre), 0);
        if (loss < best.loss) best = { scale, centre, loss };
      }
    }
  }
  const margins = probes.texts.map((coded) => {
    const text = decodeVector(coded);
    const [first, second] = concepts.map((concept) => dot(text, concept)).sort((a, b) => b - a);
    return { value: second === undefined ? 2 : first! - second, weight: 1 };
  });
  return {
    scale: rounded(best.scale),
    centre: best.centre,
    textMargin: Math.max(0, rounded(quantile(margins, 1 - ACCEPTED) ?? 2)),
    means,
  };
}

/** The negative logarithm of the likelihood that one of these labels is right. */
function lossOf(
  { own, labels }: { own: readonly number[]; labels: readonly number[] },
  means: readonly number[],
  scale: number,
  centre: number,
): number {
  const logits = own.map((cosine, i) => scale * (cosine - centre * means[i]!));
  return logSumExp(logits) - logSumExp(labels.map((label) => logits[label]!));
}

function logSumExp(logits: readonly number[]): number {
  let most = -Infinity;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return most + Math.log(sum);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
