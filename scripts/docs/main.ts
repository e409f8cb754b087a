/** `npm run docs` builds the documentation's site into docs-dist; `npm run docs -- --dev` serves it while one writes. */
import { spawnSync } from "node:child_process";
import { ensureShop } from "../demo.ts";
import { installDocs } from "./install.ts";
import { copyLiveDemo } from "./live-demo.ts";
import { writeReference } from "./reference.ts";

const DOCS = "docs";

const others = process.argv.slice(2).filter((argument) => argument !== "--dev");
if (others.length > 0) {
  process.stderr.write(`Expected --dev or nothing, got ${others.join(" ")}.\n`);
  process.exit(2);
}
const isServing = process.argv.includes("--dev");

installDocs();
await ensureShop();
copyLiveDemo();
writeReference();
const { status } = spawnSync(
  process.execPath,
  [`${DOCS}/node_modules/vitepress/bin/vitepress.js`, isServing ? "dev" : "build", DOCS],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
