/**
 * The binary container of every Vitrine segment, little-endian: a 64-byte header, a section table of 32-byte entries,
 * then sections at multiples of 64. `src/catalog/FORMAT.md` documents every byte.
 */
import { VisualSearchError } from "../../lib/errors.ts";
import type { Kernel } from "../kernel/exports.generated.ts";
import { createKernel } from "../kernel/kernel.ts";

export const HEADER_BYTES = 64;
const ENTRY_BYTES = 32;
const ALIGNMENT = 64;
const FORMAT_VERSION = 1;
const MAX_SECTIONS = 1024;
const MAGIC = [0x56, 0x49, 0x54, 0x52, 0x49, 0x4e, 0x45, 0x00]; // "VITRINE\0"

/** Byte offsets of the header's fields. */
const AT = {
  version: 8,
  kind: 10,
  sections: 12,
  byteLength: 16,
  checksum: 24,
  count: 32,
  params: 36,
};
const PARAMS_BYTES = HEADER_BYTES - AT.params;
const AFTER_CHECKSUM = AT.checksum + 8;

export const SegmentKind = {
  index: 1,
  items: 2,
  facets: 3,
  changes: 4,
  concepts: 5,
  probes: 6,
  pairs: 7,
} as const;
export type SegmentKind = (typeof SegmentKind)[keyof typeof SegmentKind];

const KIND_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(SegmentKind).map(([name, kind]) => [kind, name]),
);

export interface Container {
  /** Number of rows or items. */
  count: number;
  /** The 28 bytes of the header whose meaning depends on the kind. */
  params: DataView;
  /** Where the file begins in its buffer. */
  start?: number;
  /** Section bytes by type; views of the file. */
  sections: ReadonlyMap<number, Uint8Array>;
}

