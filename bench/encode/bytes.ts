/** What a first visit downloads, by part and compressed. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import type { Site } from "../../e2e/site.ts";
import { FOLDER } from "./models.ts";

/** By the SHA-256 of a file: the best quality takes a minute for a runtime. */
const SIZES = `${FOLDER}/brotli.json`;
const compress = promisify(brotliCompress);

async function brotliBytes(body: Uint8Array): Promise<number> {
  const known = existsSync(SIZES) ? JSON.parse(readFileSync(SIZES, "utf8")) : {};
  const sha256 = createHash("sha256").update(body).digest("hex");
  known[sha256] ??= (await compress(body)).length;
  mkdirSync(dirname(SIZES), { recursive: true });
  writeFileSync(SIZES, JSON.stringify(known));
  return known[sha256];
}

export interface ShippedBytes {
  javascript: number;
  wasm: number;
  total: number;
  files: Record<string, number>;
}

/** The code, brotli, that a page asked its server for; what belongs to the bench is left out. */
export async function shippedBytes(site: Site, paths: readonly string[]): Promise<ShippedBytes> {
  const shipped: ShippedBytes = { javascript: 0, wasm: 0, total: 0, files: {} };
  const isCode = (path: string) => /\.(m?js|wasm)$/.test(path) && !path.startsWith("/page/");
  for (const path of [...new Set(paths)].filter(isCode).sort()) {
    const body = new Uint8Array(await (await fetch(`${site.origin}${path}`)).arrayBuffer());
    const bytes = await brotliBytes(body);
    shipped.files[path] = bytes;
    shipped.total += bytes;
    if (extname(path) === ".wasm") shipped.wasm += bytes;
    else shipped.javascript += bytes;
  }
  return shipped;
}
