/**
 * A build in a process of its own, which ends as if it were killed once it has come so far. Its arguments are the
 * options of the build and the reports of progress after which it is killed, both as JSON.
 */
import { buildCatalog } from "../build.ts";
import type { BuildProgress } from "../options/progress.ts";

const [options, end] = process.argv.slice(2).map((json) => JSON.parse(json));
/** What is left to do: reports of progress, or the stage that has to come so far. */
let reports: number = end.reports ?? Number.POSITIVE_INFINITY;

const isReached = ({ stage, done }: BuildProgress) =>
  reports-- === 0 || (stage === end.stage && done >= end.done);

await buildCatalog({
  ...options,
  created: new Date(options.created),
  onProgress: (progress) => {
    if (!isReached(progress)) return;
    const kill = () => process.kill(process.pid, "SIGKILL");
    if (end.delayMs === undefined) kill();
    else setTimeout(kill, end.delayMs);
  },
});
