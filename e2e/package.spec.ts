/** The packed package, installed into fresh apps as a user would. */
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
import { APPS, SHOP_FOLDERS } from "../scripts/apps/apps.ts";
import { copyExample, pack } from "../scripts/apps/folder.ts";
import { expectHeadlessWorks } from "../scripts/apps/headless-works.ts";
import { expectWidgetWorks } from "../scripts/apps/widget-works.ts";
import { expect, test } from "./fixtures.ts";
import { Site } from "./site.ts";

/** Outside the checkout, so that nothing is found in its packages. */
const FOLDER = mkdtempSync(join(tmpdir(), "vitrine-consumer-"));
const INSTALLED = `${FOLDER}/node_modules/vitrine`;

test.describe.configure({ mode: "serial", timeout: 180_000 });

let files: string[];

test.beforeAll(() => {
  const packed = pack(FOLDER);
  files = packed.files;
  writeFileSync(
    `${FOLDER}/package.json`,
    '{ "name": "consumer", "private": true, "type": "module" }',
  );
  const install = ["install", "--offline", "--no-audit", "--no-fund", packed.tarball];
  execFileSync("npm", install, { cwd: FOLDER, stdio: "pipe" });
});

test.afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

test("contains what a user needs and nothing else, without dependencies", () => {
  // Definitions, the command, and the widget's parts for bundlers and for pages without one.
  const parts = /^dist\/(types\/.*\.d\.ts|node\/[\w.-]+\.js|(chunk|visual-search)-[\w.-]+\.js)$/;
  const others = files.filter((path) => !parts.test(path));
  expect(others.sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist/THIRD-PARTY-LICENCES.txt",
    "dist/custom-elements.json",
    "dist/element.js",
    "dist/index.js",
    "dist/ort-wasm-simd-threaded.asyncify.mjs",
    "dist/ort-wasm-simd-threaded.asyncify.wasm",
    "dist/ort-wasm-simd-threaded.mjs",
    "dist/ort-wasm-simd-threaded.wasm",
    "dist/react.js",
    "dist/server/element.js",
    "dist/vector.js",
    "dist/visual-search.js",
    "dist/worker.js",
    "models/starter/README.md",
    "models/starter/failures.webp",
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
  const scripts = files.filter(
    (path) => /^dist\/[\w.-]+\.js$/.test(path) && path !== "dist/react.js",
  );
  for (const file of scripts) {
    // Everything else is in the bundle.
    const code = readFileSync(`${INSTALLED}/${file}`, "utf8");
    for (const [, name] of code.matchAll(/^(?:import|export)[^"';]*from\s*["']([^"']+)["']/gm)) {
      expect(name).toMatch(/^\.\//);
    }
  }
});

for (const name of ["script-tag", "vite", "headless-api"]) {
  test(`the example works from the packed package: ${name}`, async ({ page }) => {
    const app = APPS[name]!;
    const folder = `${FOLDER}/${name}`;
    copyExample(app.example, folder);
    const usesVite = name !== "script-tag";
    if (usesVite) await build({ root: folder, configFile: false, logLevel: "error" });
    const site = await Site.start({
      folders: {
        "/": usesVite ? `${folder}/dist` : folder,
        "/vitrine/": `${INSTALLED}/dist`,
        ...SHOP_FOLDERS,
      },
      headers: { "Content-Security-Policy": app.policy },
    });
    const expectWorks = app.does === "headless" ? expectHeadlessWorks : expectWidgetWorks;
    await expectWorks(page, site, "/");
    await site.stop();
  });
}

test("the example of the index alone runs in Node", () => {
  copyExample("index-alone", `${FOLDER}/index-alone`);
  const options = { cwd: `${FOLDER}/index-alone`, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ["main.js"], options);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^exact: row 0, score /);
});

test("a server imports the widget and its React wrapper, and renders its tag", () => {
  for (const name of ["react", "react-dom", "scheduler"]) {
    symlinkSync(`${process.cwd()}/node_modules/${name}`, `${FOLDER}/node_modules/${name}`);
  }
  writeFileSync(
    `${FOLDER}/server.mjs`,
    `import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { VisualSearch } from "vitrine/react";
import { VisualSearchElement } from "vitrine/element";

console.log(renderToString(createElement(VisualSearch, { catalog: "/c/", groupBy: "family", onSelect() {}, id: "a" }, "words")));
try { new VisualSearchElement(); } catch (error) { console.log(error.message); }
`,
  );
  const preserve = ["--preserve-symlinks", "--preserve-symlinks-main"];
  const { stdout, stderr } = spawnSync(process.execPath, [...preserve, "server.mjs"], {
    cwd: FOLDER,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(
    '<visual-search id="a">words</visual-search>\n' +
      "Expected a browser to create a <visual-search> in, got a server. Create it once the page runs.\n",
  );
  expect(readFileSync(`${INSTALLED}/dist/react.js`, "utf8")).toMatch(/^"use client";/);
});

test("its types compile in a strict project", () => {
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
  writeFileSync(
    `${FOLDER}/widget.tsx`,
    `import { VisualSearchElement } from "vitrine/element";
import { VisualSearch } from "vitrine/react";
import type {} from "vitrine/types/react";
import { createRef } from "react";

const ref = createRef<VisualSearchElement>();
export const wrapped = (
  <VisualSearch
    ref={ref}
    catalog="/catalog/"
    limit={24}
    samples={[{ src: "/a.webp" }]}
    className="search"
    onSelect={(event) => { event.preventDefault(); const title: string = event.detail.item.title; return void title; }}
    onResults={({ detail }) => { const hits: readonly { score: number }[] | undefined = detail.hits; return void hits; }}
    onState={({ detail }) => detail.state === "ready"}
  >
    <h2 slot="heading">Show us</h2>
  </VisualSearch>
);
// @ts-expect-error: a number
export const wrongLimit = <VisualSearch limit="many" />;
// @ts-expect-error: no such property
export const wrongName = <VisualSearch catalogue="/catalog/" />;
// @ts-expect-error: no such state
export const wrongState = <VisualSearch onState={({ detail }) => detail.state === "done"} />;
// @ts-expect-error: the details of another event
export const wrongDetail = <VisualSearch onError={({ detail }) => detail.hits} />;

export const tag = <visual-search catalog="/catalog/" group-by="family" limit="24" onvs-select={(event) => event.detail.item.id} />;
// @ts-expect-error: the catalog's address is a text
export const wrongTag = <visual-search catalog={7} />;

const element = document.querySelector("visual-search")!;
element.addEventListener("vs-progress", ({ detail }) => detail.loadedBytes.toFixed());
element.addEventListener("click", ({ clientX }) => clientX);
// @ts-expect-error: only the element writes it
element.state = "ready";
// @ts-expect-error: not a method of it
element.searchSound();
export const made: VisualSearchElement = new VisualSearchElement();
export const handle = element.search.then((search) => search.info.catalog.items);
`,
  );
  // Only the type definitions of Node, as every project with a build script has them.
  mkdirSync(`${FOLDER}/node_modules/@types`, { recursive: true });
  for (const name of ["@types/node", "undici-types", "@types/react", "csstype"]) {
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
      "--jsx",
      "react-jsx",
      ...resolution,
    ];
    const { stdout, status } = spawnSync(tsc, [...options, "types.ts", "widget.tsx"], {
      cwd: FOLDER,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  }
});

test("the command names the packages that it lacks", () => {
  const vitrine = (...args: string[]) =>
    spawnSync(process.execPath, [`${INSTALLED}/dist/node/cli.js`, ...args], { encoding: "utf8" });
  expect(vitrine("--help").stdout).toContain("build [options] <feed...>");
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

test("the command builds with the WASM runtime if onnxruntime-node is missing", () => {
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
