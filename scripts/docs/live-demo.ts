/** Puts what the live widget needs beside the pages: the package's browser files, the demo catalog and the model. */
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const PUBLIC = "docs/public";
const SHOP = "public/demo";
/** Photos that the page offers to try. */
const SCENES = ["worn-0059.jpg", "worn-0011.jpg", "laid-0002.jpg"];
const PACKAGE_FILES = /^(visual-search[\w.-]*|worker|ort-[\w.-]+)\.(js|mjs|wasm)$/;

export function copyLiveDemo(): void {
  for (const folder of ["vitrine", "demo", "models"]) {
    rmSync(join(PUBLIC, folder), { recursive: true, force: true });
  }
  mkdirSync(PUBLIC, { recursive: true });
  cpSync("demo/icon.svg", join(PUBLIC, "icon.svg"));
  cpSync(join(SHOP, "catalog"), join(PUBLIC, "demo/catalog"), { recursive: true });
  for (const scene of SCENES) {
    cpSync(join(SHOP, "scenes", scene), join(PUBLIC, "demo/scenes", scene));
  }
  cpSync("public/models/starter", join(PUBLIC, "models/starter"), { recursive: true });
  for (const file of readdirSync("dist")) {
    if (PACKAGE_FILES.test(file)) cpSync(join("dist", file), join(PUBLIC, "vitrine", file));
  }
}
