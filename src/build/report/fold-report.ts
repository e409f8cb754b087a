/** Folds what each stage of a build has to tell into one report. */
import type { BuildSettings } from "../options/build-settings.ts";
import { noDownloads } from "../pictures/sources/http-source.ts";
import type { BuildReport } from "./build-report.ts";

/** Notes of a feed in a report, besides the one that counts further ones. */
export const MAX_NOTES = 200;

type Timings = BuildReport["timings"];
type Nested = "feed" | "counts" | "timings";

/** What one stage tells. */
export type ReportPart = Partial<Omit<BuildReport, Nested>> & {
  [K in Nested]?: Partial<BuildReport[K]>;
};

/** Stages that are timed. */
export type TimedStage = Exclude<keyof Timings, "totalMs" | "imagesPerSecond">;

/** The report of a build that has not begun. */
export function emptyReport(settings: BuildSettings): BuildReport {
  const { feed, out, name, part, created, report, htmlReport } = settings;
  return {
    ok: false,
    feed: { path: feed.join(", "), format: "", columns: [], variants: 0, images: 0 },
    out,
    reportPath: report,
    ...(htmlReport !== undefined && { htmlPath: htmlReport }),
    name,
    ...(part && { shard: part }),
    created: created.toISOString(),
    counts: { rows: 0, items: 0, rejected: 0, warnings: 0 },
    notes: [],
    rejected: [],
    rejectedBy: [],
    repeatedIds: { count: 0, examples: [] },
    warnings: [],
    downloads: noDownloads(),
    remembered: 0,
    vectors: { fresh: 0, remembered: 0, kept: 0 },
    timings: {
      readMs: 0,
      modelMs: 0,
      compareMs: 0,
      embedMs: 0,
      checkMs: 0,
      textsMs: 0,
      thumbnailMs: 0,
      writeMs: 0,
      reportMs: 0,
      totalMs: 0,
      imagesPerSecond: 0,
    },
    files: [],
    bytes: 0,
  };
}

/** The report with one part more: new notes are added to the others, anything else replaces what was there. */
export function foldReport<Report extends BuildReport>(report: Report, part: ReportPart): Report {
  return {
    ...report,
    ...part,
    feed: { ...report.feed, ...part.feed },
    counts: { ...report.counts, ...part.counts },
    notes: [...new Set([...report.notes, ...(part.notes ?? [])])],
    timings: { ...report.timings, ...part.timings },
  };
}

/** The report of a build or merge. The part of each stage is folded in as soon as the stage has ended. */
export class StageLog<Report extends BuildReport = BuildReport> {
  readonly #began = performance.now();
  readonly #always: () => ReportPart;
  #report: Report;

  /**
   * @param report to start from
   * @param always gives what is known at any time, such as the rows that have been rejected so far
   */
  constructor(report: Report, always: () => ReportPart = () => ({})) {
    this.#report = report;
    this.#always = always;
  }

  add(part: ReportPart): void {
    this.#report = foldReport(this.#report, part);
  }

  /** Runs a stage, times it, and folds in its part. A stage that fails is timed, too. */
  async run<T extends { part: ReportPart }>(
    stage: TimedStage,
    work: () => Promise<T>,
  ): Promise<Omit<T, "part">> {
    const began = performance.now();
    try {
      const { part, ...output } = await work();
      this.add(part);
      return output;
    } finally {
      this.add({ timings: { [stage]: rounded(performance.now() - began) } });
    }
  }

  /** The report as far as the stages have come. */
  report(): Report {
    const totalMs = rounded(performance.now() - this.#began);
    return foldReport(foldReport(this.#report, this.#always()), { timings: { totalMs } });
  }
}

/** The first notes of a feed, which may have one for each of its files, and how many more there are. */
export function firstNotes(notes: readonly string[]): string[] {
  const further = notes.length - MAX_NOTES;
  if (further <= 0) return [...notes];
  return [...notes.slice(0, MAX_NOTES), `There are ${further} further notes.`];
}

/** Milliseconds, or a rate, with one decimal. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
