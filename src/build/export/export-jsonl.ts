/** Writes an export as JSON lines. */
import type { ExportOutput } from "./export-output.ts";
import type { ExportRow } from "./export-rows.ts";
import type { RowWriter } from "./export-writer.ts";

/** Characters that are collected before they are written. */
const BATCH = 1 << 18;
/** Eight decimals, one more than a float32 near 1 has. */
const DIGITS = 1e8;

/** Rows as JSON lines, UTF-8. */
export class JsonLinesWriter implements RowWriter {
  readonly #output: ExportOutput;
  #lines = "";

  constructor(output: ExportOutput) {
    this.#output = output;
  }

  async add(row: ExportRow): Promise<void> {
    this.#lines += `${JSON.stringify(row, shortVectors)}\n`;
    if (this.#lines.length >= BATCH) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#lines);
    this.#lines = "";
    if (bytes.length > 0) await this.#output.write(bytes);
  }
}

/** Writes a vector without the digits that float32 does not have. */
function shortVectors(_: string, value: unknown): unknown {
  if (!(value instanceof Float32Array)) return value;
  return Array.from(value, (number) => Math.round(number * DIGITS) / DIGITS);
}
