export type BuildStage = "read" | "compare" | "embed" | "write";

/** How far a stage is. */
export interface BuildProgress {
  stage: BuildStage;
  /** Rows read, pictures compared with the previous catalog, pictures embedded or files written. */
  done: number;
  /** Not known while the feed is read. */
  total?: number;
  /** `done` a second, since the stage began. */
  perSecond: number;
  /** An estimate; absent without a total or before the first is done. */
  secondsLeft?: number;
}

/** Times the stages of a build and tells of them. */
export class ProgressMeter {
  readonly #report: ((progress: BuildProgress) => void) | undefined;
  #stage: BuildStage = "read";
  #total: number | undefined;
  #began = performance.now();

  constructor(report: ((progress: BuildProgress) => void) | undefined) {
    this.#report = report;
  }

  begin(stage: BuildStage, total?: number): void {
    this.#stage = stage;
    this.#total = total;
    this.#began = performance.now();
    this.update(0);
  }

  update(done: number): void {
    if (this.#report === undefined) return;
    const seconds = (performance.now() - this.#began) / 1000;
    const perSecond = seconds > 0 ? done / seconds : 0;
    const progress: BuildProgress = { stage: this.#stage, done, perSecond };
    if (this.#total !== undefined) {
      progress.total = this.#total;
      if (perSecond > 0) progress.secondsLeft = Math.max(0, this.#total - done) / perSecond;
    }
    this.#report(progress);
  }
}
