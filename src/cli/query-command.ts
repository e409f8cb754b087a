import { Command, Option } from "commander";
import {
  type CatalogHit,
  type CatalogQuery,
  inspectCatalog,
  queryCatalog,
} from "../build/index.ts";
import { unlessAborted } from "../lib/abort.ts";
import { integer } from "./arguments.ts";
import { printable } from "./format.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { whereOf } from "./where.ts";

const EXAMPLES = `
Examples:
  $ vitrine query public/catalog --text "red summer dress"
  $ vitrine query public/catalog --image photo.jpg --limit 5 --where category=Dress,Skirt --where price=..80
  $ vitrine query public/catalog --image photo.jpg --text "in blue" --space fused --json
  $ vitrine query public/catalog --like sku-1001 --model models/fashion-clip`;

interface Flags extends Omit<CatalogQuery, "catalog" | "where" | "signal"> {
  where: string[];
  json?: boolean;
}

export function queryCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("query")
    .description("Search a catalog as a browser would, and show the hits")
    .argument("<catalog>", "folder of the catalog")
    .option("--image <file>", "a picture to resemble")
    .option("--text <text>", "a description; with --image, both count")
    .option("--like <id>", "a product to resemble")
    .option(
      "--where <facet=values>",
      "only these: a,b of a text, min..max of a number; repeatable",
      more,
      [],
    )
    .option("--space <name>", "vector space (default: image)")
    .option("--limit <n>", "hits, 1 to 1000 (default: 20)", integer)
    .option("--model <dir>", "folder of the model (default: where the catalog says)")
    .addOption(
      new Option(
        "--runtime <runtime>",
        "native where it agrees with browsers (default), or always wasm",
      ).choices(["auto", "wasm"]),
    )
    .option("--threads <n>", "threads of the runtime (default: the number of cores)", integer)
    .option("--json", "write JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (catalog: string, { where, json, ...flags }: Flags) => {
      const conditions =
        where.length === 0
          ? undefined
          : whereOf(where, (await unlessAborted(inspectCatalog(catalog), signal)).facets);
      const hits = await queryCatalog({
        ...flags,
        catalog,
        ...(conditions && { where: conditions }),
        signal,
      });
      const lines = json ? [JSON.stringify(hits, undefined, 2)] : hitLines(hits);
      for (const line of lines) terminal.out(line);
    });
}

function hitLines(hits: readonly CatalogHit[]): string[] {
  if (hits.length === 0) return ["No product meets the conditions."];
  const rows = hits.map(({ id, score, picture, item }, i) =>
    [
      String(i + 1),
      score.toFixed(3),
      id,
      item.price === undefined ? "" : `${item.price} ${item.currency ?? ""}`.trim(),
      item.category ?? "",
      picture === 0 ? "" : String(picture),
      item.title,
    ].map(printable),
  );
  return table(["", "score", "id", "price", "category", "picture", "title"], rows);
}

function more(text: string, earlier: string[]): string[] {
  return [...earlier, text];
}
