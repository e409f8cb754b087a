import { Command, InvalidArgumentError, Option } from "commander";
import {
  type BuildConfig,
  type BuildOptions,
  type BuildReport,
  buildCatalog,
  type FeedOptions,
  FIELDS,
  inspectFeed,
  loadConfig,
  type MergeReport,
  readRulesFile,
} from "../build/index.ts";
import { integer } from "./arguments.ts";
import { inspectionLines } from "./dry-run.ts";
import { bytes, count, counted, duration, rejectedLine } from "./format.ts";
import { createProgressView } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Rejected rows shown in the summary; all of them stand in the report. */
const SHOWN_REJECTED = 3;

const EXAMPLES = `
A feed is recognised by what is in it, gzip or not: Shopify's product CSV or products.json, Google
Merchant Center's XML or TSV, schema.org JSON-LD (JSON, or a folder of HTML pages), CSV, TSV, JSON, JSONL,
Parquet, or a folder of pictures, whose names become ids and titles. Rows of one product (a handle, an
item group) become one product with options.

Examples:
  $ vitrine build products.csv --images photos --model models/fashion-clip --out public/catalog
  $ vitrine build feed.tsv --images photos --model models/starter --out public/catalog \\
      --model-url ../models/starter --image-base https://shop.example/img/ --currency EUR
  $ vitrine build export.jsonl --images photos --model models/starter --out catalog \\
      --map id=article_no --map title=label --quiet
  $ vitrine build products.csv --model models/starter --out public/catalog \\
      --concurrency 32 --per-host 8 --cache /var/cache/vitrine --cache-size 5000
  $ vitrine build products.csv --images photos --model models/starter --out public/catalog \\
      --list "sizes=," --list "tags=|"
  $ vitrine build today.csv --images photos --model models/starter --out public/catalog \\
      --previous public/catalog
  $ vitrine build products.csv --images photos --model models/starter --out public/catalog \\
      --spaces image,text,fused --fuse image=0.6,text=0.4
  $ vitrine build products.csv --images photos --model models/starter --out shards/2 --shard 2/5
  $ vitrine build products_export.csv --dry-run
  $ curl -s https://shop.example/products.json?limit=250 | vitrine build - --dry-run --json
  $ vitrine build photos --images photos --model models/starter --out catalog

vitrine.config.ts, .js, .mjs or .json in the working folder may hold the same options by their names in
camel case, such as { "feed": "products.csv", "map": { "title": "label" } }. Flags stand before it.

Rows without an id, a title or a readable image are left out and listed in the report, of which a page
beside it, <out>.report.html, shows pictures and plots: one file to open from the disk or to pass on.
With SOURCE_DATE_EPOCH set, the same input gives the same bytes.`;

interface Flags {
  images?: string;
  model?: string;
  out?: string;
  previous?: string;
  shard?: string;
  name?: string;
  modelUrl?: string;
  imageBase?: string;
  maxImages?: number;
  spaces?: string[];
  fuse?: BuildOptions["fuse"];
  textFields?: string[];
  currency?: string;
  encoding?: string;
  dtype?: string;
  dtypes?: string[];
  runtime?: string;
  threads?: number;
  cache?: string;
  cacheSize?: number;
  offline?: boolean;
  concurrency?: number;
  perHost?: number;
  attempts?: number;
  imageTimeout?: number;
  minImageSize?: number;
  concepts?: string[];
  rules?: string;
  thumbnails?: number;
  thumbnailFormat?: string;
  thumbnailQuality?: number;
  report?: string;
  map?: Record<string, string>;
  list?: Record<string, string>;
}

/** Flags that are no options of the build. */
interface Manner {
  config?: string;
  dryRun?: boolean;
  json?: boolean;
  quiet?: boolean;
  /** True unless there is --no-html. */
  html: boolean;
}

/** What a build cannot do without, and how it is asked for. */
const NEEDED = { model: "--model <dir>", out: "--out <dir>" } as const;

