/** `bench -- encode`: encoders in the browser beside their bare runtime and transformers.js. */
import { loadavg } from "node:os";
import { round } from "./browser.ts";
import { measureAccuracy, photosToCompare } from "./encode/accuracy.ts";
import { type BenchModel, MODELS, prepareModel } from "./encode/models.ts";
import { openPage, preparePages, startSite, withProfile } from "./encode/pages.ts";
import { type BenchPhotos, makePhotos } from "./encode/photos.ts";
import { referenceEmbeddings } from "./encode/reference.ts";
import { type Measured, type Summary, summarise, table } from "./encode/report.ts";
import type { SubjectName, SubjectOptions } from "./encode/subjects.ts";
import { type Footprint, measureFootprint, type Visits, visitAll } from "./encode/visits.ts";
import { measureWarm, type Sites } from "./encode/warm.ts";

const SUBJECTS: SubjectName[] = ["vitrine", "transformers", "transformers-plain"];
/** Visits for each so many encodings. */
const ENCODINGS_PER_VISIT = 6;
const MIN_VISITS = 3;
/** Chromium's software adapter: right, slow, and on every machine. */
const WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

export interface EncodeBenchOptions {
  /** Encodings of each kind and side. */
  n: number;
  log: (line: string) => void;
  /** Comma-separated names; default all. */
  models?: string | undefined;
  /** `wasm` (default) or `webgpu`. */
  device?: string | undefined;
}

async function withSites<T>(model: BenchModel, task: (sites: Sites) => Promise<T>): Promise<T> {
  const sites = {} as Sites;
  try {
    for (const name of [...SUBJECTS, "bare"] as const) sites[name] = await startSite(name, model);
    return await task(sites);
  } finally {
    await Promise.all(Object.values(sites).map((site) => site.stop()));
  }
}

/** The threads that Vitrine takes on this machine, which its peer then gets as well. */
async function askThreads(model: BenchModel, sites: Sites, photos: BenchPhotos): Promise<number> {
  const options: SubjectOptions = { model: model.name, device: "wasm", threads: 1 };
  return withProfile([], async (context) => {
    const { api } = await openPage(context, sites.vitrine);
    await api("visit", "vitrine", options, "image", `/photos/${photos.files["0.3"][0]}`);
    const { threads } = await api("describe");
    return Number(threads);
  });
}

async function measureModel(
  model: BenchModel,
  photos: BenchPhotos,
  n: number,
  log: (line: string) => void,
): Promise<Measured> {
  return withSites(model, async (sites) => {
    const threads = await askThreads(model, sites, photos);
    const options: SubjectOptions = { model: model.name, device: "wasm", threads };
    log(`\n${model.name}: ${threads} thread(s) on every side, ${photos.source} photos`);

    const visits: Record<string, Visits[]> = Object.fromEntries(SUBJECTS.map((name) => [name, []]));
    const rounds = Math.max(MIN_VISITS, Math.round(n / ENCODINGS_PER_VISIT));
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? SUBJECTS : [...SUBJECTS].reverse()) {
        visits[name]!.push(await visitAll(name, options, sites[name], photos));
      }
    }
    log("visits done");
    const warm = await withProfile([], (context) =>
      measureWarm(context, model, sites, SUBJECTS, options, photos, n),
    );
    log("encodings done");
    const reference = await referenceEmbeddings(model, photosToCompare(photos));
    const footprints: Record<string, Footprint> = {};
    const accuracy: Measured["accuracy"] = {};
    for (const name of SUBJECTS) {
      footprints[name] = await measureFootprint(name, options, sites[name], photos);
      accuracy[name] = await withProfile([], async (context) => {
        const { api } = await openPage(context, sites[name]);
        const first = `/photos/${photos.files.small[0]}`;
        await api("visit", name, options, "image", first);
        return measureAccuracy(api, photos, reference);
      });
    }
    return { subjects: SUBJECTS, threads, visits, footprints, warm, accuracy };
  });
}

