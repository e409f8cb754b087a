/** Progress of a command: a bar for a person, lines now and then for a log. */
import cliProgress from "cli-progress";
import type {
  BuildStage,
  CheckProgress,
  ExportProgress,
  FetchProgress,
  MergeProgress,
  StageProgress,
} from "../../build/index.ts";
import { bytes, count, duration } from "../../build/report/figures.ts";
import type { Manner } from "../command.ts";
import type { Terminal } from "./terminal.ts";

/** Time between two lines if there is no bar. */
const LINE_INTERVAL_MS = 5000;

type Stage =
  | BuildStage
  | MergeProgress["stage"]
  | ExportProgress["stage"]
  | FetchProgress["stage"]
  | CheckProgress["stage"];
type Progress = StageProgress<Stage>;

const NAMES: Readonly<Record<Stage, string>> = {
  read: "Reading rows",
  compare: "Comparing images",
  embed: "Embedding images",
  verify: "Comparing with browsers",
  texts: "Embedding texts",
  thumbnails: "Making thumbnails",
  write: "Writing the catalog",
  merge: "Joining shards",
  export: "Exporting products",
  fetch: "Fetching the model",
  check: "Running the model",
};

interface ProgressView {
  show(progress: Progress): void;
  /** Leaves the line, so that other text can follow. */
  stop(): void;
}

/** Does some work, whose progress is shown unless the command is to write JSON or nothing. */
export async function withProgress<T>(
  terminal: Terminal,
  { json, quiet }: Manner,
  work: (onProgress?: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  if (json || quiet) return await work();
  const view = terminal.bar === undefined ? lineView(terminal) : barView(terminal.bar);
  try {
    return await work((progress) => view.show(progress));
  } finally {
    view.stop();
  }
}

function barView(stream: NodeJS.WriteStream): ProgressView {
  let bar: cliProgress.SingleBar | undefined;
  let stage: Stage | undefined;
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
        const shape = total === undefined ? "{amount}" : "[{bar}] {amount}/{whole}";
        bar = new cliProgress.SingleBar(
          { format: `{name} ${shape} {detail}`, stream, hideCursor: true, barsize: 30 },
          cliProgress.Presets.legacy,
        );
        const whole = amount(stage, total ?? 0);
        bar.start(total ?? 0, 0, { name: NAMES[stage], detail: "", whole, amount: "" });
      }
      bar?.update(done, {
        detail: detailOf(progress),
        amount: amount(progress.stage, done),
      });
    },
    stop,
  };
}

function lineView(terminal: Terminal): ProgressView {
  let stage: Stage | undefined;
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
        terminal.err(`${NAMES[stage]}${total === undefined ? "" : `: ${amount(stage, total)}`}`);
      else {
        const of = total === undefined ? "" : ` of ${amount(stage, total)}`;
        const line = `${NAMES[stage]}: ${amount(stage, done)}${of} ${detailOf(progress)}`;
        terminal.err(line.trimEnd());
      }
    },
    stop: () => {},
  };
}

function amount(stage: Stage, value: number): string {
  return stage === "fetch" ? bytes(value) : count(value);
}

function detailOf({ stage, perSecond, secondsLeft, done, total }: Progress): string {
  if (stage === "write" || done === 0) return "";
  const rate =
    stage === "fetch" ? `${bytes(perSecond)}/s` : `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`;
  if (secondsLeft === undefined || done === total) return rate;
  return `${rate}, ${duration(secondsLeft)} left`;
}
