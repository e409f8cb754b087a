/** Writes docs/reference/cli.md, the command-line reference. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { renderReference } from "../../src/cli/reference.ts";

/** @param file Markdown that is written or replaced */
export function writeCliReference(file = "docs/reference/cli.md"): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, renderReference());
}

if (import.meta.url === `file://${process.argv[1]}`) writeCliReference();
