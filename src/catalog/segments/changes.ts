import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
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

/** What has changed of a segment since it was written: items that are gone, and new data of others. */
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
      if (dead.has(row)) throw invalid(`row ${row} both gone and patched`);
      patches.set(row, parsePatch(row, json.get(i)));
    });
    this.patches = patches;
  }
}

function readRows(bytes: Uint8Array, count: number, name: string): Uint32Array {
  if (bytes.length % 4 !== 0) throw invalid(`${bytes.length} bytes of ${name}, no multiple of 4`);
  // Copied, for the section may stand at any address of its buffer.
  const rows = new Uint32Array(new Uint8Array(bytes).buffer);
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]! >= count) throw invalid(`row ${rows[i]} of ${count} among the ${name}`);
    if (i > 0 && rows[i]! <= rows[i - 1]!) throw invalid(`${name} that do not ascend`);
  }
  return rows;
}

function parsePatch(row: number, text: string): ItemPatch {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(`a patch of row ${row} that is no JSON (${messageOf(cause)})`);
  }
  const patch = readPatch(json);
  if ("wrong" in patch) throw invalid(`${patch.wrong} in the patch of row ${row}`);
  return patch;
}

function invalid(found: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected the changes of a segment, found ${found}. Build the catalog again.`,
  );
}