export function buildCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("build")
    .description("Build a catalog from a product feed and its pictures")
    .argument("[feed...]", "product feeds: files, folders, or - for standard input")
    .option("--images <dir>", "folder that the feed's image names are relative to")
    .option("--model <dir>", "folder of the model (config.json, onnx/, ...)")
    .option("--out <dir>", "folder of the catalog; made, or replaced if it is a catalog")
    .option("--previous <dir>", "catalog to take over from what has not changed; may be <out>")
    .option("--shard <i/n>", "build only a part, such as 2/5, for vitrine merge to join")
    .option("--name <name>", "name of the catalog (default: that of the feed)")
    .option("--model-url <url>", "where browsers get the model, relative to the manifest")
    .option("--image-base <url>", "put before image names to make their address in the browser")
    .option("--max-images <n>", "pictures of a product that are taken (default: 5)", integer)
    .option("--spaces <list>", "vector spaces: image, text, fused (default: image)", list)
    .option("--fuse <weights>", "parts of the space fused (default: image=0.7,text=0.3)", weights)
    .option(
      "--text-fields <list>",
      "what texts are made of (default: title,brand,category,colour)",
      list,
    )
    .option("--currency <code>", "ISO 4217 code for prices that name none")
    .option("--encoding <name>", "encoding of the feed (default: found out)")
    .option("--dtype <dtype>", "number format to embed with (default: q8 if there, else fp32)")
    .option("--dtypes <list>", "formats that browsers may choose (default: all there are)", list)
    .addOption(
      new Option(
        "--runtime <runtime>",
        "native where it agrees with browsers (default), or always wasm",
      ).choices(["auto", "wasm"]),
    )
    .option("--threads <n>", "threads of the runtime (default: the number of cores)", integer)
    .option("--cache <dir>", "what builds keep for the next (default: .vitrine-cache)")
    .option("--cache-size <MB>", "megabytes of pictures in it (default: no limit)", megabytes)
    .option("--offline", "fetch nothing: pictures of the folder and the cache alone")
    .option("--concurrency <n>", "requests for pictures at a time (default: 16)", integer)
    .option("--per-host <n>", "requests of one host at a time (default: 6)", integer)
    .option("--attempts <n>", "times that a picture is asked for (default: 4)", integer)
    .option("--image-timeout <s>", "seconds that a picture may take (default: 120)", integer)
    .option("--thumbnails <px>", "write thumbnails of this longest edge into the catalog", integer)
    .addOption(
      new Option("--thumbnail-format <format>", "format of the thumbnails (default: webp)").choices(
        ["webp", "avif"],
      ),
    )
    .option("--thumbnail-quality <q>", "1 to 100 (default: what keeps them small)", integer)
    .option("--min-image-size <px>", "pixels below which one is too small (default: 100)", integer)
    .option(
      "--concepts <list>",
      "facets whose values need no text encoder, or none (default: category,colour,pattern,...)",
      names,
    )
    .option(
      "--rules <file>",
      "JSON of what to hide, pin, boost and keep apart when products are shown",
    )
    .option("--report <file>", "what was read and left out, and why (default: <out>.report.json)")
    .option("--no-html", "leave out the page beside it, .html, for a person to look at")
    .option("--map <field=column>", `column of a field (${FIELDS.join(", ")}); repeatable`, mapping)
    .option(
      "--list <column=separator>",
      'what stands between the values of a column\'s cells, as in "sizes=,"; repeatable',
      separators,
    )
    .option("--config <file>", "configuration file (default: vitrine.config.{ts,js,mjs,json})")
    .option("--dry-run", "read the feed, show what would be made of it, and write nothing")
    .option("--json", "print the report, or what a dry run found, as JSON")
    .option("-q, --quiet", "write nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action((feeds: string[], flags: Flags & Manner, command: Command) =>
      runBuild(feeds, flags, command, terminal, signal),
    );
}

