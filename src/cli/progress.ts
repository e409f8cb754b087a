import cliProgress from "cli-progress";
import type { BuildProgress, BuildStage } from "../build/index.ts";
import { count, duration } from "./format.ts";
import type { Terminal } from "./terminal.ts";

/** Time between two lines where there is no bar. */
const LINE_INTERVAL_MS = 5000;

const NAMES: Readonly<Record<BuildStage, string>> = {
  read: "Reading rows",
  compare: "Comparing images",
  embed: "Embedding images",
  write: "Writing the catalog",
};

/** Shows progress: a bar to a person, lines now and then to a log. */
export interface ProgressView {
  show(progress: BuildProgress): void;
  /** Leaves the line, so that other text can follow. */
  stop(): void;
}

export function createProgressView(terminal: Terminal): ProgressView {
  return terminal.bar === undefined ? lineView(terminal) : barView(terminal.bar);
}

function barView(stream: NodeJS.WriteStream): ProgressView {
  let bar: cliProgress.SingleBar | undefined;
  let stage: BuildStage | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    show: (progress) => {
      const { done, total } = progress;
      if (stage !== progress.stage) {
        stop();
        stage = progress.stage;
        const shape = total === undefined ? "{value}" : "[{bar}] {value}/{total}";
        bar = new cliProgress.SingleBar(
          { format: `{name} ${shape} {detail}`, stream, hideCursor: true, barsize: 30 },
          cliProgress.Presets.legacy,
        );
        bar.start(total ?? 0, 0, { name: NAMES[stage], detail: "" });
      }
      bar?.update(done, { detail: detailOf(progress) });
    },
    stop,
  };
}

function lineView(terminal: Terminal): ProgressView {
  let stage: BuildStage | undefined;
  let shownAt = 0;
  return {
    show: (progress) => {
      const { done, total } = progress;
      const now = performance.now();
      if (progress.stage === "write") {
        if (stage !== "write") terminal.err(NAMES.write);
        stage = "write";
        return;
      }
      const last = total !== undefined && done === total && done > 0;
      if (stage === progress.stage && !last && now - shownAt < LINE_INTERVAL_MS) return;
      stage = progress.stage;
      shownAt = now;
      if (done === 0)
        terminal.err(`${NAMES[stage]}${total === undefined ? "" : `: ${count(total)}`}`);
      else {
        const of = total === undefined ? "" : ` of ${count(total)}`;
        terminal.err(`${NAMES[stage]}: ${count(done)}${of} ${detailOf(progress)}`.trimEnd());
      }
    },
    stop: () => {},
  };
}

function detailOf({ stage, perSecond, secondsLeft, done, total }: BuildProgress): string {
  if (stage === "write" || done === 0) return "";
  const rate = `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`;
  if (secondsLeft === undefined || done === total) return rate;
  return `${rate}, ${duration(secondsLeft)} left`;
}
