/** The facets file of a segment: a column of values for each facet. */
import { custom, listOf, object, oneOf, text, variant } from "../../lib/schema.ts";
import type { AttributeValue } from "../../lib/types.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
import { invalidFile, readJsonSection } from "../files/invalid-file.ts";
import {
  type Combination,
  combinationKey,
  combinationOfKey,
  isCombination,
} from "../items/attribute-value.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { chooseFacets, type FacetSpec, facetValue, MAX_FACETS } from "./facet-choice.ts";

const DIRECTORY_SECTION = 1;
/** Column i stands in section `FIRST_COLUMN + i`. */
const FIRST_COLUMN = 16;
/** Of a column's uint16, 0 being none. */
const MAX_CODES = 65_535;
/** Characters of a facet's name, as in a manifest. */
const MAX_NAME = 10_000;

/** A facet's values by row of a segment. */
export type FacetColumn =
  | {
      kind: "category";
      name: string;
      /** What items have: single values, and several at once. */
      values: readonly Combination[];
      /** 1 + position in `values`, or 0 for none. */
      codes: Uint16Array | Uint32Array;
    }
  | {
      kind: "number";
      name: string;
      /** NaN for none. */
      numbers: Float64Array;
    };

/** A row's value in a column, if it has one. Numbers of a `category` are texts. */
export function valueAt(column: FacetColumn | undefined, row: number): AttributeValue | undefined {
  if (!column) return undefined;
  if (column.kind === "category") return column.values[column.codes[row]! - 1];
  const number = column.numbers[row]!;
  return Number.isNaN(number) ? undefined : number;
}

/** Whether a column of a kind says of a row what its item does; several values may be in another order. */
export function sameFacetValue(
  column: FacetColumn | undefined,
  kind: FacetColumn["kind"],
  row: number,
  value: AttributeValue | undefined,
): boolean {
  const said = valueAt(column, row);
  return kind === "number" ? said === value : combinationKey(said) === combinationKey(value);
}

/** The columns of a segment. A facet of which its items have no value has none. */
export function facetColumns(
  items: readonly CatalogItem[],
  facets: readonly FacetSpec[],
): FacetColumn[] {
  return facets.map((facet) => makeColumn(facet, items)).filter((column) => column !== undefined);
}

function makeColumn(
  { name, kind }: FacetSpec,
  items: readonly CatalogItem[],
): FacetColumn | undefined {
  const present = items.map((item) => facetValue(item, name));
  if (present.every((value) => value === undefined)) return undefined;
  if (kind === "number") {
    const numbers = Float64Array.from(present, (value) =>
      typeof value === "number" ? value : Number.NaN,
    );
    return { kind, name, numbers };
  }
  const keys = present.map(combinationKey);
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  const sorted = byFrequency(counts).map(([key]) => key);
  const codeOf = new Map(sorted.map((key, i) => [key, i + 1]));
  const codes = Uint16Array.from(keys, (key) => (key === undefined ? 0 : codeOf.get(key)!));
  return { kind, name, values: sorted.map(combinationOfKey), codes };
}

/** Values and their counts of items, the most frequent first, equal ones by value. */
export function byFrequency(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

/**
 * Makes a facets file.
 *
 * @param facets those of the whole catalog, of which these items may be a part
 */
export function writeFacets(
  items: readonly CatalogItem[],
  facets: readonly FacetSpec[] = chooseFacets(items),
): Uint8Array<ArrayBuffer> {
  const columns = facetColumns(items, facets);
  const directory = columns.map((column) =>
    column.kind === "category"
      ? { name: column.name, kind: column.kind, values: column.values }
      : { name: column.name, kind: column.kind },
  );
  return writeContainer({
    kind: SegmentKind.facets,
    count: items.length,
    sections: [
      { type: DIRECTORY_SECTION, bytes: new TextEncoder().encode(JSON.stringify(directory)) },
      ...columns.map((column, i) => ({
        type: FIRST_COLUMN + i,
        bytes: bytesOf(column.kind === "category" ? column.codes : column.numbers),
      })),
    ],
  });
}

/** An opened facets file. */
export class FacetTable {
  readonly count: number;
  readonly columns: ReadonlyMap<string, FacetColumn>;

  /** @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid` */
  constructor(file: Uint8Array) {
    const container = readContainer(file, SegmentKind.facets);
    const { count } = container;
    const directory = readJsonSection(
      requireSection(container, DIRECTORY_SECTION, "facet directory"),
      DIRECTORY,
      "the directory of facets",
    );
    this.count = count;
    this.columns = new Map(
      directory.map((entry, i): [string, FacetColumn] => {
        const width = entry.kind === "category" ? 2 : 8;
        // Copied, for a section may start at any address of its buffer.
        const section = requireSection(
          container,
          FIRST_COLUMN + i,
          `facet ${entry.name}`,
          count * width,
        );
        const bytes = new Uint8Array(section).buffer;
        if (entry.kind === "number") {
          return [
            entry.name,
            { kind: "number", name: entry.name, numbers: new Float64Array(bytes) },
          ];
        }
        const codes = new Uint16Array(bytes);
        const most = entry.values.length;
        const wrong = codes.find((code) => code > most);
        if (wrong !== undefined) {
          throw invalidFile(`codes of 0 to ${most} for the facet ${entry.name}`, `${wrong}`);
        }
        return [entry.name, { ...entry, codes }];
      }),
    );
  }
}

const CATEGORY = object({
  name: text(MAX_NAME, 0),
  kind: oneOf("category"),
  // As a whole, since there may be very many.
  values: custom<Combination[]>(
    (values) => Array.isArray(values) && values.length <= MAX_CODES && values.every(isCombination),
    `at most ${MAX_CODES} texts or lists of texts`,
  ),
});

const NUMBER = object({ name: text(MAX_NAME, 0), kind: oneOf("number") });

const DIRECTORY = listOf(variant("kind", [CATEGORY, NUMBER]), { most: MAX_FACETS });
