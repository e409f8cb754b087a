/** Turns the encode bench's measurements into its line of figures. */
import { percentile, round } from "../browser.ts";
import type { Accuracy } from "./accuracy.ts";
import { type PhotoSize, SIZES } from "./photos.ts";
import type { SubjectName } from "./subjects.ts";
import type { Footprint, Visits } from "./visits.ts";
import { median, type WarmTimes } from "./warm.ts";

/** What was measured of one model. */
export interface Measured {
  subjects: readonly SubjectName[];
  threads: number;
  visits: Record<string, Visits[]>;
  footprints: Record<string, Footprint>;
  warm: WarmTimes;
  accuracy: Record<string, Accuracy>;
}

const KINDS = [...SIZES, "text"] as const;
const PEER = "transformers";

const atVisit = {
  coldStartMs: ({ cold }: Visits) => cold.totalMs,
  coldTextMs: ({ coldTextMs }: Visits) => coldTextMs,
  secondVisitMs: ({ secondImage }: Visits) => secondImage.totalMs,
  secondVisitTextMs: ({ secondText }: Visits) => secondText.totalMs,
};
type VisitFigure = keyof typeof atVisit;

/** Medians of the steps on the way to the first embedding. */
function marksOf(all: readonly Record<string, number>[]): Record<string, number> {
  const keys = [...new Set(all.flatMap(Object.keys))];
  return Object.fromEntries(
    keys.map((key) => [key, round(median(all.map((marks) => marks[key] ?? Number.NaN)), 1)]),
  );
}

/** All figures of one model; ratios are the peer's time by Vitrine's, over 1 where Vitrine is faster. */
export function summarise(measured: Measured) {
  const { visits, footprints, warm, accuracy, subjects } = measured;
  const ms = (kind: PhotoSize | "text", side: string) => median(warm.times[kind][side]!);
  /** What is left when other processes are idle, for they can only add: the lower quartile. */
  const quietMs = (kind: PhotoSize | "text", side: string) =>
    percentile(warm.times[kind][side]!, 0.25);
  const visitMs = (figure: VisitFigure, side: string) => median(visits[side]!.map(atVisit[figure]));
  const against = (peer: string) => ({
    imageBySize: Object.fromEntries(
      SIZES.map((size) => [size, round(ms(size, peer) / ms(size, "vitrine"), 2)]),
    ),
    text: round(ms("text", peer) / ms("text", "vitrine"), 2),
    ...Object.fromEntries(
      (Object.keys(atVisit) as VisitFigure[]).map((figure) => [
        figure.replace("Ms", ""),
        round(visitMs(figure, peer) / visitMs(figure, "vitrine"), 2),
      ]),
    ),
  });
  const sides = Object.fromEntries(
    subjects.map((name) => {
      const { shipped, memoryMiB, process, block, about } = footprints[name]!;
      return [
        name,
        {
          about,
          ms: Object.fromEntries(KINDS.map((kind) => [kind, round(ms(kind, name), 1)])),
          lowerQuartileMs: Object.fromEntries(
            KINDS.map((kind) => [kind, round(quietMs(kind, name), 1)]),
          ),
          visits: Object.fromEntries(
            (Object.keys(atVisit) as VisitFigure[]).map((figure) => [
              figure,
              round(visitMs(figure, name), 0),
            ]),
          ),
          coldMarksMs: marksOf(visits[name]!.map(({ cold }) => cold.marks)),
          secondMarksMs: marksOf(visits[name]!.map(({ secondImage }) => secondImage.marks)),
          stagesMs: Object.fromEntries(
            SIZES.map((size) => [
              size,
              Object.fromEntries(
                Object.entries(warm.stages[size][name]!).map(([key, value]) => [
                  key,
                  round(value as number, 1),
                ]),
              ),
            ]),
          ),
          brotli: shipped,
          memoryMiB: memoryMiB && round(memoryMiB, 1),
          process: process && {
            residentMiB: round(process.residentMiB, 0),
            peakMiB: round(process.peakMiB, 0),
          },
          mainThread: {
            longTaskMs: round(block.longTaskMs, 0),
            longestGapMs: round(block.gapMs, 1),
          },
          cosineVsReference: accuracy[name],
        },
      ];
    }),
  );
  const bareMs = ms("2", "bare");
  const overheadMs = ms("2", "vitrine") - bareMs;
  return {
    threads: measured.threads,
    repetitions: {
      ...Object.fromEntries(KINDS.map((kind) => [kind, warm.times[kind].vitrine!.length])),
      visits: visits.vitrine!.length,
    },
    vsTransformersJs: against(PEER),
    vsTransformersJsPlainWasm: against("transformers-plain"),
    overheadOverBareRun: round(overheadMs / bareMs, 3),
    overheadOverBareRunMs: round(overheadMs, 1),
    overheadOfLowerQuartilesMs: round(quietMs("2", "vitrine") - quietMs("2", "bare"), 1),
    bareRunMs: { image: round(bareMs, 1), text: round(ms("text", "bare"), 1) },
    nativeRunMs: {
      image: round(ms("2", "native"), 1),
      text: round(ms("text", "native"), 1),
    },
    minTextCosineVsTransformersJs: round(warm.minTextCosine, 6),
    sides,
  };
}

