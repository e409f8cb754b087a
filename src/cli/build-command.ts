import { Command, InvalidArgumentError, Option } from "commander";
import { type BuildOptions, type BuildReport, buildCatalog, FIELDS } from "../build/index.ts";
import { bytes, count, counted, duration } from "./format.ts";
import { createProgressView } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Rejected rows shown in the summary; all of them stand in the report. */
const SHOWN_REJECTED = 3;

const EXAMPLES = `
Examples:
  $ vitrine build products.csv --images photos --model models/fashion-clip --out public/catalog
  $ vitrine build feed.tsv --images photos --model models/starter --out public/catalog \\
      --model-url ../models/starter --image-base https://shop.example/img/ --currency EUR
  $ vitrine build export.jsonl --images photos --model models/starter --out catalog \\
      --map id=article_no --map title=label --quiet
  $ vitrine build today.csv --images photos --model models/starter --out public/catalog \\
      --previous public/catalog
  $ vitrine build products.csv --images photos --model models/starter --out public/catalog \\
      --spaces image,text,fused --fuse image=0.6,text=0.4

Rows without an id, a title or a readable image are left out and listed in the report.
With SOURCE_DATE_EPOCH set, the same input gives the same bytes.`;

interface Flags {
  images: string;
  model: string;
  out: string;
  previous?: string;
  name?: string;
  modelUrl?: string;
  imageBase?: string;
  maxImages?: number;
  spaces?: string[];
  fuse?: BuildOptions["fuse"];
  textFields?: string[];
  currency?: string;
  dtype?: string;
  dtypes?: string[];
  runtime?: string;
  threads?: number;
  report?: string;
  map?: Record<string, string>;
  quiet?: boolean;
}

export function buildCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("build")
    .description("Build a catalog from a product feed and its pictures")
    .argument("<feed>", "product feed: .csv, .tsv, .json or .jsonl")
    .requiredOption("--images <dir>", "folder that the feed's image names are relative to")
    .requiredOption("--model <dir>", "folder of the model (config.json, onnx/, ...)")
    .requiredOption("--out <dir>", "folder of the catalog; made, or replaced if it is a catalog")
    .option("--previous <dir>", "catalog to take over from what has not changed; may be <out>")
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
    .option("--dtype <dtype>", "number format to embed with (default: q8 if there, else fp32)")
    .option("--dtypes <list>", "formats that browsers may choose (default: all there are)", list)
    .addOption(
      new Option("--runtime <runtime>", "native where it agrees with browsers, or always wasm")
        .choices(["auto", "wasm"])
        .default("auto"),
    )
    .option("--threads <n>", "threads of the runtime (default: the number of cores)", integer)
    .option("--report <file>", "report of every rejected row (default: <out>.report.json)")
    .option("--map <field=column>", `column of a field (${FIELDS.join(", ")}); repeatable`, mapping)
    .option("-q, --quiet", "write nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action((feed: string, flags: Flags) => runBuild(feed, flags, terminal, signal));
}

async function runBuild(
  feed: string,
  { quiet, ...flags }: Flags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const view = quiet ? undefined : createProgressView(terminal);
  // Every further flag is checked by the build itself.
  const options = { ...flags, feed, signal } as BuildOptions;
  if (view !== undefined) options.onProgress = (progress) => view.show(progress);
  let report: BuildReport;
  try {
    report = await buildCatalog(options);
  } finally {
    view?.stop();
  }
  if (quiet) return;
  for (const line of summaryOf(report)) terminal.out(line);
}

/** The lines that tell a person what a build did. */
export function summaryOf(report: BuildReport): string[] {
  const { counts, timings, model, update } = report;
  const lines = [
    `${report.out}: ${counted(counts.items, "product")} of ${counted(counts.rows, "row")}, ` +
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
    for (const { line, id, reason } of report.rejected.slice(0, SHOWN_REJECTED)) {
      lines.push(`  line ${line}${id === undefined ? "" : ` (${id})`}: ${reason}`);
    }
    const more = counts.rejected - SHOWN_REJECTED;
    if (more > 0) lines.push(`  and ${count(more)} more`);
  }
  for (const { message, count: times } of report.warnings) {
    lines.push(`Warning, ${counted(times, "time")}: ${message}`);
  }
  for (const note of report.notes) lines.push(`Note: ${note}`);
  lines.push(`Report: ${report.reportPath}`);
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

function list(text: string): string[] {
  return text.split(",").map((entry) => entry.trim());
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}
