import { VisualSearchError } from "../../lib/errors.ts";
import type { AttributeValue } from "../../lib/types.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
import {
  type Combination,
  combinationKey,
  combinationOfKey,
  isCombination,
} from "../items/attribute-value.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { chooseFacets, type FacetSpec, facetValue } from "./facet-choice.ts";

const DIRECTORY_SECTION = 1;
/** Column i stands in section `FIRST_COLUMN + i`. */
const FIRST_COLUMN = 16;
const MAX_FACETS = 256;
/** Of a column's uint16, 0 being none. */
const MAX_CODES = 65_535;

/** A facet's values by row of a segment. */
export type FacetColumn =
  | {
      kind: "category";
      name: string;
      /** What items have, several values at once among it. */
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

/** A row's value in a column, if it has one; numbers of a `category` are texts. */
export function valueAt(column: FacetColumn | undefined, row: number): AttributeValue | undefined {
  if (!column) return undefined;
  if (column.kind === "category") return column.values[column.codes[row]! - 1];
  const number = column.numbers[row]!;
  return Number.isNaN(number) ? undefined : number;
}

/** Whether a column of a kind says of a row what its item does; the order of several values is none of it. */
export function sameFacetValue(
  column: FacetColumn | undefined,
  kind: FacetColumn["kind"],
  row: number,
  value: AttributeValue | undefined,
): boolean {
  const said = valueAt(column, row);
  return kind === "number" ? said === value : combinationKey(said) === combinationKey(value);
}

/** Fills a segment's columns; a facet of which its items have no value has none. */
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

/** Values and their numbers of items, the most frequent first, equal ones by value. */
export function byFrequency(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

/**
 * A facets segment.
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
}

type DirectoryEntry =
  | { name: string; kind: "category"; values: Combination[] }
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
    values.length <= MAX_CODES &&
    values.every(isCombination)
  );
}

function invalidFacets(found: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected a facets segment, found ${found}. Build the catalog again.`,
  );
}
