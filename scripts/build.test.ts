/** Tests that the built package works with models that need threads of their own. */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { ensurePackage } from "./demo.ts";

/** Bytes of a model that is large enough to run in threads of its own. */
const LARGE = 33 * 2 ** 20;

test("the package embeds with a large model, and compares it with browsers' runtime", async () => {
  await ensurePackage();
  const folder = mkdtempSync(join(tmpdir(), "vitrine-large-"));
  try {
    const model = join(folder, "model");
    cpSync("public/models/starter", model, { recursive: true });
    // Field 6 of an ONNX file is text that nobody reads; its length stands before it in groups of seven bits.
    const length = [0, 7, 14, 21].map((bits) => ((LARGE >> bits) & 127) | (bits < 21 ? 128 : 0));
    const weights = join(model, "onnx", "vision_model_quantized.onnx");
    appendFileSync(weights, Buffer.concat([Buffer.from([0x32, ...length]), Buffer.alloc(LARGE)]));
    const images = join(folder, "images");
    mkdirSync(images);
    const rows = ["id,title,image"];
    for (let i = 0; i < 3; i++) {
      const create = { width: 96, height: 96, channels: 3 as const };
      const background = { r: 80 * i, g: 20, b: 255 - 80 * i };
      await sharp({ create: { ...create, background } })
        .png()
        .toFile(join(images, `${i}.png`));
      rows.push(`p${i},Product ${i},${i}.png`);
    }
    const feed = join(folder, "feed.csv");
    writeFileSync(feed, rows.join("\n"));
    const out = join(folder, "catalog");
    const cache = join(folder, "cache");
    const options = [feed, "--images", images, "--model", model, "--out", out, "--cache", cache];
    const report = JSON.parse(
      execFileSync(process.execPath, ["dist/node/cli.js", "build", ...options, "--json"], {
        encoding: "utf8",
      }),
    );
    expect(report.embeddedWith).toMatch(/^onnxruntime-node /);
    expect(report.check).toMatchObject({ pictures: 3, remembered: false });
    expect(report.check.runtime).toMatch(/^onnxruntime-web /);
    expect(report.check.smallestCosine).toBeGreaterThan(0.999);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
