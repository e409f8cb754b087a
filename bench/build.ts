/** `bench -- build`: whole builds of thousands of products, against the bare runtime on ready tensors. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { BuildReport } from "../src/build/index.ts";
import { round } from "./browser.ts";
import { makeCorpus } from "./build/corpus.ts";
import { MODELS, modelFolder } from "./encode/models.ts";

const FOLDER = ".cache/bench/build";
/** Rows of the smaller build, by whose memory that of the large one is judged. */
const FEW = 2000;
/** Builds of so many rows in turn with the bare runtime; each embeds every picture. */
const ROUNDS = 3;
const MAX_OUTPUT = 2 ** 28;

export interface BuildBenchOptions {
  /** Rows of the large build. */
  n: number;
  log: (line: string) => void;
  /** Name of the model. Default: the first that is there, FashionCLIP's architecture before the starter model. */
  models?: string | undefined;
}

interface Built {
  report: BuildReport;
  peakBytes: number;
}

/** Whole builds of the packaged command's code against the bare runtime, their memory, and a second build. */
export async function build({ n, log, models = firstModel() }: BuildBenchOptions) {
  const model = modelFolder(models);
  if (typeof model !== "string") throw new Error(`${models}: ${model.missing}.`);
  const threads = availableParallelism();
  const few = Math.min(FEW, n);
  const corpus = await makeCorpus(FOLDER, n);
  const work = resolve(mkdtempSync(`${FOLDER}/run-`));
  const loadBefore = loadavg()[0]!;
  const options = (rows: number, name: string) => {
    const folder = join(work, name);
    mkdirSync(folder, { recursive: true });
    const feed = join(folder, "feed.csv");
    corpus.writeFeed(feed, rows, false);
    return {
      ...{ feed, threads, currency: "EUR" },
      ...{
        images: corpus.images,
        model,
        out: join(folder, "catalog"),
        cache: join(folder, "cache"),
      },
    };
  };
  const bare = () => runBare({ model, threads, count: few });
  try {
    const rounds = [];
    let before = await bare();
    for (let i = 0; i < ROUNDS; i++) {
      const built = await runBuild(options(few, `few-${i}`));
      const after = await bare();
      const bareRate = (before.imagesPerSecond + after.imagesPerSecond) / 2;
      before = after;
      const rate = built.report.timings.imagesPerSecond;
      rounds.push({ built, rate, bareRate, ratio: rate / bareRate });
      log(`${few} rows: ${round(rate, 1)} images/s, bare ${round(bareRate, 1)}, ${stages(built)}`);
    }
    const middle = rounds.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(ROUNDS / 2)]!;
    const { batch } = before;

    const first = options(n, "many");
    const many = await runBuild(first);
    log(`${n} rows: ${stages(many)}`);
    corpus.writeFeed(first.feed, n, true);
    // The first stays as it is, to be gone on from once more with an empty cache.
    const second = await runBuild({
      ...first,
      out: join(work, "second"),
      previous: first.out,
    });
    log(`second build: ${stages(second)}`);
    const lost = await runBuild({
      ...first,
      out: join(work, "third"),
      previous: first.out,
      cache: join(work, "empty"),
    });
    log(`the same with an empty cache: ${stages(lost)}`);
    const fewPeak = middle.built.peakBytes;
    return {
      bench: "build",
      n,
      model: models,
      corpus: corpus.source,
      threads,
      batch,
      loadBefore: round(loadBefore, 1),
      embeddedWith: many.report.embeddedWith,
      ratioOverBareRun: round(middle.ratio, 3),
      ratios: rounds.map(({ ratio }) => round(ratio, 3)),
      imagesPerSecond: round(middle.rate, 1),
      bareImagesPerSecond: round(middle.bareRate, 1),
      peakMemoryMb: round(many.peakBytes / 1e6, 0),
      peakMemoryMbOfFew: round(fewPeak / 1e6, 0),
      few,
      peakOverPeakOfFew: round(many.peakBytes / fewPeak, 3),
      firstBuildSeconds: seconds(many),
      secondBuildSeconds: seconds(second),
      secondBuildShare: round(seconds(second) / seconds(many), 4),
      secondBuildShareWithoutCache: round(seconds(lost) / seconds(many), 4),
      secondBuildEmbedded: second.report.update?.embeddedPictures,
      secondBuildPatched: second.report.update?.patched,
      bytesPerItem: round(many.report.bytes / many.report.counts.items, 1),
      timings: many.report.timings,
      secondTimings: second.report.timings,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function firstModel(): string {
  return MODELS.find((name) => typeof modelFolder(name) === "string")!;
}

async function runBuild(options: object): Promise<Built> {
  const args = ["bench/build/build-process.mjs", JSON.stringify(options)];
  const built: Built = await runJson(process.execPath, args);
  const { counts } = built.report;
  if (counts.items !== counts.rows) throw new Error(`${counts.rejected} rows were left out.`);
  return built;
}

async function runBare(options: {
  model: string;
  threads: number;
  count: number;
}): Promise<{ imagesPerSecond: number; batch: number }> {
  const args = ["--import", "tsx", "bench/build/bare-process.ts", JSON.stringify(options)];
  return await runJson(process.execPath, args);
}

async function runJson<T>(command: string, args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout);
}

function seconds({ report }: Built): number {
  return round(report.timings.totalMs / 1000, 1);
}

function stages({ report, peakBytes }: Built): string {
  const { totalMs, ...timings } = report.timings;
  const each = Object.entries(timings).map(([name, value]) => `${name} ${round(value, 0)}`);
  return `${round(totalMs / 1000, 1)} s (${each.join(", ")}), ${round(peakBytes / 1e6, 0)} MB`;
}
