/** What every writer of an export has. */
import type { ExportRow } from "./export-rows.ts";

/** Writes rows in one format. Its promises resolve once there is room for more. */
export interface RowWriter {
  /** @throws `output-failed` */
  add(row: ExportRow): Promise<void>;
  /** Writes what is left. The caller finishes the output. @throws `output-failed` */
  finish(): Promise<void>;
}
