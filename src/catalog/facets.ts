import { VisualSearchError } from "../errors.ts";
import type { Facet, FacetValue } from "../types.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../vector/container.ts";
import type { CatalogItem } from "./types.ts";

const DIRECTORY_SECTION = 1;
/** Column i stands in section `FIRST_COLUMN + i`. */
const FIRST_COLUMN = 16;
const MAX_FACETS = 256;

/** A text column with more distinct values than this is no facet. */
const MAX_VALUES = 65_535;
/** Nor is one in which nearly every item has its own value, once there are this many items. */
const MIN_ITEMS_TO_JUDGE = 20;
const MAX_DISTINCT_SHARE = 0.5;

/** A facet's values by row. */
export type FacetColumn =
  | {
      kind: "category";
      name: string;
      values: readonly string[];
      /** 1 + position in `values`, or 0 for none. */
      codes: Uint16Array;
    }
  | {
      kind: "number";
      name: string;
      /** NaN for none. */
      numbers: Float64Array;
    };

/** The item's fields that are facets beside its attributes. */
const FIELDS = ["category", "brand", "colour", "price"] as const;

function facetValues(item: CatalogItem): Record<string, FacetValue> {
  const values: Record<string, FacetValue> = Object.create(null);
  for (const [name, value] of Object.entries(item.attributes)) values[name] = value;
  for (const name of FIELDS) {
    const value = item[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Chooses and fills the facet columns: the fixed fields first, then attributes as they first appear. */
export function facetColumns(items: readonly CatalogItem[]): FacetColumn[] {
  const rows = items.map(facetValues);
  const names = new Set<string>(FIELDS);
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const columns: FacetColumn[] = [];
  for (const name of names) {
    const column = makeColumn(name, rows);
    if (column && columns.length < MAX_FACETS) columns.push(column);
  }
  return columns;
}

function makeColumn(
  name: string,
  rows: readonly Record<string, FacetValue>[],
): FacetColumn | undefined {
  const present = rows.map((row) => row[name]).filter((value) => value !== undefined);
  if (present.length === 0) return undefined;
  if (present.every((value) => typeof value === "number")) {
    const numbers = Float64Array.from(
      rows,
      (row) => (row[name] as number | undefined) ?? Number.NaN,
    );
    return { kind: "number", name, numbers };
  }
  const counts = new Map<string, number>();
  for (const value of present) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const mostlyUnique =
    present.length >= MIN_ITEMS_TO_JUDGE && counts.size > present.length * MAX_DISTINCT_SHARE;
  if (counts.size > MAX_VALUES || mostlyUnique) return undefined;
  const values = [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([value]) => value);
  const codeOf = new Map(values.map((value, i) => [value, i + 1]));
  const codes = Uint16Array.from(rows, (row) => codeOf.get(String(row[name])) ?? 0);
  return { kind: "category", name, values, codes };
}

export function writeFacets(items: readonly CatalogItem[]): Uint8Array<ArrayBuffer> {
  const columns = facetColumns(items);
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

/** The facets of a segment. */
export class FacetTable {
  readonly count: number;
  readonly columns: ReadonlyMap<string, FacetColumn>;

  /** @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid` */
  constructor(file: Uint8Array) {
    const container = readContainer(file, SegmentKind.facets);
    const { count } = container;
    const directory = readDirectory(
      requireSection(container, DIRECTORY_SECTION, "facet directory"),
    );
    this.count = count;
    this.columns = new Map(
      directory.map((entry, i): [string, FacetColumn] => {
        const width = entry.kind === "category" ? 2 : 8;
        // Copied, for the section may stand at any address of its buffer.
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
        if (codes.some((code) => code > entry.values.length)) {
          throw invalidFacets(`a value of facet ${entry.name} that its list does not have`);
        }
        return [entry.name, { ...entry, codes }];
      }),
    );
  }

  /** What a page needs to offer filters. */
  summary(): Facet[] {
    return [...this.columns.values()].map((column): Facet => {
      if (column.kind === "number") {
        let min = Infinity;
        let max = -Infinity;
        for (const number of column.numbers) {
          if (number < min) min = number;
          if (number > max) max = number;
        }
        return { name: column.name, kind: "number", min, max };
      }
      const counts = new Uint32Array(column.values.length + 1);
      for (const code of column.codes) counts[code]!++;
      const values = column.values.map((value, i) => ({ value, count: counts[i + 1]! }));
      return { name: column.name, kind: "category", values };
    });
  }
}

type DirectoryEntry =
  | { name: string; kind: "category"; values: string[] }
  | { name: string; kind: "number" };

function readDirectory(bytes: Uint8Array): DirectoryEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw invalidFacets("a directory that is no JSON");
  }
  if (!Array.isArray(json) || json.length > MAX_FACETS || !json.every(isDirectoryEntry)) {
    throw invalidFacets("a directory of another form");
  }
  return json;
}

function isDirectoryEntry(entry: unknown): entry is DirectoryEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { name, kind, values } = entry as Record<string, unknown>;
  if (typeof name !== "string") return false;
  if (kind === "number") return true;
  return (
    kind === "category" &&
    Array.isArray(values) &&
    values.every((value) => typeof value === "string")
  );
}

function invalidFacets(found: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected a facets segment, found ${found}. Build the catalog again.`,
  );
}
