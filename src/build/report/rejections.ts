/** Rows of a feed that are not in the catalog, by reason. */
import { cut } from "../feed/fields/plain-text.ts";
import { REPEATED_ID } from "../products/product-converter.ts";

/** Rows that are listed, and rows that are quoted with each reason. */
const MAX_ROWS = 1000;
const MAX_EXAMPLES = 10;
/** Different reasons. Further ones are counted together. */
const MAX_REASONS = 100;
const OTHERS = "other reasons";
const MAX_REASON = 500;

/** A row of the feed that is not in the catalog. */
export interface RejectedRow {
  /** Where it begins, from 1; in JSON, XML, HTML and Parquet, the position of the record. */
  line: number;
  /** The file that it is in, if the feed has several. */
  file?: string;
  /** If it has one. */
  id?: string;
  reason: string;
  /** How it begins. */
  sample?: string;
}

/** Rows that were left out for the same reason. */
export interface RejectionReason {
  /** The reason without details of a row: numbers become N, quoted texts "...". */
  reason: string;
  count: number;
  /** The first of them. */
  examples: RejectedRow[];
}

/** What a report says of rejected rows. */
export interface RejectionSummary {
  rejected: RejectedRow[];
  rejectedBy: RejectionReason[];
  repeatedIds: { count: number; examples: RejectedRow[] };
}

/** Collects rejected rows. A million of them stay small: they are counted, and only the first are kept. */
export class Rejections {
  count = 0;
  readonly #rows: RejectedRow[] = [];
  readonly #reasons = new Map<string, RejectionReason>();

  /** @param reason without details of the row, if `row.reason` has details that its form does not show */
  add(row: RejectedRow, reason = row.reason): void {
    const kept = { ...row, reason: cut(row.reason, MAX_REASON) };
    this.count++;
    if (this.#rows.length < MAX_ROWS) this.#rows.push(kept);
    let kind = kindOf(cut(reason, MAX_REASON));
    if (!this.#reasons.has(kind) && this.#reasons.size >= MAX_REASONS) kind = OTHERS;
    const known = this.#reasons.get(kind) ?? { reason: kind, count: 0, examples: [] };
    this.#reasons.set(kind, known);
    known.count++;
    if (known.examples.length < MAX_EXAMPLES) known.examples.push(kept);
  }

  summary(): RejectionSummary {
    return {
      rejected: this.list(),
      rejectedBy: this.reasons(),
      repeatedIds: this.repeatedIds(),
    };
  }

  /** The first rows, by line. */
  list(): RejectedRow[] {
    return this.#rows.toSorted((a, b) => a.line - b.line);
  }

  /** The reasons, the most frequent first. */
  reasons(): RejectionReason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }

  /** Rows whose id an earlier row has. */
  repeatedIds(): { count: number; examples: RejectedRow[] } {
    const reasons = this.reasons().filter(({ reason }) => reason.startsWith(REPEATED_ID));
    return {
      count: reasons.reduce((sum, { count }) => sum + count, 0),
      examples: reasons.flatMap(({ examples }) => examples).slice(0, MAX_EXAMPLES),
    };
  }
}

/** Joins what builds of one feed have rejected: counts are summed, and the first rows by line are kept. */
export function joinRejections(reports: readonly RejectionSummary[]): RejectionSummary {
  const reasons = new Map<string, RejectionReason>();
  for (const { reason, count, examples } of reports.flatMap(({ rejectedBy }) => rejectedBy)) {
    const kind = reasons.has(reason) || reasons.size < MAX_REASONS ? reason : OTHERS;
    const known = reasons.get(kind) ?? { reason: kind, count: 0, examples: [] };
    known.count += count;
    known.examples = firstRows([...known.examples, ...examples], MAX_EXAMPLES);
    reasons.set(kind, known);
  }
  const repeated = reports.map(({ repeatedIds }) => repeatedIds);
  return {
    rejected: firstRows(
      reports.flatMap(({ rejected }) => rejected),
      MAX_ROWS,
    ),
    rejectedBy: [...reasons.values()].sort((a, b) => b.count - a.count),
    repeatedIds: {
      count: repeated.reduce((sum, { count }) => sum + count, 0),
      examples: firstRows(
        repeated.flatMap(({ examples }) => examples),
        MAX_EXAMPLES,
      ),
    },
  };
}

function firstRows(rows: readonly RejectedRow[], most: number): RejectedRow[] {
  return rows.toSorted((a, b) => a.line - b.line).slice(0, most);
}

function kindOf(reason: string): string {
  return reason.replace(/"[^"]*"/g, '"..."').replace(/\d+/g, "N");
}
