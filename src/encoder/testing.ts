/** Helpers of this room's tests. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ModelFiles } from "./model/model-config.ts";
import type { RgbaImage } from "./rgba-image.ts";

const root = new URL("../../", import.meta.url);

/** Absolute path of a file, given from the repository root. */
export function fromRoot(path: string): string {
  return fileURLToPath(new URL(path, root));
}

/** Like `fromRoot`, for data outside of the repository: `undefined`, and a line of output, if it is absent. */
export function optionalData(path: string): string | undefined {
  const found = fromRoot(path);
  if (existsSync(found)) return found;
  process.stdout.write(`skipped: ${path} is absent\n`);
  return undefined;
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The configuration files of a model repository. */
export function readModelFiles(dir: string): ModelFiles & { tokenizer: unknown } {
  return {
    config: readJson(`${dir}/config.json`),
    preprocessor: readJson(`${dir}/preprocessor_config.json`),
    tokenizerConfig: readJson(`${dir}/tokenizer_config.json`),
    tokenizer: readJson(`${dir}/tokenizer.json`),
  };
}

export const STARTER = fromRoot("public/models/starter");

/** Cases of one kind from fixtures.jsonl, which make_fixtures.py writes. */
export function fixtures<T>(kind: string): T[] {
  return readFileSync(fromRoot("src/encoder/fixtures/fixtures.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.kind === kind);
}

/** The same bytes as `picture` in make_fixtures.py. */
export function picture(width: number, height: number, seed: number, alpha: boolean): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  let p = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 4; c++) data[p++] = c === 3 && !alpha ? 255 : value(x, y, c, seed);
    }
  }
  return { data, width, height };
}

function value(x: number, y: number, c: number, seed: number): number {
  let h = Math.imul(x, 374_761_393) + Math.imul(y, 668_265_263);
  h = (h + Math.imul(c, 2_147_483_647) + seed * 40_503) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 2_246_822_519) >>> 0;
  h = (h ^ (h >>> 13)) >>> 0;
  const noise = h >>> 24;
  const kind = (h >>> 8) & 3;
  if (c === 3) return kind === 0 ? 0 : kind === 1 ? 255 : noise;
  return seed % 2 ? noise : ((x * 5 + y * 3 + c * 40) ^ (noise >>> 3)) & 255;
}

export function sha256(array: Uint8ClampedArray | Float32Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}

/** A generator of integers below a bound, the same for the same seed. */
export function seeded(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
