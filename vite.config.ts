/** Builds and serves the demo, and says which unit tests there are. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { demoSite } from "./scripts/demo-site.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a page needs at most: nothing from elsewhere, no inline script or style, WebAssembly. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob: data:; style-src 'self'";

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
  plugins: [demoSite(at("demo-dist"))],
  resolve: {
    alias: [
      { find: /^vitrine$/, replacement: at("dist/index.js") },
      { find: /^vitrine\/element$/, replacement: at("dist/element.js") },
    ],
  },
  build: {
    outDir: at("demo-dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { store: at("demo/index.html"), camera: at("demo/camera/index.html") },
    },
  },
  server: { headers: ISOLATION },
  preview: {
    headers: { ...ISOLATION, "Content-Security-Policy": CONTENT_SECURITY_POLICY },
  },
  test: {
    root: at("."),
    // Kernels that check their assertions: an error in memory traps at once.
    alias: [
      { find: /^(.*\/wasm(?:-shared)?)\.generated\.ts$/, replacement: "$1-asserting.generated.ts" },
    ],
    include: [
      "src/**/*.test.ts",
      "demo/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/model/*.test.ts",
    ],
    testTimeout: 60_000,
    // Two cores are all that CI has; by default one of them would stay idle.
    maxWorkers: 2,
    hookTimeout: 120_000,
  },
});
