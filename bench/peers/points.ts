/** Points of a library's curve: its time and its recall with one setting. */
import { percentile, round } from "../browser.ts";
import type { Pass } from "./measure.ts";

/** How fast and how exact a library is with one setting. */
export interface Point {
  ef: number | null;
  recall: number;
  p50Ms: number;
  p99Ms: number;
}

export function toPoint(
  measured: Pass,
  recall: (q: number, ids: readonly number[]) => number,
): Point {
  const recalls = measured.ids.map((ids, q) => recall(q, ids));
  return {
    ef: measured.ef,
    recall: round(recalls.reduce((sum, value) => sum + value, 0) / recalls.length, 4),
    p50Ms: round(percentile(measured.times, 0.5), 4),
    p99Ms: round(percentile(measured.times, 0.99), 4),
  };
}

export const TARGET_RECALL = 0.99;

const best = (points: readonly Point[]) => Math.max(...points.map(({ recall }) => recall));

/**
 * The fastest settings of two libraries at equal recall: of all points with a recall of at least 0.99, or, if one of the
 * two never gets there, of at least the best that it reaches.
 */
export function atEqualRecall(ours: readonly Point[], theirs: readonly Point[]) {
  if (ours.length === 0 || theirs.length === 0) return null;
  const recall = Math.min(TARGET_RECALL, best(ours), best(theirs));
  const fastest = (points: readonly Point[]) =>
    points
      .filter((point) => point.recall >= recall)
      .reduce((least, point) => (point.p50Ms < least.p50Ms ? point : least));
  const [our, their] = [fastest(ours), fastest(theirs)];
  return { recall, ours: our, theirs: their, speedup: round(their.p50Ms / our.p50Ms, 2) };
}

/** The point a library is shown with: the fastest at the target, or else its most exact one. */
export function showcase(points: readonly Point[]): Point | null {
  return atEqualRecall(points, points)?.ours ?? null;
}
