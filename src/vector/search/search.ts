/** A search of an index: checks the options, codes the query, lets the planner choose, and runs its plan. */
import type { Bitmap } from "../../lib/bitmap.ts";
import { invalidArgument, isIntegerIn, isNumberIn } from "../../lib/checks.ts";
import { MAX_SQUARED_LENGTH, maxQueryCode, prepareVector } from "../codes/int8-code.ts";
import { efFor } from "../graph/calibration.ts";
import { choosePlan, EXACT, isTrustworthy, type PlanInput } from "../planner.ts";
import type { SearchOptions, SearchResult } from "../vector-index.ts";
import type { IndexMemory } from "./index-memory.ts";
import { runPlan } from "./run-plan.ts";

/** Recall against the exact search that the graph is asked for by default. */
const DEFAULT_RECALL = 0.995;
/** ef of a graph that was never calibrated. */
const DEFAULT_EF = 100;

export function search(
  index: IndexMemory,
  query: ArrayLike<number>,
  options: SearchOptions,
): SearchResult {
  checkOptions(index, options);
  codeQuery(index, query);
  const { k, minScore = -Infinity, filter } = options;
  const goal = { k, minScore, ...placeFilter(index, filter) };
  const input = planInput(index, options, goal.passing);
  const plan = choosePlan(input);
  const result = runPlan(index, plan, goal);
  if (isTrustworthy(plan, input, result)) return publicResult(result, result.scored);
  const exact = runPlan(index, EXACT, goal);
  return publicResult(exact, exact.scored + result.scored);
}

/** Searches the graph of an index with one ef, whatever the planner would choose. */
export function searchGraph(index: IndexMemory, query: Float32Array, k: number, ef: number) {
  codeQuery(index, query);
  const plan = { method: "graph", ef: Math.max(ef, k), shortlist: 0 } as const;
  return runPlan(index, plan, { k, filter: 0, passing: index.size, minScore: -Infinity }).ids;
}

/** Field by field: a copy of all fields but some took 2 of a search's 43 microseconds. */
function publicResult({ ids, scores, method }: SearchResult, scored: number): SearchResult {
  return { ids, scores, method, scored };
}

function planInput(index: IndexMemory, options: SearchOptions, passing: number): PlanInput {
  const { k, exact, ef, targetRecall = DEFAULT_RECALL, minScore = -Infinity } = options;
  const { calibration } = index.parts;
  const calibrated = calibration ? efFor(calibration, targetRecall) : DEFAULT_EF;
  return {
    dim: index.dim,
    rows: index.size,
    passing,
    k,
    ef: index.entry !== undefined && !exact ? (ef ?? calibrated) : undefined,
    signs: index.hasSigns && !exact,
    bounded: minScore > -Infinity,
    isSketch: index.parts.codes === undefined,
  };
}

function checkOptions({ size }: IndexMemory, options: SearchOptions): void {
  const { k, filter, ef, targetRecall, minScore } = options;
  const most = Number.MAX_SAFE_INTEGER;
  if (!isIntegerIn(k, 1, most)) throw invalidArgument("k", "an integer of 1 or more", k);
  if (ef !== undefined && !isIntegerIn(ef, 1, most)) {
    throw invalidArgument("ef", "an integer of 1 or more", ef);
  }
  if (targetRecall !== undefined && !isNumberIn(targetRecall, 0, 1)) {
    throw invalidArgument("targetRecall", "a number from 0 to 1", targetRecall);
  }
  if (minScore !== undefined && !isNumberIn(minScore, -Infinity, Infinity)) {
    throw invalidArgument("minScore", "a number", minScore);
  }
  const words = Math.ceil(size / 32);
  if (filter && filter.length !== words) {
    throw invalidArgument(
      "filter",
      `a bitmap of ${words} words for ${size} rows`,
      filter.length,
      "Make it with createBitmap(index.size).",
    );
  }
}

/** Makes a vector the kernel's query. */
function codeQuery({ kernel, memory, room, dim, metric }: IndexMemory, query: ArrayLike<number>) {
  const x = new Float64Array(memory.buffer, room.query, dim);
  const fits = query.length === dim;
  if (fits) x.set(query);
  const squares = fits ? kernel.squaredLength(room.query) : 0;
  const isCosine = metric === "cosine";
  const most = isCosine ? Number.MAX_VALUE : MAX_SQUARED_LENGTH;
  if (!(squares > (isCosine ? 0 : -1) && squares <= most)) {
    // Says what is wrong.
    prepareVector(query, { dim, metric, name: "query vector" }, x);
  }
  const scale = isCosine ? 1 / Math.sqrt(squares) : 1;
  kernel.codeQuery(room.query, scale, maxQueryCode(dim), room.codes, room.planes);
}

/** Writes the filter, if any, to where the kernel finds it. */
function placeFilter({ kernel, memory, room, size }: IndexMemory, filter: Bitmap | undefined) {
  if (!filter) return { filter: 0, passing: size };
  new Uint32Array(memory.buffer, room.filter).set(filter);
  return { filter: room.filter, passing: kernel.countPassing(room.filter) };
}
