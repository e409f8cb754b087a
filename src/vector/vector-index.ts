import { VisualSearchError } from "../errors.ts";
import type { Bitmap } from "./bitmap.ts";
import {
  type CodeParams,
  codeQuery,
  codeRows,
  decodeRow,
  MAX_DIM,
  type Metric,
  ROW_FLOATS,
  strideOf,
} from "./code.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
  verifyChecksumAt,
  writeContainer,
} from "./container.ts";
import { createKernel, growMemory, type Kernel, RESULT_BYTES } from "./kernel/kernel.ts";
import { Rotation } from "./rotation.ts";

/** Section types of an index; 4 to 15 are kept for the sign plane, the graph and finer codes. */
const Section = { mean: 1, codes: 2, rows: 3 } as const;

/** Byte offsets among the header's parameters. */
const AT = { dim: 0, stride: 4, metric: 8, seed: 12 };
const METRIC_CODES: Record<Metric, number> = { cosine: 1, ip: 2 };

const ALIGNMENT = 64;
const ROW_BYTES = ROW_FLOATS * 4;
const DEFAULT_SEED = 1;

export interface BuildIndexOptions {
  /** Numbers in a vector, 1 to 4096. */
  dim: number;
  /** `cosine` (default) gives every vector unit length; `ip` takes the inner product as it is. */
  metric?: Metric;
  /** Seed of the rotation, uint32. The same vectors and seed give the same bytes. */
  seed?: number;
}

/**
 * Makes an index of `vectors`, row after row of `dim` numbers.
 *
 * @returns the file's bytes, for `openIndex` (here or anywhere else)
 * @throws VisualSearchError `invalid-argument` for odd lengths, `vector-invalid` for a row that is NaN,
 *   infinite or (`cosine`) zero
 */
