/** `vitrine detector prepare` and `vitrine detector check`: detectors that suggest regions of a photo. */
import { checkDetector, type DetectorCheck, prepareDetector } from "../../build/index.ts";
import type { Option } from "../../build/options/option.ts";
import { PREPARE_DETECTOR_OPTIONS } from "../../build/options/tables/detector-options.ts";
import { FOLDER } from "../../build/options/values.ts";
import { bytes, counted } from "../../build/report/figures.ts";
import { unlessAborted } from "../../lib/abort.ts";
import { defineCommand, JSON_OPTION, print, QUIET_OPTION } from "../command.ts";

export const DETECTOR_PREPARE = defineCommand({
  name: "detector prepare",
  summary: "Write a detector's folder: its weights, and a detector.json with their SHA-256",
  options: { ...PREPARE_DETECTOR_OPTIONS, json: JSON_OPTION, quiet: QUIET_OPTION },
  examples: [
    "vitrine detector prepare yolox_nano.onnx --type yolox --labels coco --out public/detector",
    "vitrine detector prepare models/yolos-tiny --out public/detector",
  ],
  run: async ({ json, quiet, ...options }, { terminal }) => {
    const check = await prepareDetector(options);
    print(terminal.out, { json, quiet }, check, () => detectorLines(check));
  },
});

export const DETECTOR_CHECK = defineCommand({
  name: "detector check",
  summary: "Verify a detector's folder and run it on a canned picture",
  options: {
    dir: {
      kind: FOLDER,
      help: "folder of the detector",
      group: "Arguments",
      positional: "one",
      required: true,
    } satisfies Option<string>,
    json: JSON_OPTION,
    quiet: QUIET_OPTION,
  },
  examples: ["vitrine detector check public/detector"],
  run: async ({ dir, ...manner }, { terminal, signal }) => {
    const check = await unlessAborted(checkDetector(dir), signal);
    print(terminal.out, manner, check, () => detectorLines(check));
  },
});

function detectorLines({ dir, manifest, loadMs, runMs }: DetectorCheck): string[] {
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
