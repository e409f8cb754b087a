/** Runs a plan for the query that was coded last: finds rows, refines the best of them, and reads the results. */
import { RESIDUAL_STEPS } from "../codes/int8-code.ts";
import { signBytesOf } from "../codes/sign-bits.ts";
import { ENTRY_BYTES } from "../kernel/exports.generated.ts";
import { BOUND_ERRORS, type Method, type Outcome, type Plan } from "../planner.ts";
import type { SearchResult } from "../vector-index.ts";
import type { IndexMemory } from "./index-memory.ts";

/** Rows beyond `k` that the residual code looks at again. */
const REFINED_BEYOND_K = 20;

/**
 * Standard errors that sign bits must be wrong by for the graph search to miss a row because of them. The wider the
 * search the more: a wide one is asked for if little may be missed.
 */
const siftErrors = (ef: number): number => Math.min(1, 0.6 + Math.max(0, ef - 32) / 256);

/** What a search asks for. */
export interface SearchGoal {
  k: number;
  /** Address of the filter; 0 without one. */
  filter: number;
  /** Rows that the filter lets through. */
  passing: number;
  minScore: number;
}

/** Entries that a method has written to where the results begin. */
interface Found extends Outcome {
  scored: number;
}

/** A plan on its way: how many entries it may find, and how many of them matter. */
interface Run {
  index: IndexMemory;
  goal: SearchGoal;
  capacity: number;
  /** Entries that the hits are chosen from in the end. */
  wanted: number;
}

export function runPlan(index: IndexMemory, plan: Plan, goal: SearchGoal): SearchResult & Outcome {
  const { method, ef, shortlist } = plan;
  const { residuals, residualBits } = index.parts;
  const isRefined = residuals !== undefined || residualBits !== undefined;
  const wanted = Math.min(index.size, isRefined ? goal.k + REFINED_BEYOND_K : goal.k);
  const room = { graph: ef, signs: shortlist, sketch: wanted, exact: wanted }[method];
  const capacity = Math.min(room, index.size);
  if (capacity === 0) {
    const nothing = { ids: new Uint32Array(), scores: new Float32Array() };
    return { ...nothing, method, scored: 0, found: 0, margin: Infinity };
  }
  index.reserveResults(capacity);
  const { found, scored, margin } = METHODS[method]({ index, goal, capacity, wanted });
  if (isRefined) refine(index, Math.min(found, wanted), goal.k, capacity);
  const { ids, scores } = readResults(index, Math.min(found, goal.k), goal.minScore);
  return { ids, scores, method, scored, found, margin };
}

const METHODS: Record<Method, (run: Run) => Found> = {
  exact: runExact,
  signs: runSigns,
  sketch: runSketch,
  graph: runGraph,
};

function runExact({ index, goal, capacity }: Run): Found {
  const found = index.kernel.exactSearch(goal.filter, capacity, index.results);
  return { found, scored: goal.passing, margin: Infinity };
}

function runGraph({ index, goal, capacity }: Run): Found {
  const { kernel, results, hasSigns } = index;
  const slack = siftErrors(capacity) * signError(index);
  const found = kernel.graphSearch(index.entry!, hasSigns, slack, capacity, results);
  const passing = goal.filter ? kernel.keepPassing(results, found, goal.filter) : found;
  return { found: passing, scored: kernel.scoredRows(), margin: Infinity };
}

function runSketch({ index, goal, capacity }: Run): Found {
  const above = goal.minScore - BOUND_ERRORS * signError(index);
  const found = index.kernel.sketchSearch(goal.filter, capacity, above, index.results);
  return { found, scored: 0, margin: Infinity };
}

function runSigns(run: Run): Found {
  const { index, goal, capacity, wanted } = run;
  const { kernel, memory, results } = index;
  const { found: scored } = runSketch(run);
  const worst = scoreAt(index, scored - 1);
  const best = results + capacity * ENTRY_BYTES;
  const found = kernel.rescore(results, scored, Math.min(wanted, scored), best);
  new Uint8Array(memory.buffer).copyWithin(results, best, best + found * ENTRY_BYTES);
  // If there was room for more, only the bound has kept rows out.
  if (scored < capacity) return { found, scored, margin: Infinity };
  const leastHit = scoreAt(index, Math.min(goal.k, found) - 1);
  return { found, scored, margin: (leastHit - worst) / signError(index) };
}

/** Looks at the first `size` results again, by what their codes left over. */
function refine(index: IndexMemory, size: number, k: number, capacity: number): void {
  const { kernel, results } = index;
  const { residuals, residualBits } = index.parts;
  const close = kernel.contenders(results, size, k);
  const spare = results + capacity * ENTRY_BYTES;
  if (residuals !== undefined) {
    kernel.refine(results, close, residuals, 1 / RESIDUAL_STEPS, spare);
  } else {
    kernel.refineBits(results, close, residualBits!, signBytesOf(index.dim), spare);
  }
}

function scoreAt({ memory, results }: IndexMemory, i: number): number {
  return new DataView(memory.buffer).getFloat64(results + i * ENTRY_BYTES, true);
}

/**
 * The standard error of a similarity by sign bits, for rows at distance 1 from the mean and at right angles to the
 * query: as of a mean over `dim` normal numbers whose sizes are all replaced by the mean size.
 */
function signError({ kernel, dim }: IndexMemory): number {
  return kernel.queryLength() * Math.sqrt((Math.PI / 2 - 1) / dim);
}

/** The first `size` results, as far as they have `minScore`. */
function readResults(
  { memory, results, metric }: IndexMemory,
  size: number,
  minScore: number,
): { ids: Uint32Array; scores: Float32Array } {
  const view = new DataView(memory.buffer, results);
  const ids = new Uint32Array(size);
  const scores = new Float32Array(size);
  const isCosine = metric === "cosine";
  for (let i = 0; i < size; i++) {
    const score = view.getFloat64(i * ENTRY_BYTES, true);
    ids[i] = view.getUint32(i * ENTRY_BYTES + 8, true);
    // A code's error may carry a perfect match a little beyond 1.
    scores[i] = isCosine ? Math.max(-1, Math.min(1, score)) : score;
    if (scores[i]! < minScore) return { ids: ids.slice(0, i), scores: scores.slice(0, i) };
  }
  return { ids, scores };
}
