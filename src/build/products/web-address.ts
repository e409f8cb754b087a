/** Characters of an address that a catalog takes. */
const MAX_URL = 2000;

export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** An http(s) or relative address as it was given, or `undefined` with a warning. */
export function webAddress(
  text: string,
  name: string,
  warn: (message: string, found: string) => void,
): string | undefined {
  if (text === "") return undefined;
  try {
    const { protocol } = new URL(text, "https://shop.invalid/");
    if ((protocol === "https:" || protocol === "http:") && text.length <= MAX_URL) return text;
  } catch {
    // Not an address at all: the same warning.
  }
  warn(`the ${name} is not an http(s) or relative address and is left out`, text);
  return undefined;
}
