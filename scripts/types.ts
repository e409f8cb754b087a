/** Makes the package's type definitions: what its entries need, and those of frameworks' templates. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const TYPES = "dist/types";
const FRAMEWORKS = "frameworks";
const ENTRIES = ["index", "vector/index", "element/index", "react/index", "build/index"];

/** Packages that a definition may refer to: platforms, and frameworks of those who use them. */
const PACKAGES = /^(node:|react$|svelte\/|vue$|vitrine\/)/;

/** Whoever installs the package does not get what is bundled, such as valibot. */
function checkPackages(file: string): void {
  const code = readFileSync(file, "utf8");
  for (const [, name] of code.matchAll(/(?:from |import\(|import )"([^."][^"]*)"/g)) {
    if (PACKAGES.test(name!)) continue;
    throw new Error(`${file} refers to ${name}, which is not installed with the package.`);
  }
}

/** Files that a definition imports by a relative path. */
function importsOf(file: string): string[] {
  const code = readFileSync(file, "utf8");
  return [...code.matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g)].map(([, path]) =>
    join(dirname(file), path!.replace(/(\.d)?\.ts$/, ".d.ts")),
  );
}

/** Adds a definition and everything that it imports to `found`. */
function collect(file: string, found: Set<string>): void {
  if (found.has(file)) return;
  found.add(file);
  for (const next of importsOf(file)) collect(next, found);
}

/** Writes `dist/types`, without the definitions that no entry leads to. */
export function makeTypes(): void {
  execFileSync("node_modules/.bin/tsc", ["-p", "tsconfig.types.json"], { stdio: "inherit" });
  mkdirSync(join(TYPES, FRAMEWORKS), { recursive: true });
  // The compiler copies no definitions that are written as such.
  const handwritten = readdirSync(join("src", FRAMEWORKS));
  for (const name of handwritten) {
    copyFileSync(join("src", FRAMEWORKS, name), join(TYPES, FRAMEWORKS, name));
  }
  const needed = new Set<string>();
  for (const entry of ENTRIES) collect(join(TYPES, `${entry}.d.ts`), needed);
  for (const name of handwritten) collect(join(TYPES, FRAMEWORKS, name), needed);
  for (const file of needed) checkPackages(file);
  for (const entry of readdirSync(TYPES, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !needed.has(path)) rmSync(path);
  }
}
