/** What has changed of a segment since it was written: items that are gone, and new data of others. */
import { messageOf } from "../../lib/errors.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";
import { type ItemPatch, readPatch } from "../items/item-patch.ts";
import { encodeStrings, openStrings } from "../items/string-table.ts";

const Section = { tombstones: 1, patchedRows: 2, patchOffsets: 3, patches: 4 } as const;

export interface ChangesSource {
  /** Rows of the segment, changed or not. */
  rows: number;
  /** Rows whose items are gone, ascending. */
  tombstones: readonly number[];
  /** Patches by row, ascending; none of a tombstoned row. */
  patches: ReadonlyMap<number, ItemPatch>;
}

export function writeChanges({ rows, tombstones, patches }: ChangesSource): Uint8Array {
  const json = encodeStrings([...patches.values()].map((patch) => JSON.stringify(patch)));
  return writeContainer({
    kind: SegmentKind.changes,
    count: rows,
    sections: [
      { type: Section.tombstones, bytes: bytesOf(Uint32Array.from(tombstones)) },
      { type: Section.patchedRows, bytes: bytesOf(Uint32Array.from(patches.keys())) },
      { type: Section.patchOffsets, bytes: json.offsets },
      { type: Section.patches, bytes: json.block },
    ],
  });
}

/** An opened file of changes. */
export class Changes {
  /** Rows of the segment that they belong to. */
  readonly rows: number;
  /** Rows whose items are gone, ascending. */
  readonly tombstones: Uint32Array;
  /** Patches by row, ascending. */
  readonly patches: ReadonlyMap<number, ItemPatch>;

  /**
   * Reads and checks all of it.
   *
   * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
   */
  constructor(file: Uint8Array) {
    const container = readContainer(file, SegmentKind.changes);
    const section = (type: number, name: string, length?: number) =>
      requireSection(container, type, name, length);
    this.rows = container.count;
    this.tombstones = readRows(section(Section.tombstones, "tombstones"), this.rows, "tombstones");
    const patched = readRows(
      section(Section.patchedRows, "patched rows"),
      this.rows,
      "patched rows",
    );
    const json = openStrings(
      section(Section.patchOffsets, "patch offsets", (patched.length + 1) * 4),
      section(Section.patches, "patches"),
      "patches",
    );
    const dead = new Set(this.tombstones);
    const patches = new Map<number, ItemPatch>();
    patched.forEach((row, i) => {
      if (dead.has(row)) throw invalidFile("no patch of an item that is gone", `one of row ${row}`);
      patches.set(row, parsePatch(row, json.get(i)));
    });
    this.patches = patches;
  }
}

function readRows(bytes: Uint8Array, count: number, name: string): Uint32Array {
  if (bytes.length % 4 !== 0) throw invalidFile(`uint32 ${name}`, `${bytes.length} bytes`);
  // Copied, for a section may start at any address of its buffer.
  const rows = new Uint32Array(new Uint8Array(bytes).buffer);
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]! >= count) throw invalidFile(`${name} below ${count}`, `${rows[i]}`);
    if (i > 0 && rows[i]! <= rows[i - 1]!) throw invalidFile(`ascending ${name}`, "others");
  }
  return rows;
}

function parsePatch(row: number, text: string): ItemPatch {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidFile(`JSON as the patch of row ${row}`, messageOf(cause), cause);
  }
  const patch = readPatch(json);
  if ("expected" in patch) {
    throw invalidFile(`${patch.expected} in the patch of row ${row}`, "another value");
  }
  return patch;
}