export function buildIndex(
  vectors: Float32Array,
  options: BuildIndexOptions,
): Uint8Array<ArrayBuffer> {
  const { dim, metric = "cosine", seed = DEFAULT_SEED } = options;
  if (!Number.isInteger(dim) || dim < 1 || dim > MAX_DIM) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a dim of 1 to ${MAX_DIM}, got ${dim}.`,
    );
  }
  if (!(metric in METRIC_CODES)) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected the metric "cosine" or "ip", got ${JSON.stringify(metric)}.`,
    );
  }
  if (vectors.length % dim !== 0) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected whole rows of ${dim} numbers, got ${vectors.length} numbers.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a seed of 0 to 4294967295, got ${seed}.`,
    );
  }
  const { params, codes, rows } = codeRows(vectors, { dim, metric, seed });
  const header = new DataView(new ArrayBuffer(28));
  header.setUint32(AT.dim, dim, true);
  header.setUint32(AT.stride, strideOf(dim), true);
  header.setUint8(AT.metric, METRIC_CODES[metric]);
  header.setUint32(AT.seed, seed, true);
  return writeContainer({
    kind: SegmentKind.index,
    count: vectors.length / dim,
    params: bytesOf(header),
    sections: [
      { type: Section.mean, bytes: bytesOf(params.mean) },
      { type: Section.codes, bytes: bytesOf(codes) },
      { type: Section.rows, bytes: bytesOf(rows) },
    ],
  });
}

export interface SearchOptions {
  /** Number of rows wanted, 1 or more. */
  k: number;
  /** Only rows whose bit is set take part. */
  filter?: Bitmap;
}

export interface SearchResult {
  /** Row numbers, best first; equal scores by row. At most `k`. */
  ids: Uint32Array;
  /** Cosine similarity (or inner product) of each. */
  scores: Float32Array;
}

/** An opened index. It lives in WebAssembly memory of its own, freed with the object. */
export interface VectorIndex {
  /** Number of rows. */
  readonly size: number;
  readonly dim: number;
  readonly metric: Metric;
  /** Bytes of WebAssembly memory held. */
  readonly memoryBytes: number;
  /**
   * The best rows for a vector of `dim` numbers.
   *
   * @throws VisualSearchError `vector-invalid` or `invalid-argument`
   */
  search(query: ArrayLike<number>, options: SearchOptions): SearchResult;
  /** The vector of a row as far as its code tells it (cosine to the original about 0.99998). */
  vector(row: number): Float32Array;
}

/**
 * Opens an index file: checks it and copies it once, into WebAssembly memory; nothing is parsed.
 *
 * @throws VisualSearchError `index-invalid` or `index-unsupported`
 */
export function openIndex(file: Uint8Array): VectorIndex {
  return new Int8Index(file);
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

class Int8Index implements VectorIndex {
  readonly size: number;
  readonly dim: number;
  readonly metric: Metric;
  readonly #params: CodeParams;
  readonly #rotation: Rotation;
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #stride: number;
  readonly #codes: number;
  readonly #rows: number;
  // Working addresses behind the file: query, filter, results.
  readonly #query: number;
  readonly #filter: number;
  readonly #results: number;

  constructor(file: Uint8Array) {
    const container = readContainer(file, SegmentKind.index);
    const { count, params } = container;
    const dim = params.getUint32(AT.dim, true);
    const stride = params.getUint32(AT.stride, true);
    const metricCode = params.getUint8(AT.metric);
    const metric = (Object.keys(METRIC_CODES) as Metric[]).find(
      (name) => METRIC_CODES[name] === metricCode,
    );
    if (dim < 1 || dim > MAX_DIM || stride !== strideOf(dim) || !metric) {
      throw new VisualSearchError(
        "index-invalid",
        `Expected an index header with a dim of 1 to ${MAX_DIM}, its stride and a metric, got dim ${dim}, ` +
          `stride ${stride}, metric ${metricCode}. ` +
          "Build the catalog again.",
      );
    }
    const mean = requireSection(container, Section.mean, "mean", dim * 4);
    const codes = requireSection(container, Section.codes, "codes", count * stride);
    const rows = requireSection(container, Section.rows, "rows", count * ROW_BYTES);

    this.#query = align(file.length);
    this.#filter = align(this.#query + stride * 2);
    this.#results = align(this.#filter + Math.ceil(count / 32) * 4);
    const { kernel, memory } = createKernel(this.#results);
    new Uint8Array(memory.buffer).set(file);
    verifyChecksumAt(kernel, memory, 0, file.length, SegmentKind.index);

    this.size = count;
    this.dim = dim;
    this.metric = metric;
    this.#kernel = kernel;
    this.#memory = memory;
    this.#stride = stride;
    this.#codes = codes.byteOffset - file.byteOffset;
    this.#rows = rows.byteOffset - file.byteOffset;
    const meanAt = mean.byteOffset - file.byteOffset;
    this.#params = {
      dim,
      metric,
      seed: params.getUint32(AT.seed, true),
      mean: new Float32Array(memory.buffer, meanAt, dim).slice(),
    };
    this.#rotation = new Rotation(dim, this.#params.seed);
    const finite =
      this.#params.mean.every(Number.isFinite) && this.#rowFloats().every(Number.isFinite);
    if (!finite) {
      throw new VisualSearchError(
        "index-invalid",
        "Expected finite numbers in the mean and the rows. Build the catalog again.",
      );
    }
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  search(query: ArrayLike<number>, options: SearchOptions): SearchResult {
    const { k, filter } = options;
    if (!Number.isInteger(k) || k < 1) {
      throw new VisualSearchError("invalid-argument", `Expected k of 1 or more, got ${k}.`);
    }
    if (filter && filter.length !== Math.ceil(this.size / 32)) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a filter of ${Math.ceil(this.size / 32)} words for ${this.size} rows, ` +
          `got ${filter.length}. Make it with createBitmap(index.size).`,
      );
    }
    const coded = codeQuery(query, this.#params, this.#rotation);
    const capacity = Math.min(k, this.size);
    if (capacity === 0) return { ids: new Uint32Array(), scores: new Float32Array() };
    growMemory(this.#memory, this.#results + capacity * RESULT_BYTES);
    const { buffer } = this.#memory;
    new Int16Array(buffer, this.#query).set(coded.codes);
    if (filter) new Uint32Array(buffer, this.#filter).set(filter);
    const found = this.#kernel.exactSearch(
      this.#codes,
      this.#stride,
      this.size,
      this.#rows,
      this.#query,
      coded.factor,
      coded.offset,
      filter ? this.#filter : 0,
      capacity,
      this.#results,
    );
    return this.#read(found);
  }

  #rowFloats(): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#rows, this.size * ROW_FLOATS);
  }

  #read(found: number): SearchResult {
    const view = new DataView(this.#memory.buffer, this.#results);
    const ids = new Uint32Array(found);
    const scores = new Float32Array(found);
    for (let i = 0; i < found; i++) {
      const score = view.getFloat64(i * RESULT_BYTES, true);
      ids[i] = view.getUint32(i * RESULT_BYTES + 8, true);
      // A code's error may carry a perfect match a little beyond 1.
      scores[i] = this.metric === "cosine" ? Math.max(-1, Math.min(1, score)) : score;
    }
    return { ids, scores };
  }

  vector(row: number): Float32Array {
    if (!Number.isInteger(row) || row < 0 || row >= this.size) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a row of 0 to ${this.size - 1}, got ${row}.`,
      );
    }
    const at = this.#codes + row * this.#stride;
    const codes = new Int8Array(this.#memory.buffer, at, this.dim);
    const step = this.#rowFloats()[row * ROW_FLOATS]!;
    return decodeRow(codes, step, this.#params, this.#rotation);
  }
}
