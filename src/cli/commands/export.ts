/** `vitrine export`: writes products and vectors of a catalog for a vector database. */
import {
  type ExportOptions,
  type ExportReport,
  exportCatalog,
  VisualSearchError,
} from "../../build/index.ts";
import { EXPORT_OPTIONS } from "../../build/options/tables/export-options.ts";
import { bytes, counted } from "../../build/report/figures.ts";
import { defineCommand, JSON_OPTION, print, QUIET_OPTION } from "../command.ts";
import { withProgress } from "../terminal/progress.ts";

const STANDARD_OUTPUT = "-";

export const EXPORT = defineCommand({
  name: "export",
  summary: "Write products and vectors of a catalog, to load them into a vector database",
  options: {
    ...EXPORT_OPTIONS,
    json: { ...JSON_OPTION, help: "print what was written as JSON" },
    quiet: QUIET_OPTION,
  },
  details: `\
A row is a vector, of unit length, with its product's fields; products with several pictures have a row for
each, with the same id. Its key is a UUID that stays the same, so that loading again replaces rows. Vectors are
what the catalog's codes tell of the encoder's: cosine to those at least 0.9999.
With --out -, the summary goes to standard error.`,
  examples: [
    "vitrine export public/catalog --out products.parquet",
    "vitrine export public/catalog --out - | gzip > products.jsonl.gz",
    "vitrine export public/catalog --out words.jsonl --space text --json",
    "vitrine export public/catalog --out items.parquet --no-vectors --quiet",
  ],
  run: async ({ json, quiet, ...given }, { terminal, signal }) => {
    const toStream = given.out === STANDARD_OUTPUT;
    const options: ExportOptions = { ...given, signal };
    if (toStream) options.out = terminal.stream;
    const report = await withProgress(terminal, { json, quiet }, (onProgress) =>
      exportCatalog({ ...options, ...(onProgress && { onProgress }) }),
    ).catch((error: unknown) => {
      // A reader that has seen enough (`| head`) is no failure.
      if (toStream && isClosedPipe(error)) return undefined;
      throw error;
    });
    if (!report) return;
    const write = toStream ? terminal.err : terminal.out;
    print(write, { json, quiet }, report, () => [exportSummary(report)]);
  },
});

function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof VisualSearchError &&
    (error.cause as NodeJS.ErrnoException | undefined)?.code === "EPIPE"
  );
}

function exportSummary({ out, format, vectors, items, rows, bytes: size }: ExportReport): string {
  const what = vectors
    ? `${counted(rows, "vector")} of ${counted(items, "product")} in the space ${vectors.space}, ` +
      `${vectors.dim} dimensions (${vectors.encoder.id})`
    : counted(items, "product");
  return `${out ?? "Standard output"}: ${what}; ${format}, ${bytes(size)}`;
}
