/** What a catalog or a detector says, made fit for a page. Lit's text bindings already keep it from being markup. */

/** At most `length` characters, with an ellipsis for what is left out. */
export function shorten(text: string, length: number): string {
  // A character is two code units at most, so that this is all of a text that is short enough.
  const characters = [...text.slice(0, 2 * length + 1)];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, length - 1)
    .join("")
    .trimEnd()}…`;
}

/** The address if it is an absolute http or https one: never `javascript:`, `data:` or the page's own folder. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
