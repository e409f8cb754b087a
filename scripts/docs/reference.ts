/** Writes the pages of the site that are made of the code or of other files: nothing in them is written twice. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { renderReference } from "../../src/cli/reference.ts";
import { makeManifest } from "../custom-elements.ts";
import { elementReference } from "./element-reference.ts";
import { errorReference } from "./error-reference.ts";

const REFERENCE = "docs/reference";

/** Makes the pages again; git ignores them. */
export function writeReference(): void {
  writeApi();
  writeFileSync(join(REFERENCE, "command-line.md"), renderReference());
  writeFileSync(join(REFERENCE, "element.md"), elementReference(makeManifest()));
  writeFileSync(join(REFERENCE, "error-codes.md"), errorReference());
  copyPage("src/catalog/FORMAT.md", join(REFERENCE, "catalog-format.md"));
  copyPage("ARCHITECTURE.md", "docs/explanation/architecture.md");
}

function writeApi(): void {
  const folder = join(REFERENCE, "api");
  rmSync(folder, { recursive: true, force: true });
  const typedoc = "docs/node_modules/typedoc/bin/typedoc";
  execFileSync(process.execPath, [typedoc, "--options", "docs/typedoc.json"], { stdio: "inherit" });
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".md")) continue;
    const path = join(folder, name);
    // Rows of tables have the same anchors in every table of a page.
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/<a id="[^"]*"><\/a> /g, ""));
  }
}

/** Copies a page from elsewhere in the repository, with its relative links as they are from its new place. */
function copyPage(from: string, to: string): void {
  const text = readFileSync(from, "utf8").replaceAll(
    /\]\((?!\w+:|#)([^)\s]+)\)/g,
    (_, href: string) => `](${posix.relative(dirname(to), posix.join(dirname(from), href))})`,
  );
  writeFileSync(to, text);
}
