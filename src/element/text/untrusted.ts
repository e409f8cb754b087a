/** Makes texts of a catalog or a detector fit for a page. Lit's text bindings already keep them from becoming markup. */

/** At most `length` characters, the last of which is an ellipsis if the text is longer. */
export function shorten(text: string, length: number): string {
  // A character has at most two code units, so that this is enough of a long text.
  const characters = [...text.slice(0, 2 * length + 1)];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, length - 1)
    .join("")
    .trimEnd()}…`;
}

/** The address if it is an absolute one of http or https; never `javascript:`, `data:` or a relative one. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
