/** `vitrine query`: searches a catalog as a browser would. */
import { type CatalogHit, inspectCatalog, queryCatalog } from "../../../build/index.ts";
import type { Option } from "../../../build/options/option.ts";
import { QUERY_OPTIONS } from "../../../build/options/tables/query-options.ts";
import type { ValueKind } from "../../../build/options/values.ts";
import { unlessAborted } from "../../../lib/abort.ts";
import { defineCommand, JSON_OPTION, print } from "../../command.ts";
import { printable } from "../../terminal/lines.ts";
import { textTable } from "../../terminal/text-table.ts";
import { conditionsOf } from "./conditions.ts";

/** What a condition means depends on the catalog's facets. */
const CONDITIONS: ValueKind<readonly string[]> = {
  placeholder: "facet=values",
  expected: "facet=value, facet=value,value or facet=min..max",
  accepts: (value): value is readonly string[] => Array.isArray(value),
  parse: (text, earlier = []) => [...earlier, text],
  format: (value) => value.join(" "),
};

export const QUERY = defineCommand({
  name: "query",
  summary: "Search a catalog as a browser would, and show the hits",
  options: {
    ...QUERY_OPTIONS,
    where: {
      kind: CONDITIONS,
      help: "only these: a,b of a text, min..max of a number; repeatable",
      group: "Search",
    } satisfies Option<readonly string[]>,
    json: JSON_OPTION,
  },
  examples: [
    'vitrine query public/catalog --text "red summer dress"',
    "vitrine query public/catalog --image photo.jpg --limit 5 --where category=Dress,Skirt --where price=..80",
    'vitrine query public/catalog --image photo.jpg --text "in blue" --space fused --json',
    "vitrine query public/catalog --like sku-1001 --model models/fashion-clip",
  ],
  run: async ({ where: conditions, json, ...given }, { terminal, signal }) => {
    const where = conditions && conditionsOf(conditions, await facetsOf(given.catalog, signal));
    const hits = await queryCatalog({ ...given, ...(where && { where }), signal });
    print(terminal.out, { json }, hits, () => hitLines(hits));
  },
});

async function facetsOf(catalog: string, signal: AbortSignal) {
  const { facets } = await unlessAborted(inspectCatalog(catalog), signal);
  return facets;
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
  return textTable(["", "score", "id", "price", "category", "picture", "title"], rows);
}
