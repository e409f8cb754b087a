/** Builds the package into `dist`: nothing that a bundler of a page would still have to resolve. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type InputOptions, type OutputOptions, rolldown } from "rolldown";
import { buildKernel } from "./build-kernel.ts";
import { licenceNotices } from "./licences.ts";

const DIST = "dist";
/** Optional peers: only `vitrine build` needs them, and asks for them by name. */
const PEERS = ["onnxruntime-node", "sharp"];
/** The runtime's variant whose wasm is a file beside it. */
const EXTERN_WASM = "onnxruntime-web-use-extern-wasm";
const RUNTIME_FILES = ["ort-wasm-simd-threaded", "ort-wasm-simd-threaded.asyncify"].flatMap(
  (name) => [`${name}.wasm`, `${name}.mjs`],
);

const moduleIds = new Set<string>();

async function bundle(input: InputOptions, output: OutputOptions): Promise<void> {
  const build = await rolldown({
    logLevel: "warn",
    ...input,
    resolve: { conditionNames: [EXTERN_WASM, "import", "default"], ...input.resolve },
  });
  const { output: chunks } = await build.write({ dir: DIST, format: "esm", ...output });
  for (const chunk of chunks) {
    if (chunk.type === "chunk") for (const id of chunk.moduleIds) moduleIds.add(id);
  }
}

export async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  await buildKernel();
  await bundle(
    { input: { index: "src/index.ts", vector: "src/vector/index.ts" }, platform: "browser" },
    { chunkFileNames: "chunk-[name].js" },
  );
  // One file, for bundlers' workers cannot always be split; minified, for it is served as it is.
  await bundle(
    { input: { worker: "src/worker/worker.ts" }, platform: "browser" },
    { codeSplitting: false, minify: true },
  );
  await bundle(
    {
      input: { build: "src/build/index.ts", cli: "src/cli/main.ts" },
      platform: "node",
      external: PEERS,
      resolve: { conditionNames: [EXTERN_WASM, "node", "import", "default"] },
    },
    {
      dir: join(DIST, "node"),
      chunkFileNames: "chunk-[name].js",
      banner: ({ name }) => (name === "cli" ? "#!/usr/bin/env node" : ""),
    },
  );
  chmodSync(join(DIST, "node", "cli.js"), 0o755);
  const { resolve } = createRequire(import.meta.url);
  for (const file of RUNTIME_FILES) {
    copyFileSync(resolve(`onnxruntime-web/${file}`), join(DIST, file));
  }
  writeFileSync(join(DIST, "THIRD-PARTY-LICENCES.txt"), licenceNotices(moduleIds));
  execFileSync("npx", ["tsc", "-p", "tsconfig.types.json"], { stdio: "inherit" });
}

if (import.meta.filename === process.argv[1]) await build();
