/** The texts of cells, whatever JSON they are. */

/** Lists in lists that are looked into. */
const MAX_NESTING = 8;

/** Trimmed, without control characters and with half surrogate pairs (from JSON escapes) replaced. */
export function tidy(text: string): string {
  return (
    wellFormed(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it removes.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "")
      .trim()
  );
}

/** At most `limit` UTF-16 units, never half a character. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
}

/**
 * How a row begins, in one line, for a person to find it by; names and passwords in addresses are left out, as
 * reports are passed on.
 */
export function sampleOf(text: string): string {
  const line = tidy(text.slice(0, 1000)).replace(/\s+/g, " ");
  return cut(line.replace(/(:\/\/)[^\s/?#|"'<>]*@/g, "$1"), 200);
}

/** The text of a cell; arrays of plain values are joined, however they are nested. */
export function plain(cell: unknown): string {
  if (typeof cell === "string") return tidy(cell);
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (typeof cell === "boolean" || typeof cell === "bigint") return String(cell);
  return Array.isArray(cell) ? textsIn(cell).join(", ") : "";
}

/** The texts of a cell, each once: one, or those of an array. */
export function texts(cell: unknown): string[] {
  return [...new Set(textsIn(cell))];
}

/** The one text of a cell or its several ones, each once; none of an empty cell. */
export function textOrTexts(cell: unknown): string | string[] | undefined {
  const distinct = texts(cell);
  return distinct.length > 1 ? distinct : distinct[0];
}

function textsIn(cell: unknown): string[] {
  return flat(cell)
    .map((part) => (Array.isArray(part) ? "" : plain(part)))
    .filter((part) => part !== "");
}

/** The values of a list and of the lists in it, or the one value that is no list. */
export function flat(cell: unknown): unknown[] {
  return Array.isArray(cell) ? (cell.flat(MAX_NESTING) as unknown[]) : [cell];
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}
