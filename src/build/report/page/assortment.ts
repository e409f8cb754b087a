/** Report page: fields, prices and facets of the products. */
import type { BuildReport } from "../build-report.ts";
import { count } from "../figures.ts";
import type { FacetSummary, FieldCoverage } from "../item-summary.ts";
import { type Html, html } from "./html.ts";
import { barTable, histogramPlot, share } from "./plots.ts";
import { figure, idList, numbered, section, short } from "./text.ts";

const SHOWN_VALUES = 10;
const SHOWN_IDS = 5;

/** Shows how many products have each field. */
export function coverage({ products, counts }: BuildReport): Html | undefined {
  if (products === undefined || counts.items === 0) return undefined;
  const rows = products.fields.map(({ field, present, missing, missingIds }) => ({
    name: short(field, 60),
    value: present,
    shown: share(present, present + missing),
    more: lacking({ present, missing, missingIds }),
    tone: missing === 0 ? "" : "warm",
  }));
  return section(
    "fields",
    "Fields",
    barTable(
      "Share of the products that have each field or attribute",
      ["Field", "Products"],
      rows,
      counts.items,
    ),
  );
}

function lacking({
  present,
  missing,
  missingIds,
}: Omit<FieldCoverage, "field">): Html | string | undefined {
  if (missing === 0) return undefined;
  if (present === 0) return html`<small class="lack">in no product</small>`;
  const ids = missingIds.slice(0, SHOWN_IDS);
  return html`<small class="lack">${count(missing)} without: ${idList(ids, missing)}</small>`;
}

export function prices({ products }: BuildReport): Html | undefined {
  if (products === undefined || products.prices.length === 0) return undefined;
  const plots = products.prices.map(({ currency, prices: histogram }) =>
    histogramPlot(
      currency === "" ? "Prices without a currency" : `Prices in ${currency}`,
      histogram,
      (value) => (currency === "" ? figure(value) : `${figure(value)} ${currency}`),
    ),
  );
  return section("prices", "Prices", html`<div class="columns">${plots}</div>`);
}

/** Shows the facets, with their most frequent values. */
export function facets({ products, counts }: BuildReport): Html | undefined {
  if (products === undefined || products.facets.length === 0) return undefined;
  const cards = products.facets.map(
    (facet) => html`<div class="card">${facetCard(facet, counts.items)}</div>`,
  );
  return section("facets", "Facets", html`<div class="columns">${cards}</div>`);
}

function facetCard(
  { name, products, distinct = 0, values = [], numbers }: FacetSummary,
  items: number,
): Html {
  const title = short(name, 60);
  const without = items - products;
  const note = without > 0 && html`<p class="note">${numbered(without, "product")} without</p>`;
  if (numbers) return html`${histogramPlot(title, numbers, figure)}${note}`;
  const shown = values.slice(0, SHOWN_VALUES);
  const rows = shown.map(({ value, count: times }) => ({
    name: short(value, 60),
    value: times,
    shown: count(times),
  }));
  const more = distinct - shown.length;
  return html`${barTable(title, ["Value", "Products"], rows, shown[0]?.count ?? 1)}
${more > 0 && html`<p class="note">and ${numbered(more, "further value")}</p>`}${note}`;
}
