/** `vitrine model fetch` and `vitrine model check`: models for self-hosting. */
import {
  checkModel,
  type FetchReport,
  fetchModel,
  type ModelCheck,
  type ModelRun,
  VisualSearchError,
} from "../../build/index.ts";
import type { Option } from "../../build/options/option.ts";
import {
  CHECK_MODEL_OPTIONS,
  FETCH_MODEL_OPTIONS,
} from "../../build/options/tables/model-options.ts";
import { FOLDER } from "../../build/options/values.ts";
import { bytes, counted } from "../../build/report/figures.ts";
import { defineCommand, JSON_OPTION, print, QUIET_OPTION } from "../command.ts";
import { withProgress } from "../terminal/progress.ts";
import { textTable } from "../terminal/text-table.ts";

export const MODEL_FETCH = defineCommand({
  name: "model fetch",
  summary: "Fetch a model's configuration and weights, with SHA-256 sums",
  options: { ...FETCH_MODEL_OPTIONS, json: JSON_OPTION, quiet: QUIET_OPTION },
  details: `\
vitrine model --help lists the presets. If a fetch is interrupted, the same command continues it; a second
one fetches nothing. HF_TOKEN of the environment is sent to huggingface.co alone.`,
  examples: [
    "vitrine model fetch fashion-clip --out models/fashion-clip",
    "vitrine model fetch Xenova/clip-vit-base-patch32 --out models/clip --dtypes q8,fp16",
    "vitrine model fetch https://shop.example/models/own/ --out models/own",
  ],
  run: async ({ json, quiet, ...given }, { terminal, signal }) => {
    const report = await withProgress(terminal, { json, quiet }, (onProgress) =>
      fetchModel({ ...given, signal, ...(onProgress && { onProgress }) }),
    );
    print(terminal.out, { json, quiet }, report, () => fetchSummary(report));
  },
});

function fetchSummary(report: FetchReport): string[] {
  const { dir, repository, commit, licence, files, fetchedBytes, notes } = report;
  return [
    `${dir}: ${repository}${commit === undefined ? "" : ` at commit ${commit}`}, ` +
      `${counted(files.length, "file")}, ${bytes(report.bytes)}; ${bytes(fetchedBytes)} fetched now`,
    `Licence: ${licence ?? "not stated; look for it before you publish"}`,
    ...files.map((file) => `  ${file.path} ${bytes(file.bytes)}`),
    ...notes.map((note) => `Note: ${note}`),
  ];
}

export const MODEL_CHECK = defineCommand({
  name: "model check",
  summary: "Verify a model's folder and run it on a canned picture and text",
  options: {
    dir: {
      kind: FOLDER,
      help: "folder of the model",
      group: "Arguments",
      positional: "one",
      required: true,
    } satisfies Option<string>,
    ...CHECK_MODEL_OPTIONS,
    json: JSON_OPTION,
    quiet: QUIET_OPTION,
  },
  examples: ["vitrine model check models/fashion-clip"],
  run: async ({ dir, json, quiet, ...given }, { terminal, signal }) => {
    const check = await withProgress(terminal, { json, quiet }, (onProgress) =>
      checkModel(dir, { ...given, signal, ...(onProgress && { onProgress }) }),
    );
    print(terminal.out, { json, quiet }, check, () => checkLines(check));
    if (check.problems.length === 0) return;
    for (const problem of check.problems) terminal.err(problem);
    throw new VisualSearchError(
      "model-invalid",
      `Expected a sound model in ${dir}, got ${counted(check.problems.length, "problem")}, listed ` +
        "above. Fetch it again.",
    );
  },
});

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
    ...textTable(
      ["half", "format", "size", "runtime", "output", "load ms", "run ms", "cosine"],
      rows,
    ),
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
