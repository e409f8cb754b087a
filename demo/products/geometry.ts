/** Mirrors the outlines of drawings. */
type Point = readonly [number, number];
interface Segment {
  readonly command: "M" | "L" | "C" | "Q";
  readonly points: readonly Point[];
}

const middle = 200;

function parse(d: string): Segment[] {
  const segments: Segment[] = [];
  for (const match of d.matchAll(/([MLCQ])([^MLCQZ]*)/g)) {
    const numbers = (match[2] ?? "").match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
    const points: Point[] = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      points.push([numbers[i] ?? 0, numbers[i + 1] ?? 0]);
    }
    const command = match[1] as Segment["command"];
    const size = command === "C" ? 3 : command === "Q" ? 2 : 1;
    for (let i = 0; i < points.length; i += size) {
      segments.push({ command, points: points.slice(i, i + size) });
    }
  }
  return segments;
}

const show = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`).join(" ");
const flip = ([x, y]: Point): Point => [2 * middle - x, y];

/** The path mirrored on the middle line (x = 200). It may have absolute M, L, C, Q and Z only. */
export function mirror(d: string): string {
  const closed = d.trimEnd().endsWith("Z") ? "Z" : "";
  return parse(d)
    .map(({ command, points }) => command + show(points.map(flip)))
    .join(" ")
    .concat(closed);
}

/** A closed path from its right half, which runs from the top of the middle line to its bottom. */
export function symmetric(half: string): string {
  const segments = parse(half);
  let path = segments.map(({ command, points }) => command + show(points)).join(" ");
  for (let i = segments.length - 1; i > 0; i--) {
    const segment = segments[i];
    const before = segments[i - 1]?.points.at(-1);
    if (segment === undefined || before === undefined) continue;
    const back = [...segment.points.slice(0, -1).reverse(), before].map(flip);
    path += ` ${segment.command}${show(back)}`;
  }
  return `${path}Z`;
}

export const both = (d: string): string => `${d} ${mirror(d)}`;
