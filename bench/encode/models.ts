/** The models that the encode bench compares, and where they are. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ensureShop } from "../../scripts/demo.ts";
import { ensure } from "../../scripts/stage.ts";

export const FOLDER = ".cache/bench/encode";
const SHOP = "public/demo";
const SHAPE = "../shared/data/fashion-clip-shape";
/** As many as make a catalog; searching it must cost nothing. */
const PRODUCTS = 12;

/** A model on disk, with a tiny catalog that is bound to it. */
export interface BenchModel {
  name: string;
  /** Both are served below `/models/`, where transformers.js looks. */
  folder: string;
  catalog: string;
}

/** Where each model comes from; the first that is there gives the headline. */
const SOURCES: Record<string, () => string | { missing: string }> = {
  "fashion-clip-shape": () => (existsSync(SHAPE) ? unpack() : { missing: `${SHAPE} is not there` }),
  starter: () => "public/models/starter",
};

export const MODELS = Object.keys(SOURCES);

/** FashionCLIP's architecture with synthetic weights, unpacked once. */
function unpack(): string {
  const folder = `${FOLDER}/models/fashion-clip-shape`;
  mkdirSync(`${folder}/onnx`, { recursive: true });
  for (const name of readdirSync(SHAPE).filter((name) => name.endsWith(".json"))) {
    cpSync(join(SHAPE, name), join(folder, name));
  }
  for (const name of readdirSync(`${SHAPE}/onnx`).filter((name) => name.endsWith(".gz"))) {
    const file = `${folder}/onnx/${name.slice(0, -".gz".length)}`;
    if (!existsSync(file)) writeFileSync(file, gunzipSync(readFileSync(`${SHAPE}/onnx/${name}`)));
  }
  return folder;
}

/** The folder of a model by its name, or what is missing. */
export function modelFolder(name: string): string | { missing: string } {
  return SOURCES[name]?.() ?? { missing: `expected one of ${MODELS.join(", ")}` };
}

export async function prepareModel(name: string): Promise<BenchModel | { missing: string }> {
  const folder = SOURCES[name]!();
  if (typeof folder !== "string") return folder;
  await ensureShop();
  const catalog = `${FOLDER}/catalogs/${name}`;
  await ensure({
    name: `bench catalog of ${name}`,
    from: ["demo/products", "dist/node", folder],
    makes: [`${catalog}/manifest.json`],
    run: () => {
      mkdirSync(`${FOLDER}/catalogs`, { recursive: true });
      const feed = `${FOLDER}/catalogs/${name}.csv`;
      const rows = readFileSync(`${SHOP}/products.csv`, "utf8").split("\n");
      writeFileSync(feed, rows.slice(0, 1 + PRODUCTS).join("\n"));
      const args = ["build", feed, "--images", `${SHOP}/images`, "--model", folder];
      args.push("--model-url", `/models/${name}/`, "--out", catalog, "--dtype", "q8", "--quiet");
      execFileSync(process.execPath, ["dist/node/cli.js", ...args], { stdio: "inherit" });
    },
  });
  return { name, folder, catalog };
}
