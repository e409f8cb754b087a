/** How many values fall between each two neighbouring edges; the last bin has both of its edges. */
export interface Histogram {
  /** Number of values. */
  count: number;
  min: number;
  median: number;
  max: number;
  /** Ascending, one more than `counts`. Where few values lie far beyond the others, the last is `max`. */
  edges: number[];
  counts: number[];
}

/** The share of the values that bins of equal width are made for, so that a few far ones flatten nothing. */
const TYPICAL_SHARE = 0.98;
/** Values of which that can be told. */
const ENOUGH_TO_TELL = 50;
const BINS = 20;
/** Of a power of ten, the steps that people count in. */
const STEPS = [1, 2, 2.5, 5, 10];

/**
 * The histogram of finite numbers in about 20 bins of a round width, or `undefined` of none.
 */
export function histogramOf(values: ArrayLike<number>): Histogram | undefined {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const count = sorted.length;
  if (count === 0) return undefined;
  const min = sorted[0]!;
  const max = sorted[count - 1]!;
  const typical = sorted[Math.floor((count - 1) * TYPICAL_SHARE)]!;
  const hasFar = count >= ENOUGH_TO_TELL && typical > min && max - typical > 2 * (typical - min);
  const far = hasFar ? typical : max;
  const edges = edgesOf(min, far);
  if (min < edges[0]!) edges[0] = min;
  if (max > edges.at(-1)!) edges.push(max);
  const counts = new Array<number>(edges.length - 1).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < counts.length - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { count, min, median: sorted[(count - 1) >> 1]!, max, edges, counts };
}

function edgesOf(min: number, max: number): number[] {
  if (min === max) return [min, max];
  const whole = [min, max].every(Number.isInteger);
  const step = roundStep((max - min) / BINS, whole);
  if (!(step > 0 && step < Infinity)) return [min, max];
  const from = Math.floor(min / step);
  // The largest of whole numbers is not put together with its neighbour.
  const to = whole ? Math.floor(max / step) + 1 : Math.max(from + 1, Math.ceil(max / step));
  const edges = Array.from({ length: to - from + 1 }, (_, i) => tidy((from + i) * step, step));
  // Where the numbers are too large for their distance, the bins have no room.
  return edges.length > 1 &&
    edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]!))
    ? edges
    : [min, max];
}

/** The least round step that is no less than `least`. */
function roundStep(least: number, whole: boolean): number {
  if (whole && least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * STEPS.find((one) => one * power >= least * (1 - 1e-9))!;
  return whole ? Math.ceil(step) : step;
}

/** Without the digits that a sum of binary fractions brings along. */
function tidy(value: number, step: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)));
  return digits > 20 ? value : Number(value.toFixed(digits));
}
