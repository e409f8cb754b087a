import { Command, InvalidArgumentError } from "commander";
import { type MergeOptions, type MergeReport, mergeCatalogs } from "../build/index.ts";
import { summaryOf } from "./build-command.ts";
import { counted, duration } from "./format.ts";
import { createProgressView } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

const EXAMPLES = `
Each shard is a part of the catalog, built with --shard i/n on any machine from the same feed, with the same
model and options. The merged catalog is that of a build without shards.

Examples:
  $ vitrine build products.csv --images photos --model models/starter --out shards/1 --shard 1/2
  $ vitrine build products.csv --images photos --model models/starter --out shards/2 --shard 2/2
  $ vitrine merge shards/1 shards/2 --out public/catalog
  $ vitrine merge shards/*/ --out public/catalog --json > merge.json`;

type Flags = Pick<MergeOptions, "out" | "report" | "html" | "threads"> & {
  json?: boolean;
  quiet?: boolean;
};

export function mergeCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("merge")
    .description("Join the shards of a catalog")
    .argument("<shard...>", "folders that vitrine build --shard has written, in any order")
    .requiredOption("--out <dir>", "folder of the catalog; made, or replaced if it is a catalog")
    .option("--report <file>", "report of all shards together (default: <out>.report.json)")
    .option("--no-html", "leave out the page beside it, .html, for a person to look at")
    .option("--threads <n>", "threads that build the graph (default: the number of cores)", integer)
    .option("--json", "print the report as JSON")
    .option("-q, --quiet", "write nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action(async (shards: string[], { json, quiet, ...flags }: Flags) => {
      const view = quiet || json ? undefined : createProgressView(terminal);
      const options: MergeOptions = { ...flags, shards, signal };
      if (view) options.onProgress = (progress) => view.show(progress);
      const report = await mergeCatalogs(options).finally(() => view?.stop());
      if (quiet) return;
      for (const line of json ? [JSON.stringify(report, undefined, 2)] : linesOf(report)) {
        terminal.out(line);
      }
    });
}

function linesOf(report: MergeReport): string[] {
  const { shards } = report;
  const machines = shards.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const from = `From ${counted(shards.length, "shard")}, built in ${duration(machines / 1000)} of machines' time`;
  return [...summaryOf(report), from];
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}
