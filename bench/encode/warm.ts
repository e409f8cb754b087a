/** Encodings one after another, by all sides in turn, so that a busy machine is busy for all. */
import type { BrowserContext } from "@playwright/test";
import type { Site } from "../../e2e/site.ts";
import { percentile } from "../browser.ts";
import type { BenchModel } from "./models.ts";
import { type EncodeApi, openPage } from "./pages.ts";
import { type BenchPhotos, type PhotoSize, SIZES } from "./photos.ts";
import { openNative, processorOf, tensorOf, weightsOf } from "./reference.ts";
import type { Modality, Stages, SubjectName, SubjectOptions } from "./subjects.ts";

/** Gives the milliseconds of each of `count` encodings; `from` counts on, so that none is repeated. */
type Block = (from: number, count: number) => Promise<number[]>;

const ROUNDS = 6;
const WARM_UP = 5;
/** Of the repetitions of the small photos. */
const LARGE_SHARE = 0.6;
const STAGE_SHARE = 0.4;

const PATTERNS = ["plain", "striped", "checked", "dotted", "floral", "knitted", "leather", "denim"];
const COLOURS = ["red", "blue", "green", "black", "white", "yellow", "pink", "brown", "grey"];
const GARMENTS = ["dress", "shirt", "skirt", "coat", "jacket", "sweater", "boot", "bag", "hat"];
const WORDS = [COLOURS, GARMENTS, PATTERNS];

/** As many as it takes for no side to see one twice. */
function queryOf(i: number): string {
  let rest = i;
  const [colour, garment, pattern] = WORDS.map((words) => {
    const word = words[rest % words.length];
    rest = Math.floor(rest / words.length);
    return word;
  });
  return `a photo of a ${pattern} ${colour} ${garment}`;
}

/** `count` times of every side, in blocks whose order is turned round each time. */
async function interleave(
  sides: Record<string, Block>,
  count: number,
): Promise<Record<string, number[]>> {
  const names = Object.keys(sides);
  const times = new Map(names.map((name) => [name, [] as number[]]));
  const block = Math.max(1, Math.ceil(count / ROUNDS));
  for (const name of names) await sides[name]!(0, WARM_UP);
  for (let from = WARM_UP; from < WARM_UP + count; from += block) {
    const order = Math.floor((from - WARM_UP) / block) % 2 === 0 ? names : [...names].reverse();
    const size = Math.min(block, WARM_UP + count - from);
    for (const name of order) times.get(name)!.push(...(await sides[name]!(from, size)));
  }
  return Object.fromEntries(times);
}

export interface WarmTimes {
  /** Milliseconds of each repetition, by photo size or `text`, then by side. */
  times: Record<PhotoSize | "text", Record<string, number[]>>;
  /** Of one photo by stage, as the libraries' own clocks have them: medians. */
  stages: Record<PhotoSize, Record<string, Stages>>;
  /** Smallest cosine between Vitrine's and the peer's embedding of the same text. */
  minTextCosine: number;
}

export type Sites = Record<SubjectName | "bare", Site>;

export async function measureWarm(
  context: BrowserContext,
  model: BenchModel,
  sites: Sites,
  subjects: readonly SubjectName[],
  options: SubjectOptions,
  photos: BenchPhotos,
  count: number,
): Promise<WarmTimes> {
  const pages = new Map<SubjectName, EncodeApi>();
  const first = `/photos/${photos.files["0.3"][0]}`;
  const urls = Object.fromEntries(
    SIZES.map((size) => [size, photos.files[size].map((file) => `/photos/${file}`)]),
  ) as Record<PhotoSize, string[]>;
  for (const name of subjects) {
    const { api } = await openPage(context, sites[name]);
    await api("visit", name, options, "image", first);
    await api(
      "fetchFiles",
      SIZES.flatMap((size) => urls[size]),
    );
    pages.set(name, api);
  }
  const { api: bare } = await openPage(context, sites.bare);
  const modalities: Modality[] = ["image", "text"];
  const native = {} as Record<Modality, Awaited<ReturnType<typeof openNative>>>;
  for (const modality of modalities) {
    await bare("loadBare", modality, weightsOf(model, modality), options.threads);
    native[modality] = await openNative(model, modality, options.threads);
  }
  const pixels = [...(await tensorOf(photos.files["0.3"][0]!, processorOf(model)))];
  const ids = await pages.get("transformers")!("tokens", queryOf(0));
  const ready: Record<Modality, number[]> = { image: pixels, text: ids };

  const run = (modality: Modality, inputs: (from: number, count: number) => string[], n: number) =>
    interleave(
      {
        ...Object.fromEntries(
          [...pages].map(([name, api]): [string, Block] => [
            name,
            (from, size) => api("times", modality, inputs(from, size)),
          ]),
        ),
        bare: (_, size) => bare("runBare", modality, ready[modality], size),
        native: (_, size) => native[modality](ready[modality], size),
      },
      n,
    );
  const times = {} as WarmTimes["times"];
  const stages = {} as WarmTimes["stages"];
  for (const size of SIZES) {
    const all = urls[size];
    const some = (from: number, n: number) =>
      Array.from({ length: n }, (_, i) => all[(from + i) % all.length]!);
    const n = Math.ceil(count * (size === "12" ? LARGE_SHARE : 1));
    times[size] = await run("image", some, n);
    stages[size] = {};
    for (const [name, api] of pages) {
      const runs = await api("stages", some(0, Math.ceil(count * STAGE_SHARE)));
      stages[size][name] = mediansOf(runs);
    }
  }
  const queries = (from: number, n: number) =>
    Array.from({ length: n }, (_, i) => queryOf(from + i));
  times.text = await run("text", queries, count);
  const [ours, theirs] = await Promise.all(
    (["vitrine", "transformers"] as const).map((name) =>
      pages.get(name)!("embed", "text", queries(0, 10)),
    ),
  );
  const cosines = ours!.map((vector, i) =>
    vector.reduce((sum, x, d) => sum + x * theirs![i]![d]!, 0),
  );
  return { times, stages, minTextCosine: Math.min(...cosines) };
}

export const median = (values: readonly number[]) => percentile(values, 0.5);

function mediansOf(runs: readonly Stages[]): Stages {
  const keys = ["decodeMs", "preprocessMs", "encodeMs", "runMs", "searchMs", "totalMs"] as const;
  return Object.fromEntries(
    keys
      .filter((key) => runs[0]?.[key] !== undefined)
      .map((key) => [key, median(runs.map((run) => run[key]!))]),
  );
}
