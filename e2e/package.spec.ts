import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { expect, test } from "./fixtures.ts";
import { Site } from "./site.ts";

/** Outside the checkout, so that nothing is found in its packages. */
const FOLDER = mkdtempSync(join(tmpdir(), "vitrine-consumer-"));
const INSTALLED = `${FOLDER}/node_modules/vitrine`;

test.describe.configure({ mode: "serial", timeout: 180_000 });

let files: string[];

test.beforeAll(() => {
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", FOLDER];
  const report = JSON.parse(execFileSync("npm", pack, { encoding: "utf8" }));
  const [{ filename, files: packed }] = Array.isArray(report) ? report : Object.values(report);
  files = packed.map(({ path }: { path: string }) => path);
  writeFileSync(
    `${FOLDER}/package.json`,
    '{ "name": "consumer", "private": true, "type": "module" }',
  );
  const install = ["install", "--offline", "--no-audit", "--no-fund", `./${filename}`];
  execFileSync("npm", install, { cwd: FOLDER, stdio: "pipe" });
});

test.afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

test("the package has what a user needs and nothing else, and no dependencies", () => {
  const others = files.filter((path) => !/^dist\/(types\/.*\.d\.ts|node\/[\w.-]+\.js)$/.test(path));
  expect(others.sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist/THIRD-PARTY-LICENCES.txt",
    "dist/chunk-errors.js",
    "dist/index.js",
    "dist/ort-wasm-simd-threaded.asyncify.mjs",
    "dist/ort-wasm-simd-threaded.asyncify.wasm",
    "dist/ort-wasm-simd-threaded.mjs",
    "dist/ort-wasm-simd-threaded.wasm",
    "dist/vector.js",
    "dist/worker.js",
    "models/starter/README.md",
    "package.json",
    "public/models/starter/config.json",
    "public/models/starter/onnx/text_model_quantized.onnx",
    "public/models/starter/onnx/vision_model_quantized.onnx",
    "public/models/starter/preprocessor_config.json",
    "public/models/starter/tokenizer.json",
    "public/models/starter/tokenizer_config.json",
  ]);
  const installed = JSON.parse(readFileSync(`${INSTALLED}/package.json`, "utf8"));
  expect(installed.dependencies).toBeUndefined();
  for (const file of ["index.js", "vector.js", "worker.js"]) {
    // Everything else is in the bundle.
    const code = readFileSync(`${INSTALLED}/dist/${file}`, "utf8");
    for (const [, name] of code.matchAll(/^(?:import|export)[^"';]*from\s*["']([^"']+)["']/gm)) {
      expect(name).toMatch(/^\.\//);
    }
  }
});

test("a fresh Vite app with default settings searches with it", async ({ page }) => {
  writeFileSync(
    `${FOLDER}/index.html`,
    '<!doctype html><html lang="en"><title>Shop</title><body><script type="module" src="/main.ts"></script></body></html>',
  );
  writeFileSync(
    `${FOLDER}/main.ts`,
    `import { openVisualSearch } from "vitrine";

const search = await openVisualSearch({ catalog: "/shop/catalog/" });
const hits = await search.query({ text: "a blue shirt" }, { limit: 5 });
document.body.textContent = String(hits.length);
`,
  );
  await build({ root: FOLDER, configFile: false, logLevel: "error", build: { target: "es2022" } });
  const site = await Site.start({
    folders: { "/": `${FOLDER}/dist`, "/shop/": "public/demo", "/models/": "public/models" },
  });
  await page.goto(`${site.origin}/`);
  await expect(page.locator("body")).toHaveText("5", { timeout: 60_000 });
  await site.stop();
});

test("its types hold in a strict project", () => {
  writeFileSync(
    `${FOLDER}/types.ts`,
    `import { type Hit, openVisualSearch, VisualSearchError } from "vitrine";
import { buildCatalog } from "vitrine/build";
import { buildIndex, openIndex } from "vitrine/vector";

export async function demo(photo: Blob): Promise<Hit[]> {
  const search = await openVisualSearch({ catalog: "/catalog/", device: "auto" });
  try {
    return await search.query({ image: photo, text: "in red" }, { where: { price: { max: 50 } } });
  } catch (error) {
    if (error instanceof VisualSearchError && error.code === "worker-died") return [];
    throw error;
  }
}
// @ts-expect-error: text is a string
export const wrong = openVisualSearch({ catalog: 7 });
export const ids: Uint32Array = openIndex(buildIndex(new Float32Array(8), { dim: 8 })).search([1], { k: 1 }).ids;
export const report = buildCatalog({ feed: "a.csv", images: "i", model: "m", out: "o" });
`,
  );
  // Only the type definitions of Node, as every project with a build script has them.
  mkdirSync(`${FOLDER}/node_modules/@types`, { recursive: true });
  for (const name of ["@types/node", "undici-types"]) {
    symlinkSync(`${process.cwd()}/node_modules/${name}`, `${FOLDER}/node_modules/${name}`);
  }
  const tsc = join(process.cwd(), "node_modules/.bin/tsc");
  for (const resolution of [
    ["--module", "esnext", "--moduleResolution", "bundler"],
    ["--module", "nodenext", "--moduleResolution", "nodenext"],
  ]) {
    const options = [
      "--noEmit",
      "--strict",
      "--target",
      "es2022",
      "--types",
      "node",
      ...resolution,
    ];
    const { stdout, status } = spawnSync(tsc, [...options, "types.ts"], {
      cwd: FOLDER,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  }
});

test("the command says what it needs by name", () => {
  const vitrine = (...args: string[]) =>
    spawnSync(process.execPath, [`${INSTALLED}/dist/node/cli.js`, ...args], { encoding: "utf8" });
  expect(vitrine("--help").stdout).toContain("build [options] [feed...]");
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(vitrine("--version").stdout.trim()).toBe(version);
  const args = ["build", "public/demo/products.csv", "--images", "public/demo/images"];
  args.push("--model", "public/models/starter", "--out", `${FOLDER}/catalog`);
  const built = vitrine(...args);
  expect(built.stderr).toContain("dependency-missing");
  expect(built.stderr).toContain("npm install sharp");
  expect(built.status).toBe(1);
  expect(existsSync(`${FOLDER}/catalog`)).toBe(false);
});

test("the command builds with the WASM runtime where onnxruntime-node is missing", () => {
  test.slow();
  // sharp and what it needs, as npm would install them.
  const nodeModules = `${FOLDER}/node_modules`;
  for (const name of ["sharp", "@img", "detect-libc", "semver"]) {
    symlinkSync(`${process.cwd()}/node_modules/${name}`, `${nodeModules}/${name}`);
  }
  const feed = readFileSync("public/demo/products.csv", "utf8").split("\n").slice(0, 6).join("\n");
  writeFileSync(`${FOLDER}/few.csv`, feed);
  const cli = `${INSTALLED}/dist/node/cli.js`;
  const preserve = ["--preserve-symlinks", "--preserve-symlinks-main"];
  // The model that the package brings along.
  const fetching = ["model", "fetch", "starter", "--out", `${FOLDER}/model`, "--quiet"];
  const fetched = spawnSync(process.execPath, [cli, ...fetching], { encoding: "utf8" });
  expect(fetched).toMatchObject({ status: 0, stdout: "", stderr: "" });
  const args = ["build", `${FOLDER}/few.csv`, "--images", "public/demo/images"];
  args.push("--model", `${FOLDER}/model`, "--out", `${FOLDER}/catalog`);
  args.push("--cache", `${FOLDER}/cache`);
  const built = spawnSync(process.execPath, [...preserve, cli, ...args], { encoding: "utf8" });
  expect(built.stdout + built.stderr).toContain("npm install onnxruntime-node");
  expect(built.status).toBe(0);
  const { encoder, items } = JSON.parse(readFileSync(`${FOLDER}/catalog/manifest.json`, "utf8"));
  expect(items).toBe(5);
  expect(encoder.embeddedWith).toMatch(/^onnxruntime-web \d/);
});
