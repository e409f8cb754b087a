/** `vitrine build`: makes a catalog of a product feed and its pictures. */

import { FEED_FORMATS } from "../../../build/feed/formats/index.ts";
import { type BuildOptions, buildCatalog, inspectFeed, loadConfig } from "../../../build/index.ts";
import { renameFormerKeys } from "../../../build/options/check.ts";
import type { Option } from "../../../build/options/option.ts";
import { BUILD_OPTIONS } from "../../../build/options/tables/build-options.ts";
import { FEED_OPTIONS } from "../../../build/options/tables/feed-options.ts";
import { FILE, FLAG } from "../../../build/options/values.ts";
import { defineCommand, JSON_OPTION, print, QUIET_OPTION } from "../../command.ts";
import { withProgress } from "../../terminal/progress.ts";
import { buildSummary } from "./build-summary.ts";
import { feedSummary } from "./feed-summary.ts";

const FORMATS = Object.values(FEED_FORMATS)
  .map(({ title }) => `- ${title.replaceAll("`", "")}`)
  .join("\n");

const DETAILS = `\
A feed is recognised by its content, gzip or not:

${FORMATS}

Rows of one product (a handle, an item group) become one product with options.

vitrine.config.ts, .js, .mjs or .json in the working folder may hold the same options by their names in
camel case, such as { "feed": "products.csv", "map": { "title": "label" } }. Flags win over it.

Rows without an id, a title or a readable image are left out and listed in the report. A page beside it,
<out>.report.html, shows pictures and plots: one file to open from the disk or to pass on.
With SOURCE_DATE_EPOCH set, the same input gives the same bytes.`;

const EXAMPLES = [
  "vitrine build products.csv --images photos --model models/fashion-clip --out public/catalog",
  `\
vitrine build feed.tsv --images photos --model models/starter --out public/catalog \\
--model-url ../models/starter --image-base https://shop.example/img/ --currency EUR`,
  `\
vitrine build export.jsonl --images photos --model models/starter --out catalog \\
--map id=article_no --map title=label --quiet`,
  `\
vitrine build products.csv --model models/starter --out public/catalog \\
--concurrency 32 --per-host 8 --cache /var/cache/vitrine --cache-size 5000`,
  `\
vitrine build products.csv --images photos --model models/starter --out public/catalog \\
--list "sizes=," --list "tags=|"`,
  `\
vitrine build today.csv --images photos --model models/starter --out public/catalog \\
--previous public/catalog`,
  `\
vitrine build products.csv --images photos --model models/starter --out public/catalog \\
--spaces image,text,fused --fuse image=0.6,text=0.4`,
  "vitrine build products.csv --images photos --model models/starter --out shards/2 --shard 2/5",
  "vitrine build products_export.csv --dry-run",
  "curl -s https://shop.example/products.json?limit=250 | vitrine build - --dry-run --json",
  "vitrine build photos --images photos --model models/starter --out catalog",
];

export const BUILD = defineCommand({
  name: "build",
  summary: "Build a catalog from a product feed and its pictures",
  options: {
    ...BUILD_OPTIONS,
    config: {
      kind: FILE,
      help: "configuration file",
      group: "Output",
      defaultText: "vitrine.config.{ts,js,mjs,json}",
    } satisfies Option<string>,
    dryRun: {
      kind: FLAG,
      help: "read the feed, show what would be made of it, and write nothing",
      group: "Output",
    } satisfies Option<boolean>,
    json: { ...JSON_OPTION, help: "print the report, or what a dry run found, as JSON" },
    quiet: QUIET_OPTION,
  },
  details: DETAILS,
  examples: EXAMPLES,
  configuration: {
    options: BUILD_OPTIONS,
    load: async ({ config }) =>
      renameFormerKeys(BUILD_OPTIONS, await loadConfig(config, process.cwd())),
  },
  needed: ({ dryRun }) => (dryRun ? FEED_OPTIONS : BUILD_OPTIONS),
  run: async ({ config, dryRun, json, quiet, ...given }, { terminal, signal }) => {
    const manner = { json, quiet };
    const withView = <T>(work: (options: BuildOptions) => Promise<T>) =>
      withProgress(terminal, manner, (onProgress) =>
        work({ ...given, signal, ...(onProgress && { onProgress }) }),
      );
    if (dryRun) {
      const inspection = await withView(inspectFeed);
      print(terminal.out, manner, inspection, () => feedSummary(inspection));
    } else {
      const report = await withView(buildCatalog);
      print(terminal.out, manner, report, () => buildSummary(report));
    }
  },
});
