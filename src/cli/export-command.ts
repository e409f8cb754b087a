import { Command, Option } from "commander";
import {
  EXPORT_FORMATS,
  type ExportOptions,
  type ExportReport,
  exportCatalog,
  VisualSearchError,
} from "../build/index.ts";
import { bytes, counted } from "./format.ts";
import { createProgressView } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

const STANDARD_OUTPUT = "-";

const EXAMPLES = `
A row is a vector, of unit length, with its product's fields; products with several pictures have a row for
each, with the same id. Its key is a UUID that stays the same, so that loading again replaces rows. Vectors are
what the catalog's codes tell of the encoder's: cosine to those at least 0.9999.
With --out -, the summary goes to standard error.

Examples:
  $ vitrine export public/catalog --out products.parquet
  $ vitrine export public/catalog --out - | gzip > products.jsonl.gz
  $ vitrine export public/catalog --out words.jsonl --space text --json
  $ vitrine export public/catalog --out items.parquet --no-vectors --quiet`;

type Flags = Pick<ExportOptions, "format" | "space" | "vectors"> & {
  out: string;
  json?: boolean;
  quiet?: boolean;
};

export function exportCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("export")
    .description("Write products and vectors of a catalog, to load them into a vector database")
    .argument("<catalog>", "folder of the catalog")
    .requiredOption(
      "--out <file>",
      "file, replaced once the new one is whole; - for standard output",
    )
    .addOption(
      new Option(
        "--format <format>",
        "jsonl or parquet (default: parquet where the file is named so, else jsonl)",
      ).choices(EXPORT_FORMATS),
    )
    .option("--space <name>", "vector space (default: image)")
    .option("--no-vectors", "products alone, a row each")
    .option("--json", "print what was written as JSON")
    .option("-q, --quiet", "write nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action(async (catalog: string, { json, quiet, ...flags }: Flags) => {
      const toStream = flags.out === STANDARD_OUTPUT;
      const view = quiet || json ? undefined : createProgressView(terminal);
      const options: ExportOptions = { ...flags, catalog, signal };
      if (toStream) options.out = terminal.stream;
      if (view) options.onProgress = (progress) => view.show(progress);
      const report = await exportCatalog(options)
        .catch((error: unknown) => {
          // A reader that has seen enough (`| head`) is no failure.
          if (toStream && isClosedPipe(error)) return undefined;
          throw error;
        })
        .finally(() => view?.stop());
      if (quiet || !report) return;
      const line = json ? JSON.stringify(report, undefined, 2) : summaryOf(report);
      if (toStream) terminal.err(line);
      else terminal.out(line);
    });
}

function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof VisualSearchError &&
    (error.cause as NodeJS.ErrnoException | undefined)?.code === "EPIPE"
  );
}

function summaryOf({ out, format, vectors, items, rows, bytes: size }: ExportReport): string {
  const what = vectors
    ? `${counted(rows, "vector")} of ${counted(items, "product")} in the space ${vectors.space}, ` +
      `${vectors.dim} dimensions (${vectors.encoder.id})`
    : counted(items, "product");
  return `${out ?? "Standard output"}: ${what}; ${format}, ${bytes(size)}`;
}
