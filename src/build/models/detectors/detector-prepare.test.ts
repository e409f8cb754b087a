/** Tests of preparing and checking detectors. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { CELL, COLOUR_LABELS, colourYolox } from "../../../encoder/detect/detector.testing.ts";
import { parseDetectorManifest } from "../../../encoder/detect/detector-manifest.ts";
import { onnxModel } from "../../../encoder/onnx.testing.ts";
import { COCO_LABELS, COCO_WORN } from "./coco-labels.ts";
import { writeYolosRepository } from "./detector.testing.ts";
import { checkDetector, prepareDetector } from "./detector-prepare.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-detector-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

/** Writes a file of the test's folder, and gives its path. */
async function write(path: string, content: Uint8Array | string): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, content);
  return file;
}

/** A model that gives zeros of a shape, whatever goes in. */
function zeros(side: number | string, shape: readonly number[]): Uint8Array {
  return onnxModel({
    inputs: [{ name: "images", shape: [1, 3, side, side] }],
    outputs: [{ name: "output0", shape: [...shape] }],
    constants: [
      {
        name: "zeros",
        shape,
        data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
      },
    ],
    nodes: [{ op: "Identity", inputs: ["zeros"], outputs: ["output0"] }],
  });
}

const manifestIn = async (dir: string) =>
  parseDetectorManifest(await readFile(join(dir, "detector.json"), "utf8"));

describe("prepareDetector", () => {
  test("there are 80 labels of COCO, and those of worn things are among them", () => {
    expect(COCO_LABELS).toHaveLength(80);
    expect(new Set(COCO_LABELS).size).toBe(80);
    expect([COCO_LABELS[0], COCO_LABELS[26], COCO_LABELS[79]]).toEqual([
      "person",
      "handbag",
      "toothbrush",
    ]);
    expect(COCO_WORN.every((label) => COCO_LABELS.includes(label))).toBe(true);
  });

  test.each([
    ["yolox", [1, 84, 85], "corner", "bgr", 1],
    ["yolov5", [1, 30, 85], "centre", "rgb", 1 / 255],
    ["yolov8", [1, 84, 30], "centre", "rgb", 1 / 255],
  ] as const)("describes %s as its makers export it", async (type, shape, fit, channels, scale) => {
    const model = await write("tiny.onnx", zeros(64, shape));
    const out = join(folder, "out");
    const check = await prepareDetector({ model, out, type });
    expect(check.found).toEqual([]);
    expect(await manifestIn(out)).toEqual(check.manifest);
    expect(check.manifest).toMatchObject({
      name: "tiny",
      file: { path: "tiny.onnx", bytes: (await readFile(model)).length },
      input: { name: "images", resize: { fit, width: 64, height: 64, fill: 114 }, channels, scale },
      output: { kind: type, name: "output0" },
      labels: COCO_LABELS,
      keep: COCO_WORN,
    });
    expect((await readdir(out)).sort()).toEqual(["detector.json", "tiny.onnx"]);
    expect((await checkDetector(out)).manifest).toEqual(check.manifest);
  });

  test("takes labels, kept labels, name and size as they are given", async () => {
    const model = await write("a/model.onnx", zeros("side", [1, 6, 10]));
    const labels = await write("labels.txt", "dress\r\n\nshoe\n");
    const options = { model, out: join(folder, "out"), type: "yolov8" as const, labels };
    const { manifest } = await prepareDetector({
      ...options,
      keep: ["shoe"],
      name: "own",
      size: 96,
    });
    expect(manifest).toMatchObject({ name: "own", labels: ["dress", "shoe"], keep: ["shoe"] });
    expect(manifest.input.resize).toMatchObject({ width: 96, height: 96 });
    // Labels that are none of COCO's are all kept.
    expect((await prepareDetector(options)).manifest.keep).toEqual([]);
  });

  test("describes a YOLOS repository by its configuration, and prefers int8 weights", async () => {
    await writeYolosRepository(join(folder, "yolos"), ["person", "cat"]);
    const out = join(folder, "out");
    const { manifest } = await prepareDetector({ model: join(folder, "yolos"), out });
    expect(manifest).toMatchObject({
      name: "yolos",
      file: { path: "model_quantized.onnx" },
      output: { kind: "yolos" },
      labels: ["person", "cat"],
      keep: ["person"],
    });
  });

  test("describes a file in its own folder, and replaces a detector", async () => {
    const model = await write("here/colours.onnx", colourYolox());
    const labels = await write("labels.txt", COLOUR_LABELS.join("\n"));
    const out = join(folder, "here");
    const options = { model, out, type: "yolox" as const, labels };
    // Its one grid is not what YOLOX has.
    await expect(prepareDetector(options)).rejects.toEqual(code("model-invalid"));
    expect(await readdir(out)).toEqual(["colours.onnx"]);
    const tiny = await write("here/tiny.onnx", zeros(CELL, [1, 21, 8]));
    await prepareDetector({ ...options, model: tiny });
    expect(await readdir(out)).toEqual(["colours.onnx", "detector.json", "tiny.onnx"]);
    await prepareDetector({ ...options, model: tiny, name: "again" });
    expect((await manifestIn(out)).name).toBe("again");
  });

  test("writes nothing if it refuses a model", async () => {
    const model = await write("tiny.onnx", zeros(64, [1, 84, 85]));
    const text = await write("text.onnx", "<!doctype html><p>not found</p>");
    const other = await write("other/photo.txt", "mine");
    const out = join(folder, "out");
    const refused: [object, string][] = [
      [{ type: undefined }, "invalid-argument"],
      [{ type: "yolov9000" }, "invalid-argument"],
      [{ model: join(folder, "none.onnx") }, "model-invalid"],
      [{ model: join(folder, "other") }, "model-invalid"],
      [{ model: text }, "model-invalid"],
      [{ type: "yolov5", keep: ["shoe"] }, "model-invalid"],
      [{ type: "yolov8", labels: text }, "model-invalid"],
      [{ labels: join(folder, "none.txt") }, "model-invalid"],
      [{ out: join(folder, "other") }, "output-failed"],
      [{ out: join(folder, "tiny.onnx") }, "output-failed"],
    ];
    for (const [change, expected] of refused) {
      const options = { model, out, type: "yolox" as const, ...change };
      await expect(prepareDetector(options)).rejects.toEqual(code(expected));
    }
    expect(await readdir(folder)).not.toContain("out");
    expect(await readFile(other, "utf8")).toBe("mine");
  });
});

describe("checkDetector", () => {
  test("names what is wrong with a folder", async () => {
    const model = await write("tiny.onnx", zeros(64, [1, 84, 85]));
    const out = join(folder, "out");
    await prepareDetector({ model, out, type: "yolox" });
    await writeFile(join(out, "tiny.onnx"), (await readFile(model)).subarray(1));
    await expect(checkDetector(out)).rejects.toEqual(code("integrity"));
    await rm(join(out, "tiny.onnx"));
    await expect(checkDetector(out)).rejects.toEqual(code("model-invalid"));
    await writeFile(join(out, "detector.json"), "{");
    await expect(checkDetector(out)).rejects.toEqual(code("model-invalid"));
    await writeFile(join(out, "detector.json"), " ".repeat(300_000));
    await expect(checkDetector(out)).rejects.toEqual(code("model-invalid"));
    await expect(checkDetector(join(folder, "none"))).rejects.toEqual(code("model-invalid"));
  });
});
