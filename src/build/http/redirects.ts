/** Redirects, which are followed by hand: each must be allowed, and may not get secrets of another origin. */

const STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer redirects to, as its `Location` has it; `undefined` if it does not. */
export function locationOf({ status, headers }: Response): string | undefined {
  return STATUSES.has(status) ? (headers.get("location") ?? undefined) : undefined;
}

/** The http(s) URL that a `Location` leads to; `undefined` if it leads to no such URL. */
export function redirectTarget(location: string, from: URL): URL | undefined {
  if (!URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return target.protocol === "https:" || target.protocol === "http:" ? target : undefined;
}