/** Whether both libraries work on WebGPU at all; a software adapter's times say nothing of a GPU's. */
async function measureWebGpu(model: BenchModel, photos: BenchPhotos, n: number) {
  const options: SubjectOptions = { model: model.name, device: "webgpu", threads: 1 };
  return withSites(model, async (sites) => {
    const files = photos.files.small;
    const reference = await referenceEmbeddings(model, photosToCompare(photos));
    const results: Record<string, unknown> = {};
    for (const name of ["vitrine", "transformers"] as const) {
      results[name] = await withProfile(WEBGPU, async (context) => {
        const { api } = await openPage(context, sites[name]);
        try {
          const first = `/photos/${files[0]}`;
          const { totalMs } = await api("visit", name, options, "image", first);
          const times = await api("times", "image", Array(n).fill(first));
          const about = await api("describe");
          const vectors = await api(
            "embed",
            "image",
            files.map((file) => `/photos/${file}`),
          );
          const cosines = vectors.map((vector, i) =>
            vector.reduce((sum, x, d) => sum + x * reference[i]![d]!, 0),
          );
          const sorted = times.sort((a, b) => a - b);
          return {
            coldStartMs: round(totalMs, 0),
            imageMs: round(sorted[Math.floor(n / 2)]!, 1),
            minCosineVsReference: round(Math.min(...cosines), 5),
            about,
          };
        } catch (error) {
          return { failed: (error as Error).message.split("\n")[0] };
        }
      });
    }
    return results;
  });
}

/** From file and text to embedding in Chromium, against transformers.js and the bare runtime. */
export async function encode(options: EncodeBenchOptions) {
  const { n, log, device = "wasm" } = options;
  const wanted = options.models?.split(",") ?? MODELS;
  const photos = await makePhotos();
  await preparePages();
  /** Processes that wanted a core during the last minute: what else the machine had to do. */
  const loadBefore = round(loadavg()[0]!, 1);
  log(`load average before: ${loadBefore}`);
  const models: Record<string, Summary | { skipped: string } | Record<string, unknown>> = {};
  let headline: { name: string; summary: Summary } | undefined;
  for (const name of MODELS.filter((name) => wanted.includes(name))) {
    const model = await prepareModel(name);
    if ("missing" in model) {
      log(`\n${name}: skipped, ${model.missing}`);
      models[name] = { skipped: model.missing };
    } else if (device === "webgpu") {
      models[name] = await measureWebGpu(model, photos, Math.min(n, 5));
      log(`\n${name} on WebGPU: ${JSON.stringify(models[name], null, 2)}`);
    } else {
      const summary = summarise(await measureModel(model, photos, n, log));
      models[name] = summary;
      headline ??= { name, summary };
      for (const line of table(summary, SUBJECTS)) log(line);
      log(
        "transformers.js time / Vitrine's: with its own runtime " +
          `${JSON.stringify(summary.vsTransformersJs)}; with the plain one ` +
          JSON.stringify(summary.vsTransformersJsPlainWasm),
      );
    }
  }
  if (device === "webgpu") return { bench: "encode", device, adapter: "swiftshader", models };
  if (!headline) throw new Error(`No model of ${MODELS.join(", ")} was measured.`);
  const { summary } = headline;
  const ratios = summary.vsTransformersJs as Record<string, unknown>;
  const { vitrine, transformers } = summary.sides;
  return {
    bench: "encode",
    model: headline.name,
    threads: summary.threads,
    loadBefore,
    repetitions: summary.repetitions,
    /** At 2 megapixels. */
    imageVsTransformersJs: summary.vsTransformersJs.imageBySize["2"],
    imageVsTransformersJsBySize: summary.vsTransformersJs.imageBySize,
    textVsTransformersJs: ratios.text,
    secondVisitVsTransformersJs: ratios.secondVisit,
    secondVisitTextVsTransformersJs: ratios.secondVisitText,
    coldStartVsTransformersJs: ratios.coldStart,
    vsTransformersJsPlainWasm: summary.vsTransformersJsPlainWasm,
    overheadOverBareRun: summary.overheadOverBareRun,
    overheadOverBareRunMs: summary.overheadOverBareRunMs,
    overheadOfLowerQuartilesMs: summary.overheadOfLowerQuartilesMs,
    bareRunMs: summary.bareRunMs,
    nativeRunMs: summary.nativeRunMs,
    bytesBrotli: vitrine!.brotli.total,
    bytesBrotliTransformersJs: transformers!.brotli.total,
    memoryMiB: vitrine!.memoryMiB,
    memoryMiBTransformersJs: transformers!.memoryMiB,
    minCosineVsReference: round(vitrine!.cosineVsReference!.min, 5),
    minCosineVsReferenceSamePixels: round(vitrine!.cosineVsReference!.minSamePixels, 5),
    minCosineVsReferenceTransformersJs: round(transformers!.cosineVsReference!.min, 5),
    models,
  };
}
