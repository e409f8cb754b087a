/** `vitrine merge`: joins the shards of a catalog. */
import { type MergeReport, mergeCatalogs } from "../../build/index.ts";
import { MERGE_OPTIONS } from "../../build/options/tables/merge-options.ts";
import { counted, duration } from "../../build/report/figures.ts";
import { defineCommand, JSON_OPTION, print, QUIET_OPTION } from "../command.ts";
import { withProgress } from "../terminal/progress.ts";
import { buildSummary } from "./build/build-summary.ts";

export const MERGE = defineCommand({
  name: "merge",
  summary: "Join the shards of a catalog",
  options: {
    ...MERGE_OPTIONS,
    json: { ...JSON_OPTION, help: "print the report as JSON" },
    quiet: QUIET_OPTION,
  },
  details: `\
Each shard is a part of the catalog, built with --shard i/n on any machine from the same feed, with the same
model and options. The merged catalog is that of a build without shards.`,
  examples: [
    "vitrine build products.csv --images photos --model models/starter --out shards/1 --shard 1/2",
    "vitrine build products.csv --images photos --model models/starter --out shards/2 --shard 2/2",
    "vitrine merge shards/1 shards/2 --out public/catalog",
    "vitrine merge shards/*/ --out public/catalog --json > merge.json",
  ],
  run: async ({ json, quiet, ...given }, { terminal, signal }) => {
    const report = await withProgress(terminal, { json, quiet }, (onProgress) =>
      mergeCatalogs({ ...given, signal, ...(onProgress && { onProgress }) }),
    );
    print(terminal.out, { json, quiet }, report, () => mergeSummary(report));
  },
});

function mergeSummary(report: MergeReport): string[] {
  const { shards } = report;
  const machineSeconds = shards.reduce((sum, { totalMs }) => sum + totalMs, 0) / 1000;
  const from = `From ${counted(shards.length, "shard")}, built in ${duration(machineSeconds)} of machine time`;
  return [...buildSummary(report), from];
}
