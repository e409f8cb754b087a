/** Two libraries in turn, so that whatever else the machine does slows both alike. */
import { groupedMedian, percentile, round } from "../browser.ts";
import type { Api, Further } from "../peers/browser/run.ts";
import type { CorpusShape } from "../peers/measure.ts";
import type { atEqualRecall } from "../peers/points.ts";

const ROUNDS = 10;
const OPENINGS = 25;

export interface Duel {
  recall: number;
  p50Ms: number;
  theirP50Ms: number;
  /** To the first answer, which may be rough; to a full one; and to the other library's. */
  firstAnswerMs: number;
  openMs: number;
  theirOpenMs: number;
}

/** A library in an open page, and how it is opened once more. */
export type Duellist = [api: Api, reopen: Parameters<Further>[2]];

/** Lets two libraries search in turn, each in its open page, and open their indexes in turn, on fresh pages. */
export async function duel(
  shape: CorpusShape,
  { recall, ours, theirs }: NonNullable<ReturnType<typeof atEqualRecall>>,
  [api, reopen]: Duellist,
  [theirApi, theirReopen]: Duellist,
): Promise<Duel> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(...(await api("again", shape, ours.ef)).times);
    times[1].push(...(await theirApi("again", shape, theirs.ef)).times);
  }
  const first: number[] = [];
  const whole: number[] = [];
  const their: number[] = [];
  for (let round = 0; round < OPENINGS; round++) {
    const opening = await reopen();
    first.push(opening.rough?.firstAnswerMs ?? opening.openMs);
    whole.push(opening.openMs);
    their.push((await theirReopen()).openMs);
  }
  const median = (values: readonly number[]) => round(percentile(values, 0.5), 2);
  return {
    recall,
    p50Ms: round(groupedMedian(times[0]), 4),
    theirP50Ms: round(groupedMedian(times[1]), 4),
    firstAnswerMs: median(first),
    openMs: median(whole),
    theirOpenMs: median(their),
  };
}
