/** The bytes of a feed: a file or standard input, unpacked if it is gzip. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";

/** The name of standard input among paths. */
export const STDIN = "-";

/** Bytes by which a feed is recognised, and of each later block but the last. */
export const BLOCK_BYTES = 64 * 1024;

/** Bytes that a compressed feed may unpack to. */
const MAX_UNPACKED_BYTES = 64 * 2 ** 30;

const GZIP = [0x1f, 0x8b];

/** The bytes of a feed, unpacked if they are gzip. */
export interface ByteSource {
  /** For messages. */
  name: string;
  /** A file that holds just these bytes, unless they are unpacked or come from a pipe. */
  file?: string;
  gzip: boolean;
  /** The first block, shorter if the source is. */
  start: Uint8Array;
  /** Everything, `start` included, in blocks that do not depend on how the bytes arrived. Read once. */
  blocks: AsyncGenerator<Uint8Array>;
}

/**
 * Opens a file or standard input.
 *
 * @param input what stands for standard input
 * @throws VisualSearchError `feed-invalid`, also while the blocks are read, if the bytes cannot be read or unpacked
 */
export async function openSource(
  path: string,
  input: Readable,
  signal?: AbortSignal,
): Promise<ByteSource> {
  const name = path === STDIN ? "standard input" : path;
  const raw = blocksOf(path === STDIN ? input : createReadStream(path), name, signal);
  const [start, packed] = await peek(raw);
  if (!startsWith(start, GZIP)) {
    const file = path === STDIN ? {} : { file: path };
    return { name, ...file, gzip: false, start, blocks: packed };
  }
  const [first, blocks] = await peek(unpack(packed, name, signal));
  return { name, gzip: true, start: first, blocks };
}

/** A file with the bytes of a source, which `use` may read from anywhere; it is gone afterwards. */
export async function* withFile<T>(
  source: ByteSource,
  use: (file: string) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  if (source.file !== undefined) {
    await source.blocks.return(undefined);
    yield* use(source.file);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "vitrine-feed-"));
  try {
    const file = join(folder, "feed");
    await pipeline(source.blocks, createWriteStream(file));
    yield* use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

async function* unpack(
  packed: AsyncGenerator<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: BLOCK_BYTES });
  // Whatever goes wrong on either side ends the reading of `gunzip`, too.
  const done = pipeline(Readable.from(packed), gunzip).catch(() => {});
  let bytes = 0;
  try {
    for await (const block of blocksOf(gunzip, name, signal)) {
      bytes += block.length;
      if (bytes > MAX_UNPACKED_BYTES) {
        throw new VisualSearchError(
          "feed-invalid",
          `Expected at most ${MAX_UNPACKED_BYTES} bytes in the feed ${name}, which unpacks to more. Split it.`,
        );
      }
      yield block;
    }
  } finally {
    gunzip.destroy();
    await done;
  }
}

/** Blocks of `BLOCK_BYTES`, the last one shorter. */
async function* blocksOf(
  stream: Readable,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  if (signal) addAbortSignal(signal, stream);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
      signal?.throwIfAborted();
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      for (let at = 0; at < bytes.length; ) {
        const count = Math.min(bytes.length - at, BLOCK_BYTES - filled);
        block.set(bytes.subarray(at, at + count), filled);
        at += count;
        filled += count;
        if (filled === BLOCK_BYTES) {
          yield block;
          block = new Uint8Array(BLOCK_BYTES);
          filled = 0;
        }
      }
    }
    // If the writer of a pipe is interrupted, too, the pipe ends as if that were all.
    signal?.throwIfAborted();
    if (filled > 0) yield block.subarray(0, filled);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof VisualSearchError) throw error;
    throw new VisualSearchError(
      "feed-invalid",
      `Expected a whole file as the feed ${name}, which cannot be read to its end: ${messageOf(error)}. Export it again.`,
      { cause: error },
    );
  } finally {
    stream.destroy();
  }
}

async function peek(
  blocks: AsyncGenerator<Uint8Array>,
): Promise<[Uint8Array, AsyncGenerator<Uint8Array>]> {
  const { done, value } = await blocks.next();
  return done ? [new Uint8Array(0), blocks] : [value, prepend(value, blocks)];
}

async function* prepend(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
