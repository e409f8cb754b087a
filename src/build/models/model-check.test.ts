/** Tests of checking models. */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { optionalData } from "../../encoder/testing.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { SIGLIP } from "./fetch/hub.testing.ts";
import { checkModel } from "./model-check.ts";
import { readFileRef } from "./model-files.ts";
import { writeSums } from "./model-record.ts";

let dir: string;

beforeEach(async () => {
  dir = join(await temporaryFolder(), "siglip");
  await cp(SIGLIP, dir, { recursive: true });
});

describe("checkModel", () => {
  test("describes a folder, and how each format runs", async () => {
    const check = await checkModel(dir);
    expect(check).toMatchObject({
      id: "siglip",
      family: "siglip",
      dim: 8,
      text: { tokenizer: "Unigram", contextLength: 64, padTo: 64, padId: 1 },
      sums: "absent",
      problems: [],
    });
    expect(check.weights.map(({ modality, dtype }) => `${modality} ${dtype}`)).toEqual(
      ["image", "text"].flatMap((half) =>
        ["fp32", "fp16", "q8"].map((dtype) => `${half} ${dtype}`),
      ),
    );
    for (const { runs } of check.weights) {
      expect(runs.map(({ runtime }) => runtime)).toEqual(["wasm", "node"]);
      for (const { cosine, output } of runs) {
        expect(output).toBe("pooler_output");
        expect(cosine).toBeGreaterThan(0.999);
      }
    }
  });

  test("finds files that do not match the sums", async () => {
    const paths = ["config.json", "onnx/text_model.onnx"];
    await writeSums(dir, await Promise.all(paths.map((path) => readFileRef(dir, path))));
    expect((await checkModel(dir)).sums).toBe("right");
    const config = await readFile(join(dir, "config.json"), "utf8");
    await writeFile(join(dir, "config.json"), `${config}\n`);
    await rm(join(dir, "onnx/text_model.onnx"));
    const { sums, problems } = await checkModel(dir);
    expect(sums).toBe("wrong");
    expect(problems).toEqual([
      expect.stringMatching(/^config\.json: expected the SHA-256/),
      expect.stringMatching(/^onnx\/text_model\.onnx: .*got nothing/),
    ]);
    await writeFile(join(dir, "SHA256SUMS"), `${"0".repeat(64)}  ../../secret\n`);
    await expect(checkModel(dir)).rejects.toMatchObject({ code: "model-invalid" });
  });

  test("finds weights that do not run, and weights of another model", async () => {
    await writeFile(join(dir, "onnx/vision_model_quantized.onnx"), "version https://git-lfs");
    const path = join(dir, "onnx/text_model_fp16.onnx");
    const bytes = await readFile(path);
    // Signs turned in the first rows of the table, that of the padding among them.
    const start = bytes.lastIndexOf("table_half") + "table_half".length + 3;
    for (let i = start; i < start + 400; i += 2) bytes[i + 1]! ^= 0x80;
    await writeFile(path, bytes);
    const { problems, weights } = await checkModel(dir);
    expect(problems.join("\n")).toMatch(
      /vision_model_quantized\.onnx: no runtime can run it: .*Git LFS/,
    );
    expect(problems.join("\n")).toMatch(/text_model_fp16\.onnx: gives another embedding in wasm/);
    const broken = weights.find(({ path: at }) => at.endsWith("vision_model_quantized.onnx"));
    expect(broken?.runs.every(({ error }) => error)).toBe(true);
    await rm(join(dir, "onnx"), { recursive: true });
    expect((await checkModel(dir)).problems).toEqual([
      "no weights of the image half",
      "no weights of the text half",
    ]);
    await expect(checkModel(join(dir, "none"))).rejects.toMatchObject({ code: "model-invalid" });
  });

  const shape = optionalData("../shared/data/fashion-clip-shape");

  test.skipIf(!shape)("reads a repository of FashionCLIP's shape", async () => {
    // Its weights are packed there; the configuration is what is read here.
    expect(await checkModel(shape!)).toMatchObject({
      family: "clip",
      dim: 512,
      text: { tokenizer: "BPE", contextLength: 77, padId: 49_407 },
      problems: ["no weights of the image half", "no weights of the text half"],
    });
  });
});
