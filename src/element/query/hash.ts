/**
 * A query as part of a URL's fragment, for links: `#vs=1&vs.text=red+dress&vs.is.colour=red`. Parameters of other
 * widgets and of the page stay beside it untouched. The photo and its region are never written.
 */
import { PARTS, type Parameter, type SharedQuery } from "./hash-parts.ts";
import { EMPTY_QUERY, type QueryState } from "./query-state.ts";

const VERSION = "1";
/** Longer fragments are ignored. */
const MAX_LENGTH = 8192;

const PART_NAMES = Object.keys(PARTS) as (keyof SharedQuery)[];

/**
 * The fragment with this query instead of the one it had under the same key.
 *
 * @param hash with or without `#`
 * @returns without `#`
 */
export function writeHash(hash: string, key: string, query: QueryState): string {
  const own = PART_NAMES.flatMap((name) => writePart(name, query)).map(
    ({ name, facet, value }) =>
      `${encode([key, name, ...(facet === undefined ? [] : [facet])].join("."))}=${encode(value)}`,
  );
  const others = parametersOf(hash).filter((parameter) => !isOwn(parameter, key));
  return [...others, ...(own.length > 0 ? [`${encode(key)}=${VERSION}`, ...own] : [])].join("&");
}

/**
 * The query of a fragment, or `undefined` if it has none that this version reads. Parameters that are not valid, or more
 * than a query may have, are left out.
 */
export function readHash(hash: string, key: string): QueryState | undefined {
  if (hash.length > MAX_LENGTH) return undefined;
  const own = parametersOf(hash).filter((parameter) => isOwn(parameter, key));
  const pairs = [...new URLSearchParams(own.join("&"))];
  if (!pairs.some(([name, value]) => name === key && value === VERSION)) return undefined;
  let query: QueryState = EMPTY_QUERY;
  for (const [name, value] of pairs) {
    if (!name.startsWith(`${key}.`)) continue;
    const [, part = "", facet] = /^([^.]*)(?:\.(.*))?$/s.exec(name.slice(key.length + 1)) ?? [];
    query = withParameter(query, { name: part, facet, value });
  }
  return query;
}

function writePart<Name extends keyof SharedQuery>(name: Name, query: QueryState): Parameter[] {
  return PARTS[name].write(query[name]);
}

function withParameter(query: QueryState, parameter: Parameter): QueryState {
  const name = PART_NAMES.find((part) => PARTS[part].parameters.includes(parameter.name));
  return name ? withPart(query, name, parameter) : query;
}

function withPart<Name extends keyof SharedQuery>(
  query: QueryState,
  name: Name,
  parameter: Parameter,
): QueryState {
  const value = PARTS[name].read(parameter, query[name]);
  return value === undefined ? query : { ...query, [name]: value };
}

function parametersOf(hash: string): string[] {
  return hash
    .replace(/^#/, "")
    .split("&")
    .filter((parameter) => parameter !== "");
}

function isOwn(parameter: string, key: string): boolean {
  const name = encode(key);
  return parameter === name || parameter.startsWith(`${name}=`) || parameter.startsWith(`${name}.`);
}

/** As in a form: spaces as `+`, dots as they are. */
function encode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
