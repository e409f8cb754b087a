/** Parquet files, a slice of a row group at a time. */
import { type FileHandle, open } from "node:fs/promises";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
} from "hyparquet";
import { parquetReadAsync } from "hyparquet/src/read.js";
import { assembleAsync, asyncGroupToRows } from "hyparquet/src/rowgroup.js";
import { compressors } from "hyparquet-compressors";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { startsWith } from "../source/byte-source.ts";
import { jsonRow } from "./json-record.ts";

const SIGNATURE = [0x50, 0x41, 0x52, 0x31];

/** Bytes that are decoded at a time, as their row group states them. */
const SLICE_BYTES = 8 * 2 ** 20;
const MAX_SLICE_ROWS = 10_000;
const MAX_METADATA_BYTES = 64 * 2 ** 20;
const MAX_ROWS = 2 ** 31;
/** Bytes of a row group in the file, which is held while its rows are read. */
const MAX_GROUP_BYTES = 2 ** 30;

/** Whether a file that begins like this is Parquet. */
export function isParquet(start: Uint8Array): boolean {
  return startsWith(start, SIGNATURE);
}

/**
 * Rows of a Parquet file, a slice of a row group at a time. Times become ISO 8601, bytes are left out,
 * and whole numbers beyond a double's precision become texts.
 *
 * @throws VisualSearchError `feed-invalid` if the file is cut off, damaged or compressed in an unknown way
 */
export async function* readParquet(path: string, signal?: AbortSignal): AsyncGenerator<FeedRow> {
  const handle = await open(path);
  try {
    const file = await bufferOf(handle);
    const metadata = await readMetadata(file, path);
    let row = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const slice = sliceRows(Number(group.total_byte_size), rows);
      for (let from = 0; from < rows; from += slice) {
        signal?.throwIfAborted();
        const count = Math.min(slice, rows - from);
        const values = await readSlice(file, metadata, row + from, row + from + count, path);
        for (const [i, value] of values.entries()) yield jsonRow(row + from + i + 1, toJson(value));
      }
      row += rows;
    }
  } finally {
    await handle.close();
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice(start, end = size) {
      const bytes = readBytes(handle, start < 0 ? size + start : start, Math.min(end, size));
      // The caller may have failed by then, and no longer listens.
      bytes.catch(() => {});
      return bytes;
    },
  };
}

async function readBytes(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const length = end - Math.max(0, start);
  if (!(length >= 0)) throw new Error(`it states bytes ${start} to ${end}`);
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, Math.max(0, start));
  if (bytesRead !== length) throw new Error(`it ends ${length - bytesRead} bytes too early`);
  return bytes.buffer;
}

async function readMetadata(file: AsyncBuffer, path: string): Promise<FileMetaData> {
  try {
    const tail = new DataView(await file.slice(Math.max(0, file.byteLength - 8)));
    if (file.byteLength < 12 || tail.getUint32(4, true) !== 0x31524150) {
      throw new Error("it has no footer, and may be cut off");
    }
    const length = tail.getUint32(0, true);
    if (length > MAX_METADATA_BYTES) throw new Error(`its footer states ${length} bytes`);
    const metadata = await parquetMetadataAsync(file);
    checkGroups(metadata, file.byteLength);
    checkPaths(metadata);
    return metadata;
  } catch (error) {
    throw damaged(path, error);
  }
}

/** Checks what the footer states against the file, before anything relies on it. */
function checkGroups({ row_groups, num_rows }: FileMetaData, fileBytes: number): void {
  let rows = 0;
  for (const group of row_groups) {
    const count = Number(group.num_rows);
    if (!(count >= 0)) throw new Error(`a row group states ${count} rows`);
    rows += count;
    let bytes = 0;
    for (const { meta_data } of group.columns) {
      const size = Number(meta_data?.total_compressed_size ?? 0);
      if (!(size >= 0 && size <= fileBytes)) throw new Error(`a column states ${size} bytes`);
      bytes += size;
    }
    if (bytes > MAX_GROUP_BYTES) {
      throw new Error(
        `a row group has ${bytes} bytes, at most ${MAX_GROUP_BYTES}: write smaller ones`,
      );
    }
  }
  if (rows !== Number(num_rows) || rows > MAX_ROWS) {
    throw new Error(`its footer states ${num_rows} rows, and its row groups have ${rows}`);
  }
}

/** The reader looks columns up where nothing catches a failure. */
function checkPaths(metadata: FileMetaData): void {
  const root = parquetSchema(metadata);
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data } of columns) {
      let node: typeof root | undefined = root;
      for (const name of meta_data?.path_in_schema ?? []) {
        node = node?.children.find(({ element }) => element.name === name);
      }
      if (node === undefined) throw new Error("a column is not in its schema");
    }
  }
}

function sliceRows(bytes: number, rows: number): number {
  const share = bytes > 0 ? Math.floor((rows * SLICE_BYTES) / bytes) : rows;
  return Math.max(1, Math.min(share, MAX_SLICE_ROWS));
}

async function readSlice(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
  path: string,
): Promise<Record<string, unknown>[]> {
  try {
    const options = { file, metadata, rowStart, rowEnd, compressors, useOffsetIndex: true };
    const rows: Record<string, unknown>[] = [];
    for (const group of parquetReadAsync(options)) {
      // The reader's own loop leaves the columns beside one that fails as unhandled rejections, which would end
      // the process.
      for (const { data } of group.asyncColumns) data.catch(() => {});
      const columns = assembleAsync(group, parquetSchema(metadata));
      for (const { data } of columns.asyncColumns) data.catch(() => {});
      const from = Math.max(rowStart - group.groupStart, 0);
      const to = Math.min(rowEnd - group.groupStart, group.groupRows);
      const part = await asyncGroupToRows(columns, from, to, undefined, "object");
      for (const row of part) rows.push(row);
    }
    if (rows.length !== rowEnd - rowStart) {
      throw new Error(`it states rows ${rowStart + 1} to ${rowEnd} and has ${rows.length} of them`);
    }
    return rows;
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, error: unknown): VisualSearchError {
  return new VisualSearchError(
    "feed-invalid",
    `Expected a whole Parquet file as the feed ${path}, which cannot be read: ${messageOf(error)}. Export it ` +
      "again, or as JSONL.",
    { cause: error },
  );
}

/** A cell as a JSON value. */
function toJson(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return null;
  if (Array.isArray(value)) return value.map(toJson);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, cell]) => [key, toJson(cell)]));
}
