import { Command } from "commander";
import {
  type CheckModelOptions,
  checkModel,
  type FetchModelOptions,
  type FetchReport,
  fetchModel,
  MODEL_PRESETS,
  type ModelCheck,
  type ModelRun,
  VisualSearchError,
} from "../build/index.ts";
import { bytes, counted } from "./format.ts";
import { createProgressView } from "./progress.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

const PRESETS = Object.entries(MODEL_PRESETS)
  .map(([name, { licence, summary }]) => `  ${name.padEnd(22)} ${summary} (${licence})`)
  .join("\n");

const EXAMPLES = `
Presets:
${PRESETS}

Examples:
  $ vitrine model fetch fashion-clip --out models/fashion-clip
  $ vitrine model fetch Xenova/clip-vit-base-patch32 --out models/clip --dtypes q8,fp16
  $ vitrine model fetch https://shop.example/models/own/ --out models/own
  $ vitrine model check models/fashion-clip

An interrupted fetch is gone on with by the same command; a second one fetches nothing. HF_TOKEN of the
environment is sent to huggingface.co alone.`;

interface FetchFlags {
  out: string;
  dtypes?: string;
  revision?: string;
  baseUrl?: string;
  json?: boolean;
  quiet?: boolean;
}

export function modelCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("model")
    .description("Fetch a model for self-hosting, or check one")
    .addCommand(fetchCommand(terminal, signal))
    .addCommand(checkCommand(terminal, signal))
    .addHelpText("after", EXAMPLES);
}

function fetchCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("fetch")
    .description("Fetch a model's configuration and weights, with SHA-256 sums")
    .argument("<model>", "preset, owner/name on the Hugging Face hub, or URL of a folder")
    .requiredOption("--out <dir>", "folder of the model; new, or of an earlier fetch")
    .option("--dtypes <list>", "number formats, or all (default: q8,fp16 where there)")
    .option("--revision <revision>", "commit, tag or branch (default: the preset's, else main)")
    .option("--base-url <url>", "another hub with the same paths")
    .option("--json", "write JSON")
    .option("-q, --quiet", "write nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action(async (model: string, flags: FetchFlags) => {
      const { json, quiet, dtypes, ...rest } = flags;
      const view = quiet || json ? undefined : createProgressView(terminal);
      // The build room checks every flag.
      const options = { ...rest, model, signal } as FetchModelOptions;
      if (dtypes !== undefined) options.dtypes = dtypesOf(dtypes);
      if (view) options.onProgress = (progress) => view.show(progress);
      let report: FetchReport;
      try {
        report = await fetchModel(options);
      } finally {
        view?.stop();
      }
      if (json) terminal.out(JSON.stringify(report, undefined, 2));
      else if (!quiet) for (const line of fetchLines(report)) terminal.out(line);
    });
}

function dtypesOf(text: string): NonNullable<FetchModelOptions["dtypes"]> {
  if (text === "all") return "all";
  return text.split(",").map((entry) => entry.trim()) as NonNullable<FetchModelOptions["dtypes"]>;
}

function fetchLines(report: FetchReport): string[] {
  const { dir, repository, commit, licence, files, fetchedBytes, notes } = report;
  return [
    `${dir}: ${repository}${commit === undefined ? "" : ` at commit ${commit}`}, ` +
      `${counted(files.length, "file")}, ${bytes(report.bytes)}; ${bytes(fetchedBytes)} fetched now`,
    `Licence: ${licence ?? "not stated; look for it before you publish"}`,
    ...files.map((file) => `  ${file.path} ${bytes(file.bytes)}`),
    ...notes.map((note) => `Note: ${note}`),
  ];
}

interface CheckFlags {
  threads?: string;
  json?: boolean;
  quiet?: boolean;
}

function checkCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("check")
    .description("Verify a model's folder and run it on a canned picture and text")
    .argument("<dir>", "folder of the model")
    .option("--threads <n>", "threads of the runtimes (default: 1)")
    .option("--json", "write JSON")
    .option("-q, --quiet", "write nothing but errors")
    .action(async (dir: string, { threads, json, quiet }: CheckFlags) => {
      const view = quiet || json ? undefined : createProgressView(terminal);
      const options: CheckModelOptions = { signal };
      if (threads !== undefined) options.threads = Number(threads);
      if (view) options.onProgress = (progress) => view.show(progress);
      let check: ModelCheck;
      try {
        check = await checkModel(dir, options);
      } finally {
        view?.stop();
      }
      if (json) terminal.out(JSON.stringify(check, undefined, 2));
      else if (!quiet) for (const line of checkLines(check)) terminal.out(line);
      if (check.problems.length === 0) return;
      for (const problem of check.problems) terminal.err(problem);
      throw new VisualSearchError(
        "model-invalid",
        `Expected a sound model in ${dir}, found ${counted(check.problems.length, "problem")}, listed ` +
          "above. Fetch it again.",
      );
    });
}

/** The lines that tell a person what is in a model's folder. */
function checkLines(check: ModelCheck): string[] {
  const { dir, id, commit, licence, family, dim, processor, text, sums } = check;
  const { resize, output, resample } = processor;
  const scaled =
    "shortestEdge" in resize
      ? `shortest edge to ${resize.shortestEdge}, centre crop ${output.width} x ${output.height}`
      : `squashed to ${resize.width} x ${resize.height}`;
  const padding = text.padTo === null ? "padded to the longest" : `padded to ${text.padTo}`;
  const rows = check.weights.flatMap(({ modality, dtype, bytes: size, runs }) =>
    runs.map((run) => [modality, dtype, bytes(size), run.runtime, ...runCells(run)]),
  );
  return [
    `${dir}: ${id}${commit === undefined ? "" : ` at commit ${commit}`}`,
    `Family: ${family}, ${dim} dimensions; licence: ${licence ?? "not stated"}`,
    `Image: ${scaled}, ${["", "Lanczos", "bilinear", "bicubic"][resample]}`,
    `Text: ${text.tokenizer} tokenizer, at most ${text.contextLength} ids, ${padding} with ` +
      `${text.padId}${text.canonicalize ? ", canonicalized" : ""}`,
    `SHA256SUMS: ${sums}`,
    ...table(["half", "format", "size", "runtime", "output", "load ms", "run ms", "cosine"], rows),
  ];
}

function runCells({ output, loadMs, runMs, cosine, error }: ModelRun): string[] {
  if (error !== undefined) return [`does not run: ${error.replace(/\s+/g, " ").slice(0, 120)}`];
  return [
    output ?? "",
    loadMs?.toFixed(0) ?? "",
    runMs?.toFixed(1) ?? "",
    cosine?.toFixed(5) ?? "",
  ];
}