export interface ContainerSource {
  kind: SegmentKind;
  count: number;
  /** At most 28 bytes. */
  params?: Uint8Array;
  sections: readonly { type: number; bytes: Uint8Array }[];
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

/** The bytes of any array's view. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export function writeContainer(source: ContainerSource): Uint8Array<ArrayBuffer> {
  const { kind, count, sections } = source;
  let end = HEADER_BYTES + sections.length * ENTRY_BYTES;
  const placed = sections.map(({ type, bytes }) => {
    const offset = align(end);
    end = offset + bytes.length;
    return { type, bytes, offset };
  });
  const byteLength = align(end);
  const out = new Uint8Array(byteLength);
  const view = new DataView(out.buffer);
  out.set(MAGIC, 0);
  view.setUint16(AT.version, FORMAT_VERSION, true);
  view.setUint16(AT.kind, kind, true);
  view.setUint32(AT.sections, sections.length, true);
  view.setBigUint64(AT.byteLength, BigInt(byteLength), true);
  view.setUint32(AT.count, count, true);
  if (source.params) out.set(source.params, AT.params);
  placed.forEach(({ type, bytes, offset }, i) => {
    const at = HEADER_BYTES + i * ENTRY_BYTES;
    view.setUint32(at, type, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 16, BigInt(bytes.length), true);
    out.set(bytes, offset);
  });
  seal(out);
  return out;
}

/** Writes the checksum of a container into its header. */
export function seal(file: Uint8Array): void {
  const { kernel, memory } = createKernel(file.length);
  new Uint8Array(memory.buffer).set(file);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  view.setBigUint64(AT.checksum, checksumAt(kernel, 0, file.length), true);
}

/** XXH64 of all but the checksum itself: the hash of what is before it seeds the hash of the rest. */
function checksumAt(kernel: Kernel, address: number, byteLength: number): bigint {
  const seed = kernel.xxh64(address, AT.checksum, 0n);
  const rest = kernel.xxh64(address + AFTER_CHECKSUM, byteLength - AFTER_CHECKSUM, seed);
  return BigInt.asUintN(64, rest);
}

function invalidSegment(kind: SegmentKind, problem: string): VisualSearchError {
  return new VisualSearchError(
    "index-invalid",
    `Expected a Vitrine ${KIND_NAMES[kind]} segment, got ${problem}. ` +
      "Build the catalog again, or fetch the file again.",
  );
}

/**
 * Compares the file at `address` of the kernel's memory with the checksum in its header.
 *
 * @throws VisualSearchError `index-invalid`
 */
export function verifyChecksumAt(
  kernel: Kernel,
  memory: WebAssembly.Memory,
  address: number,
  byteLength: number,
  kind: SegmentKind,
): void {
  const stored = new DataView(memory.buffer).getBigUint64(address + AT.checksum, true);
  if (stored !== checksumAt(kernel, address, byteLength)) {
    throw invalidSegment(kind, "bytes that do not match its checksum");
  }
}

/** `verifyChecksumAt` for a file that is not in a kernel's memory. */
export function verifyChecksum(file: Uint8Array, kind: SegmentKind): void {
  const { kernel, memory } = createKernel(file.length);
  new Uint8Array(memory.buffer).set(file);
  verifyChecksumAt(kernel, memory, 0, file.length, kind);
}

/**
 * Checks the header and the section table, and returns views of the sections. It does not check the checksum
 * (`verifyChecksum` does), because the caller may know the bytes by a stronger one.
 *
 * @throws VisualSearchError `index-invalid` or `index-unsupported`
 */
export function readContainer(file: Uint8Array, kind: SegmentKind): Container {
  const invalid = (problem: string) => invalidSegment(kind, problem);
  if (file.length < HEADER_BYTES) {
    throw invalid(`${file.length} bytes, of which the header alone needs ${HEADER_BYTES}`);
  }
  if (MAGIC.some((byte, i) => file[i] !== byte)) throw invalid("a file of another format");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint16(AT.version, true);
  if (version !== FORMAT_VERSION) {
    throw new VisualSearchError(
      "index-unsupported",
      `Expected format version ${FORMAT_VERSION}, got ${version}. Use a Vitrine that reads it, or ` +
        "build the catalog again with this one.",
    );
  }
  const foundKind = view.getUint16(AT.kind, true);
  if (foundKind !== kind) {
    throw invalid(`one of kind ${KIND_NAMES[foundKind] ?? foundKind}`);
  }
  const byteLength = view.getBigUint64(AT.byteLength, true);
  if (byteLength !== BigInt(file.length)) {
    throw invalid(`${file.length} bytes, of which its header says there are ${byteLength}`);
  }
  const sectionCount = view.getUint32(AT.sections, true);
  if (sectionCount > MAX_SECTIONS || HEADER_BYTES + sectionCount * ENTRY_BYTES > file.length) {
    throw invalid(`a section table that claims ${sectionCount} entries`);
  }
  const sections = new Map<number, Uint8Array>();
  for (let i = 0; i < sectionCount; i++) {
    const at = HEADER_BYTES + i * ENTRY_BYTES;
    const type = view.getUint32(at, true);
    const offset = Number(view.getBigUint64(at + 8, true));
    const length = Number(view.getBigUint64(at + 16, true));
    if (offset % ALIGNMENT !== 0 || offset + length > file.length) {
      throw invalid(
        `a section ${type} that claims bytes ${offset} to ${offset + length} of ${file.length}`,
      );
    }
    if (sections.has(type)) throw invalid(`section ${type} twice`);
    sections.set(type, file.subarray(offset, offset + length));
  }
  return {
    start: file.byteOffset,
    count: view.getUint32(AT.count, true),
    params: new DataView(file.buffer, file.byteOffset + AT.params, PARAMS_BYTES),
    sections,
  };
}

/**
 * The bytes of a section, which must be there and `byteLength` long (if that is known).
 *
 * @throws VisualSearchError `index-invalid`
 */
export function requireSection(
  container: Pick<Container, "sections">,
  type: number,
  name: string,
  byteLength?: number,
): Uint8Array {
  const bytes = container.sections.get(type);
  if (!bytes) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected a section "${name}" (type ${type}), got none. Build the catalog again.`,
    );
  }
  if (byteLength !== undefined && bytes.length !== byteLength) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected ${byteLength} bytes in section "${name}", got ${bytes.length}. Build the catalog again.`,
    );
  }
  return bytes;
}
