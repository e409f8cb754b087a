/** Reads a shard from its folder, and verifies what it reads by SHA-256. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConceptTable } from "../../catalog/concepts/concept-table.ts";
import { readProbes } from "../../catalog/concepts/probes.ts";
import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { ShardEntry } from "../../catalog/files/shard-entry.ts";
import {
  problemOfThumbnail,
  readThumbnailList,
  type ThumbnailFile,
} from "../../catalog/files/thumbnail-list.ts";
import type { Manifest } from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { shown } from "../../lib/checks.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { KnownConceptSet } from "../embed/concepts/concept-set.ts";
import { openFolder } from "../write/catalog-folder.ts";
import { shardNumber } from "./feed-part.ts";
import { type PackedProduct, readPackedProduct } from "./packed-shard.ts";
import { readShardReport, type ShardReport } from "./shard-report.ts";

const READ_BYTES = 2 ** 20;
const LINE_FEED = 10;
/** Many times what the bounded lists of a report take. */
const MAX_REPORT_BYTES = 2 ** 26;
/** More than the most concepts there may be, of 4,096 numbers each. */
const MAX_CONCEPT_BYTES = 2 ** 26;
/** Thumbnails that are read at a time. */
const READ_AT_ONCE = 16;

export class ShardFolder {
  readonly path: string;
  readonly manifest: Manifest;
  readonly entry: ShardEntry;

  private constructor(path: string, manifest: Manifest, entry: ShardEntry) {
    this.path = path;
    this.manifest = manifest;
    this.entry = entry;
  }

  /** @throws `catalog-invalid` or `catalog-unsupported` if there is no shard */
  static async open(path: string): Promise<ShardFolder> {
    const manifest = parseManifest((await openFolder(path)).manifest);
    if (manifest.shard) return new ShardFolder(path, manifest, manifest.shard);
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected a shard in ${path}, got a whole catalog. Give the folders that vitrine build --shard has written.`,
    );
  }

  /**
   * The products in the feed's order, as many as the manifest says.
   *
   * @throws `catalog-invalid` if the file is damaged, or does not fit the manifest
   */
  async *products(): AsyncGenerator<PackedProduct> {
    const { entry, manifest } = this;
    const file = entry.products;
    let line = 0;
    let last = -1;
    for await (const text of linesOf(this.#stream(file))) {
      const product = this.#readProduct(text, ++line);
      if (product.position <= last) {
        throw this.#damaged(file, "products in the feed's order", `an earlier one in line ${line}`);
      }
      last = product.position;
      if (line > manifest.items) break;
      yield product;
    }
    if (line === manifest.items) return;
    throw this.#damaged(file, `${manifest.items} products`, line > manifest.items ? "more" : line);
  }

  #readProduct(text: string, line: number): PackedProduct {
    const { entry } = this;
    const refuse = (expected: string, got: unknown) =>
      this.#damaged(entry.products, `${expected} in line ${line}`, got);
    const product = readPackedProduct(text, refuse);
    const { item, fingerprints, facts } = product;
    const hasTexts = entry.texts !== undefined;
    const isRight =
      shardNumber(item.id, entry.of) === entry.number &&
      (product.text !== undefined) === hasTexts &&
      facts.length === fingerprints.length;
    if (isRight) return product;
    throw refuse("a product of this shard", shown(item.id));
  }

  /**
   * Reads numbers into places of a larger array, one after another.
   *
   * @param places where each begins and ends, in numbers
   * @throws `catalog-invalid` if the file is damaged, or has more or fewer numbers
   */
  async readNumbers(
    file: FileRef,
    target: Float32Array,
    places: Iterable<readonly [from: number, to: number]>,
  ): Promise<void> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    const queue = places[Symbol.iterator]();
    let at = 0;
    let end = 0;
    for await (const chunk of this.#stream(file)) {
      for (let read = 0; read < chunk.length; ) {
        while (at === end) {
          const { value, done } = queue.next();
          if (done) throw this.#damaged(file, "a vector for each picture or text", "more vectors");
          [at, end] = [4 * value[0], 4 * value[1]];
        }
        const length = Math.min(end - at, chunk.length - read);
        bytes.set(chunk.subarray(read, read + length), at);
        at += length;
        read += length;
      }
    }
    if (at === end && queue.next().done) return;
    throw this.#damaged(file, "a vector for each picture or text", "fewer vectors");
  }

  /** The report of the shard's build. @throws `catalog-invalid` */
  async report(): Promise<ShardReport> {
    const file = this.entry.report;
    const bytes = await this.#whole(file, MAX_REPORT_BYTES);
    return readShardReport(new TextDecoder().decode(bytes), (expected, got) =>
      this.#damaged(file, expected, got),
    );
  }

  /**
   * The concepts of the shard, and the probes that its scores were measured with.
   *
   * @throws `catalog-invalid` or `index-invalid`
   */
  async concepts(): Promise<KnownConceptSet> {
    const { concepts, closeMatch, encoder } = this.manifest;
    const read = (file: FileRef) => this.#whole(file, MAX_CONCEPT_BYTES);
    return {
      concepts: concepts && new ConceptTable(await read(concepts), encoder.dim),
      probes: closeMatch && readProbes(await read(closeMatch.probes), encoder.dim),
    };
  }

  /** The thumbnails, each of which has been verified. @throws `catalog-invalid` */
  async thumbnails(onDone: (count: number) => void): Promise<ThumbnailFile[]> {
    const list = this.manifest.thumbnails?.list;
    if (!list) return [];
    const bytes = await this.#whole(list, Number.POSITIVE_INFINITY);
    const files = readThumbnailList(bytes);
    const read = (path: string) => readFile(join(this.path, path));
    let next = 0;
    const work = async () => {
      while (next < files.length) {
        const file = files[next++]!;
        const problem = await problemOfThumbnail(file, read);
        if (problem !== undefined) throw this.#damaged(file, "a sound thumbnail", problem);
        onDone(1);
      }
    };
    await Promise.all(Array.from({ length: READ_AT_ONCE }, work));
    return files;
  }

  async #whole(file: FileRef, most: number): Promise<Uint8Array> {
    if (file.bytes > most) throw this.#damaged(file, `at most ${most} bytes`, file.bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#stream(file)) chunks.push(chunk);
    // Not one of Node's buffers, which share their memory.
    return new Uint8Array(Buffer.concat(chunks));
  }

  /** The bytes of a file. If it is damaged, the error comes after the last of them. */
  async *#stream(file: FileRef): AsyncGenerator<Uint8Array> {
    const path = join(this.path, file.path);
    const hash = createHash("sha256");
    try {
      const { size } = await stat(path);
      if (size !== file.bytes) throw this.#damaged(file, `${file.bytes} bytes`, size);
      for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof VisualSearchError) throw error;
      throw this.#damaged(file, `${file.bytes} bytes`, messageOf(error));
    }
    const sha256 = hash.digest("hex");
    if (sha256 !== file.sha256) throw this.#damaged(file, `the SHA-256 ${file.sha256}`, sha256);
  }

  #damaged({ path }: Pick<FileRef, "path">, expected: string, got: unknown): VisualSearchError {
    const { number, of } = this.entry;
    return new VisualSearchError(
      "catalog-invalid",
      `Expected ${expected} in ${join(this.path, path)} of shard ${number}/${of}, got ${got}. Copy the shard ` +
        "again, or build it again.",
    );
  }
}

/** The lines of a file, all of which end in a line feed. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(LINE_FEED, from);
      if (at < 0) break;
      parts.push(chunk.subarray(from, at));
      yield Buffer.concat(parts).toString();
      parts = [];
      from = at + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts).toString();
}
