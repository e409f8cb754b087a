import type { ExportRow } from "./export-rows.ts";

/** Writes rows in one of the formats. Each waits until there is room for more. */
export interface RowWriter {
  /** @throws `output-failed` */
  add(row: ExportRow): Promise<void>;
  /** Writes what is left; the output is the caller's to finish. @throws `output-failed` */
  finish(): Promise<void>;
}
