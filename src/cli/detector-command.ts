import { Command } from "commander";
import {
  checkDetector,
  DETECTOR_TYPES,
  type DetectorCheck,
  type PrepareDetectorOptions,
  prepareDetector,
} from "../build/index.ts";
import { unlessAborted } from "../lib/abort.ts";
import { integer } from "./arguments.ts";
import { bytes, counted } from "./format.ts";
import type { Terminal } from "./terminal.ts";

const EXAMPLES = `
Examples:
  $ vitrine detector prepare yolox_nano.onnx --type yolox --labels coco --out public/detector
  $ vitrine detector prepare models/yolos-tiny --out public/detector
  $ vitrine detector check public/detector`;

interface PrepareFlags {
  out: string;
  type?: string;
  labels?: string;
  keep?: string;
  size?: number;
  name?: string;
  json?: boolean;
  quiet?: boolean;
}

export function detectorCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("detector")
    .description("Prepare a detector that suggests regions of a photo, or check one")
    .addCommand(prepareCommand(terminal))
    .addCommand(checkCommand(terminal, signal))
    .addHelpText("after", EXAMPLES);
}

function prepareCommand(terminal: Terminal): Command {
  return new Command("prepare")
    .description("Write a detector's folder: its weights, and a detector.json with their SHA-256")
    .argument("<model>", "ONNX file, or folder of a YOLOS repository (transformers.js layout)")
    .requiredOption("--out <dir>", "folder of the detector; new, or of a detector")
    .option("--type <type>", `what the file is: ${DETECTOR_TYPES.join(", ")}`)
    .option("--labels <list>", "coco, or a file with a label on each line (default: coco)")
    .option("--keep <list>", "labels to suggest (default: those of COCO that are worn or carried)")
    .option(
      "--size <px>",
      "side of the input where the file leaves it free (default: 640)",
      integer,
    )
    .option("--name <name>", "name of the detector (default: the file's)")
    .option("--json", "write JSON")
    .option("-q, --quiet", "write nothing but errors")
    .action(async (model: string, flags: PrepareFlags) => {
      const { json, quiet, keep, ...rest } = flags;
      // The build room checks every flag.
      const options = { ...rest, model } as PrepareDetectorOptions;
      if (keep !== undefined) options.keep = keep.split(",").map((label) => label.trim());
      print(terminal, await prepareDetector(options), flags);
    });
}

function checkCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("check")
    .description("Verify a detector's folder and run it on a canned picture")
    .argument("<dir>", "folder of the detector")
    .option("--json", "write JSON")
    .option("-q, --quiet", "write nothing but errors")
    .action(async (dir: string, flags: { json?: boolean; quiet?: boolean }) => {
      print(terminal, await unlessAborted(checkDetector(dir), signal), flags);
    });
}

function print(
  terminal: Terminal,
  check: DetectorCheck,
  { json, quiet }: { json?: boolean; quiet?: boolean },
): void {
  if (json) terminal.out(JSON.stringify(check, undefined, 2));
  else if (!quiet) for (const line of lines(check)) terminal.out(line);
}

function lines({ dir, manifest, loadMs, runMs }: DetectorCheck): string[] {
  const { name, file, input, output, labels, keep } = manifest;
  const { resize } = input;
  const size =
    resize.fit === "shortest"
      ? `shortest edge to ${resize.shortest}, longest at most ${resize.longest}`
      : `${resize.width} x ${resize.height}, ${resize.fit}`;
  return [
    `${dir}: ${name}, ${output.kind}; ${file.path} ${bytes(file.bytes)}`,
    `Image: ${size}, ${input.channels}`,
    `Labels: ${counted(labels.length, "label")}; suggested: ${keep.join(", ") || "all"}`,
    `Runs in WebAssembly: loaded in ${loadMs.toFixed(0)} ms, ${runMs.toFixed(0)} ms a picture`,
  ];
}
