/** Pieces of the lines that commands write. */
import type { RejectedRow } from "../../build/index.ts";

/** Where a rejected row is, and why it was rejected. */
export function rejectedLine({ file, line, id, reason }: RejectedRow): string {
  const at = file === undefined ? `line ${line}` : `${file}, line ${line}`;
  return `${at}${id === undefined ? "" : ` (${id})`}: ${reason}`;
}

/** A text of a catalog, which may be anybody's, without what a terminal would take for a command. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
