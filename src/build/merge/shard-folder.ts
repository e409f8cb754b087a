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
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import type { Manifest } from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { KnownConceptSet } from "../embed/concepts/concept-set.ts";
import { MAX_GOES_WITH } from "../products/product-converter.ts";
import type { BuildReport } from "../report/build-report.ts";
import { openFolder } from "../write/catalog-folder.ts";
import { shardNumber } from "./feed-part.ts";
import type { PackedProduct } from "./packed-shard.ts";

const READ_BYTES = 2 ** 20;
const LINE_FEED = 10;
const FINGERPRINT = new RegExp(`^[0-9a-f]{${2 * FINGERPRINT_BYTES}}$`);
/** Many times what the bounded lists of a report take. */
const MAX_REPORT_BYTES = 2 ** 26;
/** Concepts of 4,096 numbers, as many as there may be, and more. */
const MAX_CONCEPT_BYTES = 2 ** 26;
/** Thumbnails that are read at a time. */
const READ_AT_ONCE = 16;

/** A part of a catalog on the disk. What is read of it is verified by its SHA-256. */
export class ShardFolder {
  readonly path: string;
  readonly manifest: Manifest;
  readonly entry: ShardEntry;

  private constructor(path: string, manifest: Manifest, entry: ShardEntry) {
    this.path = path;
    this.manifest = manifest;
    this.entry = entry;
  }

  /** @throws `catalog-invalid` or `catalog-unsupported` where there is no shard. */
  static async open(path: string): Promise<ShardFolder> {
    const manifest = parseManifest((await openFolder(path)).manifest);
    if (manifest.shard) return new ShardFolder(path, manifest, manifest.shard);
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected a shard in ${path}, found a whole catalog. Give the folders that vitrine build ` +
        "--shard has written.",
    );
  }

  /**
   * The products in the feed's order, of which there are as many as the manifest says.
   *
   * @throws `catalog-invalid` where the file is damaged, or says other than the manifest
   */
  async *products(): AsyncGenerator<PackedProduct> {
    const { entry, manifest } = this;
    let line = 0;
    let last = -1;
    for await (const text of linesOf(this.#stream(entry.products))) {
      const product = this.#readProduct(text, ++line);
      if (product.position <= last) throw this.#damaged(entry.products, `line ${line} is no later`);
      last = product.position;
      if (line > manifest.items) break;
      yield product;
    }
    if (line === manifest.items) return;
    throw this.#damaged(entry.products, `it has not ${manifest.items} products, as its manifest`);
  }

  #readProduct(text: string, line: number): PackedProduct {
    let product: Partial<PackedProduct>;
    try {
      product = Object(JSON.parse(text));
    } catch (error) {
      throw this.#damaged(this.entry.products, `line ${line} is no JSON (${messageOf(error)})`);
    }
    const { position, item, fingerprints, text: words, goesWith = [], facts } = product;
    const isRight =
      Number.isSafeInteger(position) &&
      typeof item?.id === "string" &&
      typeof item.title === "string" &&
      typeof item.attributes === "object" &&
      item.attributes !== null &&
      shardNumber(item.id, this.entry.of) === this.entry.number &&
      Array.isArray(fingerprints) &&
      fingerprints.length > 0 &&
      fingerprints.every((one) => FINGERPRINT.test(one)) &&
      (words === undefined) === (this.entry.texts === undefined) &&
      (words === undefined || FINGERPRINT.test(words)) &&
      Array.isArray(goesWith) &&
      goesWith.length <= MAX_GOES_WITH &&
      goesWith.every((id) => typeof id === "string") &&
      Array.isArray(facts) &&
      facts.length === fingerprints.length;
    if (isRight) return product as PackedProduct;
    throw this.#damaged(this.entry.products, `line ${line} is no product of this shard`);
  }

  /**
   * Reads numbers into places of a larger array, one after another.
   *
   * @param places where each begins and ends, in numbers
   * @throws `catalog-invalid` where the file is damaged, or there are not as many
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
          if (done) throw this.#damaged(file, "it has more vectors than there are pictures");
          [at, end] = [4 * value[0], 4 * value[1]];
        }
        const length = Math.min(end - at, chunk.length - read);
        bytes.set(chunk.subarray(read, read + length), at);
        at += length;
        read += length;
      }
    }
    if (at === end && queue.next().done) return;
    throw this.#damaged(file, "it has fewer vectors than there are pictures");
  }

  /** What the build had to tell. @throws `catalog-invalid` */
  async report(): Promise<BuildReport> {
    const file = this.entry.report;
    if (file.bytes > MAX_REPORT_BYTES) throw this.#damaged(file, `it has ${file.bytes} bytes`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#stream(file)) chunks.push(chunk);
    // As it has the hash that this very build has put down, its parts are what they were.
    return JSON.parse(Buffer.concat(chunks).toString()) as BuildReport;
  }

  /**
   * What the text encoder made of the shard's values of facets, and what its scores were measured with.
   *
   * @throws `catalog-invalid` or `index-invalid`
   */
  async concepts(): Promise<KnownConceptSet> {
    const { concepts, closeMatch, encoder } = this.manifest;
    const probes = closeMatch && readProbes(await this.#whole(closeMatch.probes), encoder.dim);
    const table = concepts && new ConceptTable(await this.#whole(concepts), encoder.dim);
    return { concepts: table, probes };
  }

  async #whole(file: FileRef): Promise<Uint8Array> {
    if (file.bytes > MAX_CONCEPT_BYTES) throw this.#damaged(file, `it has ${file.bytes} bytes`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#stream(file)) chunks.push(chunk);
    // Not one of Node's buffers, which share their memory.
    return new Uint8Array(Buffer.concat(chunks));
  }

  /** The thumbnails, each of which has been read. @throws `catalog-invalid` */
  async thumbnails(onDone: (count: number) => void): Promise<ThumbnailFile[]> {
    const list = this.manifest.thumbnails?.list;
    if (!list) return [];
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#stream(list)) chunks.push(chunk);
    const files = readThumbnailList(Buffer.concat(chunks).toString());
    const read = (path: string) => readFile(join(this.path, path));
    let next = 0;
    const work = async () => {
      while (next < files.length) {
        const file = files[next++]!;
        const problem = await problemOfThumbnail(file, read);
        if (problem !== undefined) throw this.#damaged(file, problem);
        onDone(1);
      }
    };
    await Promise.all(Array.from({ length: READ_AT_ONCE }, work));
    return files;
  }

  /** A file's bytes; of a damaged one, the last are followed by the error. */
  async *#stream(file: FileRef): AsyncGenerator<Uint8Array> {
    const path = join(this.path, file.path);
    const hash = createHash("sha256");
    try {
      const { size } = await stat(path);
      if (size !== file.bytes) {
        throw this.#damaged(file, `${file.bytes} bytes expected, ${size} found`);
      }
      for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof VisualSearchError) throw error;
      throw this.#damaged(file, messageOf(error));
    }
    if (hash.digest("hex") !== file.sha256) {
      throw this.#damaged(file, "its SHA-256 is another than the manifest's");
    }
  }

  #damaged({ path }: Pick<FileRef, "path">, why: string): VisualSearchError {
    const { number, of } = this.entry;
    return new VisualSearchError(
      "catalog-invalid",
      `Expected a sound shard ${number}/${of} in ${this.path}, and ${path} is damaged: ${why}. ` +
        "Copy it again, or build it again.",
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
