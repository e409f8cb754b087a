/** How far a command is, and how it reports that. */
export type BuildStage = "read" | "compare" | "embed" | "verify" | "texts" | "thumbnails" | "write";

/** How far a stage is. */
export interface StageProgress<Stage extends string> {
  stage: Stage;
  done: number;
  total?: number;
  /** `done` a second, since the stage began. */
  perSecond: number;
  /** An estimate; absent without a total or before the first is done. */
  secondsLeft?: number;
}

/**
 * How far a build is. `done` counts rows read, products compared with the previous catalog, pictures embedded,
 * pictures embedded again by the runtime of browsers, texts embedded, thumbnails made, or the part of the catalog
 * that is written. The total is not known while the feed is read.
 */
export type BuildProgress = StageProgress<BuildStage>;

/** Times the stages of a command, and reports their progress. */
export class ProgressMeter<Stage extends string> {
  readonly #report: ((progress: StageProgress<Stage>) => void) | undefined;
  #stage: Stage;
  #total: number | undefined;
  #from = 0;
  #began = performance.now();

  constructor(first: Stage, report: ((progress: StageProgress<Stage>) => void) | undefined) {
    this.#stage = first;
    this.#report = report;
  }

  /** @param from what was done before it began */
  begin(stage: Stage, total?: number, from = 0): void {
    this.#stage = stage;
    this.#total = total;
    this.#from = from;
    this.#began = performance.now();
    this.update(from);
  }

  /** Reports a stage whose total is known once its first part is done. */
  counter(stage: Stage): (done: number, total: number) => void {
    let begun = false;
    return (done, total) => {
      if (!begun) this.begin(stage, total);
      begun = true;
      this.update(done);
    };
  }

  update(done: number): void {
    if (this.#report === undefined) return;
    const seconds = (performance.now() - this.#began) / 1000;
    const perSecond = seconds > 0 ? Math.max(0, done - this.#from) / seconds : 0;
    const progress: StageProgress<Stage> = { stage: this.#stage, done, perSecond };
    if (this.#total !== undefined) {
      progress.total = this.#total;
      if (perSecond > 0) progress.secondsLeft = Math.max(0, this.#total - done) / perSecond;
    }
    this.#report(progress);
  }
}
