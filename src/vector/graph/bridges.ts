/** Bridges: extra neighbours that lead to rows which no search could reach. */

/** Bridges from one row; among many rows that are alike, the last one leads on to the others. */
const MOST_BRIDGES = 32;

/**
 * Finds the rows that no way leads to from `entry` because no other row has kept them as neighbours (1 of 1,000 among
 * 100,000 in clusters). Returns which rows lead to them as well: for each, the first of its own neighbours that can be
 * reached.
 */
export function bridgesFrom(
  entry: number,
  count: number,
  neighbours: (row: number) => Uint32Array,
): Map<number, number[]> {
  const isReached = new Uint8Array(count);
  const spread = (from: number) => {
    isReached[from] = 1;
    const open = [from];
    for (let row = open.pop(); row !== undefined; row = open.pop()) {
      for (const other of neighbours(row)) {
        if (isReached[other]) continue;
        isReached[other] = 1;
        open.push(other);
      }
    }
  };
  if (count > 0) spread(entry);
  const bridges = new Map<number, number[]>();
  /** For a row with as many bridges as it may have, the one that leads on instead. */
  const successors = new Map<number, number>();
  const addBridge = (first: number, row: number) => {
    const from = successors.get(first) ?? first;
    const rows = bridges.get(from);
    if (!rows) bridges.set(from, [row]);
    else rows.push(row);
    if (rows && rows.length >= MOST_BRIDGES) successors.set(first, row);
  };
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (let row = isReached.indexOf(0); row >= 0; row = isReached.indexOf(0, row + 1)) {
      const from = neighbours(row).find((other) => isReached[other] === 1);
      if (from === undefined) continue;
      addBridge(from, row);
      spread(row);
      isNew = true;
    }
  }
  return bridges;
}
