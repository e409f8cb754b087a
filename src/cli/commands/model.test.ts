/** `vitrine model`. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { SIGLIP, TestHub } from "../../build/models/fetch/hub.testing.ts";
import { vitrine } from "../run.testing.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-model-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

describe("vitrine model fetch", () => {
  test("fetches, shows progress and a summary, and has nothing to do again", async () => {
    const hub = await TestHub.start();
    onTestFinished(() => hub.stop());
    const out = join(folder, "model");
    const args = ["model", "fetch", "owner/model", "--out", out, "--base-url", hub.base];
    args.push("--dtypes", "q8");
    const first = await vitrine(args);
    expect(first.code).toBe(0);
    expect(first.err).toMatch(/Fetching the model: 15\.6 kB of 15\.6 kB/);
    expect(first.out).toContain(`owner/model at commit ${hub.commit}, 6 files`);
    expect(first.out).toContain("Licence: apache-2.0");
    const again = await vitrine([...args, "--json"]);
    expect(JSON.parse(again.out)).toMatchObject({ repository: "owner/model", fetchedBytes: 0 });
    expect(await vitrine([...args, "--quiet"])).toEqual({ code: 0, out: "", err: "" });
    const check = await vitrine(["model", "check", out]);
    expect(check.out).toContain("SHA256SUMS: right");
    expect(check.code).toBe(0);
    const refused = await vitrine([...args, "--revision", "b".repeat(40)]);
    expect(refused.err).toMatch(/\[output-failed\] .*not mixed/);
    expect(refused.code).toBe(1);
  });

  test("wrong values are usage errors", async () => {
    for (const flags of [
      ["--dtypes", "int3"],
      ["--base-url", "x"],
      ["--revision", "a b"],
    ]) {
      const args = ["model", "fetch", "owner/model", "--out", join(folder, "m"), ...flags];
      const { code, err } = await vitrine(args);
      expect(err).toMatch(/^vitrine: \[invalid-argument\] Expected .* as --/);
      expect(code).toBe(2);
    }
    expect((await vitrine(["model", "fetch", "starter"])).err).toMatch(
      /Expected --out <dir>, got nothing\. See vitrine model fetch --help\.$/,
    );
    expect((await vitrine(["model", "--help"])).out).toContain("marqo-fashion-siglip");
  });
});

describe("vitrine model check", () => {
  test("prints what it found", async () => {
    const { out, code, err } = await vitrine(["model", "check", SIGLIP]);
    expect(out).toContain("Family: siglip, 8 dimensions; licence: not stated");
    expect(out).toContain("Image: squashed to 16 x 16, bicubic");
    expect(out).toContain("Unigram tokenizer, at most 64 ids, padded to 64 with 1, canonicalized");
    expect(out).toMatch(
      /half +format +size +runtime +output +load ms +run ms +cosine\nimage +fp32/,
    );
    expect(out.split("\n").filter((line) => line.includes("pooler_output"))).toHaveLength(12);
    expect(err).toContain("Running the model: 12 of 12");
    expect(code).toBe(0);
    const { out: json } = await vitrine(["model", "check", SIGLIP, "--json"]);
    expect(JSON.parse(json)).toMatchObject({ family: "siglip", problems: [] });
  });

  test("ends with exit code 1 and a list if something is wrong", async () => {
    const model = join(folder, "model");
    await vitrine(["model", "fetch", "starter", "--out", model, "-q"]);
    await writeFile(join(model, "onnx/text_model_quantized.onnx"), "<html>");
    const { code, err } = await vitrine(["model", "check", model, "-q"]);
    expect(code).toBe(1);
    expect(err).toMatch(/text_model_quantized\.onnx: expected the SHA-256/);
    expect(err).toMatch(/vitrine: \[model-invalid\].*2 problems/);
    expect((await vitrine(["model", "check", folder])).err).toMatch(/expected .*config\.json/i);
  });
});

describe("vitrine build with a preset's name", () => {
  async function feed(): Promise<string[]> {
    await mkdir(join(folder, "images"));
    const create = { width: 40, height: 50, channels: 3 as const, background: "#a33" };
    await sharp({ create }).jpeg().toFile(join(folder, "images/a.jpg"));
    await writeFile(join(folder, "feed.csv"), "id,title,image\n1,Shirt,a.jpg\n");
    const out = join(folder, "catalog");
    return [
      "build",
      join(folder, "feed.csv"),
      "--images",
      join(folder, "images"),
      "--out",
      out,
      "-q",
    ];
  }

  test("has the starter model at hand", async () => {
    const args = await feed();
    expect((await vitrine([...args, "--model", "starter"])).code).toBe(0);
    const manifest = JSON.parse(await readFile(join(folder, "catalog/manifest.json"), "utf8"));
    expect(manifest.encoder).toMatchObject({ id: "starter", weights: [{ dtype: "q8" }] });
  });

  test("says how to get one that has not been fetched", async () => {
    const { code, err } = await vitrine([...(await feed()), "--model", "fashion-clip"]);
    expect(err).toMatch(/Run vitrine model fetch fashion-clip --out models.fashion-clip first\.$/);
    expect(code).toBe(1);
  });
});