export type Summary = ReturnType<typeof summarise>;

const WIDTH = 20;

function line(title: string, cells: readonly (string | number | null | undefined)[]): string {
  const shown = cells.map((cell) => String(cell ?? "-").padStart(WIDTH));
  return [title.padEnd(34), ...shown].join("");
}

/** The figures for people. */
export function table(summary: Summary, subjects: readonly SubjectName[]): string[] {
  const side = (name: string) => summary.sides[name]!;
  const row = (
    title: string,
    pick: (one: ReturnType<typeof side>) => unknown,
    ...more: unknown[]
  ) => line(title, [...subjects.map((name) => pick(side(name))), ...more] as string[]);
  const { repetitions, bareRunMs, nativeRunMs } = summary;
  const times = repetitions as Record<string, number>;
  return [
    line("", [...subjects, "bare run", "native run"]),
    ...KINDS.map((kind) =>
      row(
        `${kind === "text" ? "text" : `${kind} megapixels`}, ms (median of ${times[kind]})`,
        ({ ms }) => ms[kind],
        ...(kind === "2" ? [bareRunMs.image, nativeRunMs.image] : []),
        ...(kind === "text" ? [bareRunMs.text, nativeRunMs.text] : []),
      ),
    ),
    ...(Object.keys(atVisit) as VisitFigure[]).map((figure) =>
      row(`${figure} (median of ${times.visits})`, ({ visits }) => visits[figure]),
    ),
    row("JavaScript, brotli kB", ({ brotli }) => round(brotli.javascript / 1000, 0)),
    row("WebAssembly, brotli kB", ({ brotli }) => round(brotli.wasm / 1000, 0)),
    row("memory after, MiB", ({ memoryMiB }) => memoryMiB),
    row("process: resident / peak, MiB", ({ process }) =>
      process ? `${process.residentMiB} / ${process.peakMiB}` : null,
    ),
    row("longest task, gap on the page, ms", ({ mainThread }) =>
      [mainThread.longTaskMs || "under 50", mainThread.longestGapMs].join(", "),
    ),
    row("smallest cosine to the reference", ({ cosineVsReference }) =>
      cosineVsReference ? round(cosineVsReference.min, 5) : null,
    ),
    row("  of the same pixels", ({ cosineVsReference }) =>
      cosineVsReference ? round(cosineVsReference.minSamePixels, 5) : null,
    ),
    `Vitrine over the bare run at 2 megapixels: ${summary.overheadOverBareRunMs} ms, ` +
      `${round(summary.overheadOverBareRun * 100, 0)} %; of the lower quartiles ` +
      `${summary.overheadOfLowerQuartilesMs} ms`,
    ...subjects.flatMap((name) => [
      `${name}, ms by stage: ${JSON.stringify(side(name).stagesMs)}`,
      `${name}, ms to steps of a first visit: ${JSON.stringify(side(name).coldMarksMs)}, ` +
        `of a second: ${JSON.stringify(side(name).secondMarksMs)}`,
    ]),
  ];
}
