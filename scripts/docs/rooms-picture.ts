/**
 * Draws the rooms of the code and their arrows from the table in .dependency-cruiser.mjs: `npx tsx
 * scripts/docs/rooms-picture.ts` writes docs/images/rooms.svg.
 */
import { writeFileSync } from "node:fs";

/** Each room, and the rooms below it that it may import from. */
type Rooms = Readonly<Record<string, readonly string[]>>;

interface Table {
  ROOMS: Rooms;
  /** Single files that a room may import from besides. */
  EXCEPTIONS: Rooms;
}

export const PICTURE = "docs/images/rooms.svg";
const TABLE = "../../.dependency-cruiser.mjs";
/** Where a room stands from left to right, so that no arrow crosses another room; a new one needs a place. */
const COLUMNS: Readonly<Record<string, number>> = {
  lib: 2.2,
  vector: 3.1,
  encoder: 4.5,
  store: 2,
  catalog: 3.1,
  ranking: 3.4,
  worker: 2,
  client: 0.5,
  element: 0.5,
  react: 1,
  frameworks: 0,
  build: 4.5,
  cli: 4.5,
};
const BOX = { width: 104, height: 36 };
const GAP = { x: 28, y: 54 };
const EDGE = 20;

/** The table that the import rules are made of. */
export async function readTable(): Promise<Table> {
  const path: string = TABLE;
  return (await import(path)) as Table;
}

/** How many rooms stand below a room, one on the other. */
function levelOf(rooms: Rooms, room: string): number {
  return Math.max(0, ...rooms[room]!.map((below) => 1 + levelOf(rooms, below)));
}

/** Rooms that a room leads to by way of another one, which need no arrow of their own. */
function isImplied(rooms: Rooms, room: string, below: string): boolean {
  const leadsTo = (from: string): boolean =>
    rooms[from]!.some((next) => next === below || leadsTo(next));
  return rooms[room]!.some((other) => other !== below && leadsTo(other));
}

export function roomsPicture({ ROOMS: rooms, EXCEPTIONS }: Table): string {
  const names = Object.keys(rooms);
  const lost = names.filter((name) => COLUMNS[name] === undefined);
  if (lost.length > 0) throw new Error(`Expected a column for each room, got none for ${lost}.`);
  const levels = 1 + Math.max(...names.map((name) => levelOf(rooms, name)));
  const columns = 1 + Math.max(...names.map((name) => COLUMNS[name]!));
  const width = 2 * EDGE + columns * (BOX.width + GAP.x) - GAP.x;
  const height = 2 * EDGE + levels * (BOX.height + GAP.y) - GAP.y;
  const places = new Map(
    names.map((name) => {
      const x = Math.round(EDGE + COLUMNS[name]! * (BOX.width + GAP.x));
      const y = height - EDGE - BOX.height - levelOf(rooms, name) * (BOX.height + GAP.y);
      return [name, { x, y }];
    }),
  );
  const arrows = Object.entries(rooms).flatMap(([room, below]) =>
    below
      .filter((other) => !isImplied(rooms, room, other))
      .map((other) => {
        const [from, to] = [places.get(room)!, places.get(other)!];
        const [x1, y1] = [from.x + BOX.width / 2, from.y + BOX.height];
        const [x2, y2] = [to.x + BOX.width / 2, to.y - 6];
        return `<path d="M${x1} ${y1}L${x2} ${y2}"/>`;
      }),
  );
  // A single file of another room.
  for (const [room, files] of Object.entries(EXCEPTIONS)) {
    const others = files.flatMap((file) => /^src\/(\w+)\//.exec(file)?.[1] ?? []);
    for (const other of new Set(others)) {
      const [from, to] = [places.get(room)!, places.get(other)!];
      const isUp = to.y < from.y;
      const [x1, y1] = [from.x + BOX.width / 2, isUp ? from.y : from.y + BOX.height];
      const [x2, y2] = [to.x + BOX.width / 2, isUp ? to.y + BOX.height + 6 : to.y - 6];
      arrows.push(`<path class="single" d="M${x1} ${y1}L${x2} ${y2}"/>`);
    }
  }
  const boxes = [...places].map(
    ([name, { x, y }]) =>
      `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>` +
      `<text x="${x + BOX.width / 2}" y="${y + BOX.height / 2}">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The rooms of the code; arrows lead to rooms that a room imports from">
<style>
svg { background: #fff }
rect { fill: #e6efe9; stroke: #1f4f43 }
text { font: 14px system-ui, sans-serif; fill: #1f1d1a; text-anchor: middle; dominant-baseline: central }
path { fill: none; stroke: #6b7f78; stroke-width: 1.3; marker-end: url(#tip) }
.single { stroke-dasharray: 5 4 }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#6b7f78;stroke:none;marker-end:none"/></marker></defs>
${arrows.join("\n")}
${boxes.join("\n")}
</svg>
`;
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(PICTURE, roomsPicture(await readTable()));
}
