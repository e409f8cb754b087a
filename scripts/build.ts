/** Builds the package into `dist`: nothing that a bundler of a page would still have to resolve. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type InputOptions, type OutputOptions, type Plugin, rolldown } from "rolldown";
import { hashChunks, sha256Hex } from "../src/lib/hash.ts";
import { buildKernels } from "./build-kernel.ts";
import { makeCustomElements } from "./custom-elements.ts";
import { licenceNotices } from "./licences.ts";
import { makeTypes } from "./types.ts";

const DIST = "dist";
const WORKER = join(DIST, "worker.js");
/** Optional peers: only `vitrine build` needs them, and asks for them by name. */
const PEERS = ["onnxruntime-node", "sharp"];
/** The runtime's variant whose wasm is a file beside it. */
const EXTERN_WASM = "onnxruntime-web-use-extern-wasm";
const RUNTIMES = { wasm: "ort-wasm-simd-threaded", webgpu: "ort-wasm-simd-threaded.asyncify" };

/**
 * The runtime's script asks for its own address as `new URL("<its name>", import.meta.url)`. In a bundle
 * it has no file of that name, at which the bundler of a page would stumble.
 */
const ownAddress: Plugin = {
  name: "own-address",
  transform(code, id) {
    if (!/onnxruntime-web\/dist\/ort\.[\w.]+\.mjs$/.test(id)) return null;
    const changed = code.replace(
      /new \w+\("ort\.[\w.]+",import\.meta\.url\)\.href/g,
      "import.meta.url",
    );
    if (changed === code) throw new Error(`${id}: its own address is asked for in another way`);
    return changed;
  },
};

/** The minifier's template literals as the plain strings that every bundler looks for. */
function plainUrls(code: string): string {
  return code.replace(
    /new URL\(`([^`$\\]+)`,import\.meta\.url\)/g,
    'new URL("$1", import.meta.url)',
  );
}

const moduleIds = new Set<string>();

async function bundle(input: InputOptions, output: OutputOptions): Promise<void> {
  const build = await rolldown({
    logLevel: "warn",
    plugins: [ownAddress],
    ...input,
    resolve: { conditionNames: [EXTERN_WASM, "import", "default"], ...input.resolve },
  });
  const { output: chunks } = await build.write({ dir: DIST, format: "esm", ...output });
  for (const chunk of chunks) {
    if (chunk.type === "chunk") for (const id of chunk.moduleIds) moduleIds.add(id);
  }
}

function runtimeFile(name: string): string {
  return createRequire(import.meta.url).resolve(`onnxruntime-web/${name}`);
}

/** Length and SHA-256 of the runtimes, by which a page fetches, verifies and stores them. */
async function writeRuntimeRefs(): Promise<void> {
  const refs: Record<string, object> = {};
  for (const [key, name] of Object.entries(RUNTIMES)) {
    const bytes = readFileSync(runtimeFile(`${name}.wasm`));
    const sha256 = await sha256Hex(bytes);
    refs[key] = { bytes: bytes.length, sha256, ...(await hashChunks(bytes)) };
  }
  writeFileSync(
    "src/worker/runtime-files.generated.ts",
    "// Made by scripts/build.ts from the installed onnxruntime-web.\n" +
      `export const RUNTIME_FILES = ${JSON.stringify(refs, null, 2)};\n`,
  );
}

export async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  await buildKernels();
  await writeRuntimeRefs();
  await bundle(
    {
      input: {
        index: "src/index.ts",
        vector: "src/vector/index.ts",
        element: "src/element/index.ts",
      },
      platform: "browser",
    },
    { chunkFileNames: "chunk-[name].js" },
  );
  // For servers that render pages, on which there are no elements.
  await bundle(
    { input: { element: "src/element/server.ts" }, platform: "neutral" },
    { dir: join(DIST, "server") },
  );
  // The element by its name: a bundler chooses it for the server and for the browser.
  await bundle(
    {
      input: { react: "src/react/index.ts" },
      platform: "neutral",
      external: ["react", "vitrine/element"],
    },
    { banner: '"use client";' },
  );
  // For pages without a bundler: what it needs later on lies beside it, and is fetched by it.
  await bundle(
    {
      input: { "visual-search": "src/element/visual-search.ts" },
      platform: "browser",
      // What its parts share with it stays in it, so that a page loads one file at first.
      preserveEntrySignatures: "allow-extension",
    },
    { chunkFileNames: "visual-search-[name].js", minify: true },
  );
  // One file, for bundlers' workers cannot always be split; minified, for it is served as it is.
  await bundle(
    { input: { worker: "src/worker/worker.ts" }, platform: "browser" },
    { codeSplitting: false, minify: true },
  );
  writeFileSync(WORKER, plainUrls(readFileSync(WORKER, "utf8")));
  await bundle(
    {
      // The runtime in a file of its own, for threads to load.
      input: {
        build: "src/build/index.ts",
        cli: "src/cli/main.ts",
        "ort-web": "onnxruntime-web",
      },
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
  for (const name of Object.values(RUNTIMES)) {
    for (const file of [`${name}.wasm`, `${name}.mjs`]) {
      copyFileSync(runtimeFile(file), join(DIST, file));
    }
  }
  writeFileSync(join(DIST, "THIRD-PARTY-LICENCES.txt"), licenceNotices(moduleIds));
  writeFileSync(join(DIST, "custom-elements.json"), makeCustomElements());
  makeTypes();
}

if (import.meta.filename === process.argv[1]) await build();