async function runBuild(
  feeds: string[],
  {
    config: configFile,
    dryRun,
    json,
    quiet,
    html,
    cacheSize,
    rules,
    list: lists,
    ...flags
  }: Flags & Manner,
  command: Command,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const config = await loadConfig(configFile, process.cwd());
  const view = quiet || json ? undefined : createProgressView(terminal);
  // Every further flag is checked by the build itself.
  const options = {
    ...merged(config, feeds, { ...flags, ...(lists && { lists }) }),
    signal,
  } as BuildOptions;
  if (!html) options.html = false;
  if (rules !== undefined) options.rules = await readRulesFile(rules);
  if (cacheSize !== undefined) options.cacheBytes = cacheSize;
  if (options.feed === undefined) command.error("error: missing required argument 'feed'");
  if (view !== undefined) options.onProgress = (progress) => view.show(progress);
  const lines = await stoppingView(view, () =>
    dryRun ? dryRunLines(options, json) : buildLines(options, command, json),
  );
  if (quiet) return;
  for (const line of lines) terminal.out(line);
}

/** Flags stand before the configuration file, and so does each column that they map or split. */
function merged(
  config: BuildConfig,
  feeds: readonly string[],
  flags: Partial<Flags> & Pick<BuildConfig, "lists">,
): object {
  const map = { ...config.map, ...flags.map };
  const lists = { ...config.lists, ...flags.lists };
  return { ...config, ...flags, map, lists, ...(feeds.length === 0 ? {} : { feed: feeds }) };
}

async function dryRunLines(options: FeedOptions, json: boolean | undefined): Promise<string[]> {
  const inspection = await inspectFeed(options);
  return json ? [JSON.stringify(inspection, undefined, 2)] : inspectionLines(inspection);
}

async function buildLines(
  options: BuildOptions,
  command: Command,
  json: boolean | undefined,
): Promise<string[]> {
  for (const [key, flag] of Object.entries(NEEDED)) {
    if (options[key as keyof typeof NEEDED] !== undefined) continue;
    command.error(`error: required option '${flag}' not specified`);
  }
  const report = await buildCatalog(options);
  return json ? [JSON.stringify(report, undefined, 2)] : summaryOf(report);
}

async function stoppingView<T>(
  view: { stop(): void } | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    view?.stop();
  }
}

/** The lines that tell a person what a build did. */
export function summaryOf(report: BuildReport | MergeReport): string[] {
  const { counts, timings, model } = report;
  const update = "update" in report ? report.update : undefined;
  const shard = "shard" in report ? report.shard : undefined;
  const part = shard ? ` (shard ${shard.number}/${shard.of})` : "";
  const lines = [
    `${report.out}${part}: ${counted(counts.items, "product")} of ${counted(counts.rows, "row")}, ` +
      `${bytes(report.bytes)} in ${counted(report.files.length, "file")}`,
    `Model ${model?.id} (${model?.dtypes.join(", ")}; ${model?.dim} dimensions), embedded with ` +
      `${report.embeddedWith} at ${count(timings.imagesPerSecond)} images/s; ` +
      `${duration(timings.totalMs / 1000)} in all`,
  ];
  if (update !== undefined) {
    lines.push(
      `From ${update.previous}: ${count(update.kept)} kept (${count(update.patched)} with new data), ` +
        `${count(update.embedded)} embedded, ${count(update.removed)} removed; ` +
        `${bytes(update.newBytes)} new, ${bytes(update.reusedBytes)} reused`,
    );
  }
  if (counts.rejected > 0) {
    lines.push(`${counted(counts.rejected, "row")} left out:`);
    for (const row of report.rejected.slice(0, SHOWN_REJECTED))
      lines.push(`  ${rejectedLine(row)}`);
    const more = counts.rejected - SHOWN_REJECTED;
    if (more > 0) lines.push(`  and ${count(more)} more`);
  }
  for (const { message, count: times } of report.warnings) {
    lines.push(`Warning, ${counted(times, "time")}: ${message}`);
  }
  lines.push(...pictureLines(report));
  for (const note of report.notes) lines.push(`Note: ${note}`);
  const { reportPath } = report;
  const htmlPath = "htmlPath" in report ? report.htmlPath : undefined;
  lines.push(`Report: ${reportPath}${htmlPath === undefined ? "" : `, ${htmlPath}`}`);
  return lines;
}

