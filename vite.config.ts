import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a page needs at most: nothing from elsewhere, no inline script, WebAssembly. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob:";

/** Cross-origin isolation, without which the WASM runtime has one thread only. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

// The demo uses the built package, as a shop would.
export default defineConfig({
  root: at("demo"),
  base: "./",
  publicDir: at("public"),
  resolve: { alias: { vitrine: at("dist/index.js") } },
  build: {
    outDir: at("demo-dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
  },
  server: { headers: ISOLATION },
  preview: {
    headers: { ...ISOLATION, "Content-Security-Policy": CONTENT_SECURITY_POLICY },
  },
  test: {
    root: at("."),
    include: [
      "src/**/*.test.ts",
      "demo/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/model/*.test.ts",
    ],
    testTimeout: 60_000,
  },
});
