/** Tables of text for a terminal. */

/** Lines of a table with columns as wide as their longest cell; the last cell of a row may be longer. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(
      ...all
        .filter((row) => row === head || column < row.length - 1)
        .map((row) => row[column]?.length ?? 0),
    ),
  );
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
