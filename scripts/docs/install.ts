/** Installs what builds the documentation, which has packages of its own: TypeDoc needs an older TypeScript than the library. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const LOCK = "docs/package-lock.json";
const STAMP = "docs/node_modules/.vitrine-installed";

export function installDocs(): void {
  const lock = readFileSync(LOCK, "utf8");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  process.stdout.write("Installing what builds the documentation (npm ci --prefix docs)\n");
  execFileSync("npm", ["ci", "--prefix", "docs", "--no-audit", "--no-fund"], { stdio: "inherit" });
  writeFileSync(STAMP, lock);
}
