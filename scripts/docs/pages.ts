/** The documentation's pages, and which of them are made of the code when the site is built. */
import { readdirSync } from "node:fs";

/** Pages that `npm run docs` makes; git ignores them. */
export const GENERATED_PAGES = [
  "docs/reference/command-line.md",
  "docs/reference/element.md",
  "docs/reference/error-codes.md",
  "docs/reference/catalog-format.md",
  "docs/reference/api/vitrine.md",
  "docs/reference/api/vitrine/element.md",
  "docs/reference/api/vitrine/react.md",
  "docs/reference/api/vitrine/vector.md",
  "docs/reference/api/vitrine/build.md",
  "docs/explanation/architecture.md",
];

const FOLDERS = ["docs", "docs/guide", "docs/explanation", "docs/reference"];

/** Pages that are written by hand, from the checkout's root. */
export function handWrittenPages(): string[] {
  const docs = FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  );
  return [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "examples/README.md",
    "models/starter/README.md",
    "src/catalog/FORMAT.md",
    ...docs.filter((page) => !GENERATED_PAGES.includes(page)),
  ];
}
