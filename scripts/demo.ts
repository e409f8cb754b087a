/** Makes what is missing of the package and the demo shop. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { build as viteBuild } from "vite";
import { build as buildPackage } from "./build.ts";
import { ensure } from "./stage.ts";

const SHOP = "public/demo";
const MODEL = "public/models/starter";

export async function ensurePackage(): Promise<void> {
  await ensure({
    name: "package",
    from: ["src", "scripts/build.ts", "scripts/build-kernel.ts", "package-lock.json"],
    makes: [
      "dist/index.js",
      "dist/element.js",
      "dist/visual-search.js",
      "dist/worker.js",
      "dist/node/cli.js",
      "dist/types/index.d.ts",
    ],
    run: buildPackage,
  });
}

/** The feed, pictures and scenes, as a retailer would have them, and the catalog made by `vitrine build`. */
export async function ensureShop(): Promise<void> {
  await ensurePackage();
  await ensure({
    name: "demo products",
    from: ["demo/products", "package-lock.json"],
    makes: [`${SHOP}/products.csv`, `${SHOP}/images`, `${SHOP}/scenes/scenes.json`],
    run: () => {
      for (const folder of ["images", "scenes"])
        rmSync(`${SHOP}/${folder}`, { recursive: true, force: true });
      execFileSync("node_modules/.bin/tsx", ["demo/products/generate.ts", SHOP], {
        stdio: "inherit",
      });
    },
  });
  await ensure({
    name: "demo catalog",
    from: ["demo/products", "dist/node", MODEL, "scripts/demo.ts"],
    makes: [`${SHOP}/catalog/manifest.json`],
    run: () => {
      const args = ["build", `${SHOP}/products.csv`];
      args.push("--images", `${SHOP}/images`, "--image-base", "../images/");
      args.push("--thumbnails", "224");
      args.push("--list", "size=,");
      args.push("--model", MODEL, "--model-url", "../../models/starter/");
      args.push("--out", `${SHOP}/catalog`, "--name", "Vitrine demo shop", "--currency", "EUR");
      // Beside the shop it would be served with it.
      args.push("--report", ".cache/demo-catalog.report.json", "--cache", ".cache/builds");
      execFileSync(process.execPath, ["dist/node/cli.js", ...args], { stdio: "inherit" });
    },
  });
}

export async function ensureDemo(): Promise<void> {
  await ensureShop();
  await ensure({
    name: "demo pages",
    from: [
      "demo",
      "dist/index.js",
      "dist/element.js",
      "dist/visual-search.js",
      "dist/worker.js",
      "docs/images/store.webp",
      "docs/images/store-phone.webp",
      `${SHOP}/catalog/manifest.json`,
      "scripts/demo-site.ts",
      "vite.config.ts",
    ],
    makes: ["demo-dist/index.html", "demo-dist/sw.js", "demo-dist/plain/index.html"],
    run: async () => {
      await viteBuild({ logLevel: "warn" });
    },
  });
}