/** The lines of what was found out about the pictures; none where there is nothing to tell. */
function pictureLines(report: BuildReport | MergeReport): string[] {
  const { downloads, remembered, pictures, thumbnails } = report;
  const lines: string[] = [];
  const { requests, fetched, unchanged, unasked, stale, failed } = downloads;
  if (requests + unasked > 0) {
    lines.push(
      `Images: ${count(fetched)} fetched (${bytes(downloads.bytes)}), ${count(unchanged)} unchanged, ` +
        `${count(unasked + stale)} from the cache${stale > 0 ? `, ${count(stale)} as their servers failed` : ""}` +
        `, ${count(failed)} failed; ${counted(requests, "request")}`,
    );
  }
  if (remembered > 0) {
    lines.push(`${counted(remembered, "image")} embedded before, by the cache`);
  }
  if (thumbnails) {
    lines.push(
      `Thumbnails: ${count(thumbnails.count)}, ${bytes(thumbnails.bytes)}; ${count(thumbnails.made)} made, ` +
        `${count(thumbnails.reused)} reused, ${count(thumbnails.overTarget)} over ` +
        bytes(thumbnails.targetBytes),
    );
  }
  if (!pictures) return lines;
  const { tooSmall, blank, extremeAspect, exactDuplicates, nearDuplicates, shared, unlike } =
    pictures;
  const findings = [
    { what: `under ${tooSmall.below} pixels`, count: tooSmall.count },
    { what: "blank", count: blank.count },
    { what: "very long or wide", count: extremeAspect.count },
    { what: "the same file as another", count: exactDuplicates.count },
    { what: "nearly the same as another", count: nearDuplicates.count },
    { what: "shared by many", count: shared.count },
    { what: "unlike the rest", count: unlike.count },
  ].filter((finding) => finding.count > 0);
  if (findings.length > 0) {
    const all = findings.map((finding) => `${count(finding.count)} ${finding.what}`);
    lines.push(`Worth a look, products by their images: ${all.join(", ")}`);
  }
  return lines;
}

function mapping(text: string, earlier: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  const field = text.slice(0, at).trim();
  const column = text.slice(at + 1).trim();
  if (at < 1 || column === "" || !(FIELDS as readonly string[]).includes(field)) {
    throw new InvalidArgumentError(
      `Expected field=column with one of the fields ${FIELDS.join(", ")}.`,
    );
  }
  return { ...earlier, [field]: column };
}

/** The separator as it is: a space may be one. */
function separators(text: string, earlier: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  const separator = text.slice(at + 1);
  if (at < 1 || separator === "") {
    throw new InvalidArgumentError('Expected column=separator, such as "sizes=,".');
  }
  return { ...earlier, [text.slice(0, at).trim()]: separator };
}

/** The build says what is wrong where one is missing. */
function weights(text: string): BuildOptions["fuse"] {
  const entries = list(text).map((entry): [string, number] => {
    const [, name, weight] = /^(image|text)=(\d+(?:\.\d+)?|\.\d+)$/.exec(entry) ?? [];
    if (name === undefined) {
      throw new InvalidArgumentError("Expected weights such as image=0.7,text=0.3.");
    }
    return [name, Number(weight)];
  });
  return Object.fromEntries(entries) as BuildOptions["fuse"];
}

/** None where the list is "none". */
function names(text: string): string[] {
  return text.trim() === "none" ? [] : list(text);
}

function list(text: string): string[] {
  return text.split(",").map((entry) => entry.trim());
}

/** Bytes of so many megabytes. */
function megabytes(text: string): number {
  return integer(text) * 1_000_000;
}
