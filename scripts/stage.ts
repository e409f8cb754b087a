/** Runs a stage of preparation unless what it makes is there and what it was made from is unchanged. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const STAMPS = ".cache/stamps";

export interface Stage {
  name: string;
  /** Files and folders it is made from. */
  from: readonly string[];
  /** What must be there afterwards. */
  makes: readonly string[];
  run: () => Promise<void> | void;
}

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(test|testing|generated)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesIn)) hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

export async function ensure(stage: Stage): Promise<void> {
  const stampFile = join(STAMPS, stage.name);
  const stamp = fingerprint(stage.from);
  const there = stage.makes.every((path) => existsSync(path));
  if (there && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  process.stdout.write(`Making the ${stage.name}\n`);
  await stage.run();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stampFile, stamp);
}
