/** The package's type definitions: what its entries need of them, and those of frameworks, which are written by hand. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const TYPES = "dist/types";
const FRAMEWORKS = "frameworks";
const ENTRIES = ["index", "vector/index", "element/index", "react/index", "build/index"];

/** Files that a definition refers to, relative ones alone. */
function importsOf(file: string): string[] {
  const code = readFileSync(file, "utf8");
  return [...code.matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g)].map(([, path]) =>
    join(dirname(file), path!.replace(/(\.d)?\.ts$/, ".d.ts")),
  );
}

function closure(file: string, found: Set<string>): void {
  if (found.has(file)) return;
  found.add(file);
  for (const next of importsOf(file)) closure(next, found);
}

export function makeTypes(): void {
  execFileSync("node_modules/.bin/tsc", ["-p", "tsconfig.types.json"], { stdio: "inherit" });
  mkdirSync(join(TYPES, FRAMEWORKS), { recursive: true });
  const written = readdirSync(join("src", FRAMEWORKS));
  for (const name of written) {
    copyFileSync(join("src", FRAMEWORKS, name), join(TYPES, FRAMEWORKS, name));
  }
  const needed = new Set<string>();
  for (const entry of ENTRIES) closure(join(TYPES, `${entry}.d.ts`), needed);
  for (const name of written) closure(join(TYPES, FRAMEWORKS, name), needed);
  for (const entry of readdirSync(TYPES, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !needed.has(path)) rmSync(path);
  }
}
