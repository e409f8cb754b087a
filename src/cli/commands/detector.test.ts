/** `vitrine detector`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeYolosRepository } from "../../build/models/detectors/detector.testing.ts";
import { vitrine } from "../run.testing.ts";

test("vitrine detector prepares a folder, checks it, and tells what is in it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-detector-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeYolosRepository(folder, ["dress", "shoe"]);
  const out = join(folder, "out");
  const args = ["detector", "prepare", folder, "--out", out, "--name", "tiny"];
  const made = await vitrine(args);
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toContain("tiny, yolos; model_quantized.onnx");
  expect(made.out).toContain("shortest edge to 64, longest at most 96");
  expect(made.out).toContain("Labels: 2 labels; suggested: all");
  expect((await vitrine([...args, "--keep", "shoe", "-q"])).out).toBe("");
  const { out: json } = await vitrine(["detector", "check", out, "--json"]);
  expect(JSON.parse(json)).toMatchObject({ manifest: { keep: ["shoe"] }, dir: out });
});

test("wrong values are usage errors, and a folder without a detector is a failure", async () => {
  const wrong = await vitrine(["detector", "prepare", "x.onnx", "--out", "y", "--size", "big"]);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toMatch(/^vitrine: \[invalid-argument\]/);
  const none = await vitrine(["detector", "check", join(tmpdir(), "vitrine-no-such-folder")]);
  expect(none.code).toBe(1);
  expect(none.err).toMatch(/^vitrine: \[model-invalid\]/);
  expect((await vitrine(["detector", "--help"])).out).toContain("--type yolox --labels coco");
});
