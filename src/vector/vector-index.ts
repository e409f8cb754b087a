import type { Bitmap } from "../lib/bitmap.ts";
import { VisualSearchError } from "../lib/errors.ts";
import {
  codeRows,
  decodeRow,
  decodeSigns,
  MAX_DIM,
  MAX_SQUARED_LENGTH,
  type Metric,
  maxQueryCode,
  prepareVector,
  RESIDUAL_STEPS,
  type Remainder,
  ROW_FLOATS,
  strideOf,
} from "./codes/int8-code.ts";
import { Rotation } from "./codes/rotation.ts";
import { SegmentKind, verifyChecksumAt } from "./file/container.ts";
import {
  type IndexHeader,
  type IndexLayout,
  isMetric,
  readIndexHeader,
  readIndexParts,
  Section,
  signBytesOf,
  writeIndex,
} from "./file/index-file.ts";
import { type Calibration, calibrate, efFor } from "./graph/calibration.ts";
import {
  type BuildProgress,
  buildGraph,
  type CrewFactory,
  type Graph,
  type GraphOptions,
  MAX_LEVELS,
  squareOf,
} from "./graph/graph.ts";
import {
  createKernel,
  ENTRY_BYTES,
  growMemory,
  type Kernel,
  Layout,
  PENDING_BYTES,
  QUERY_PLANES,
  TRAIL_ENTRIES,
} from "./kernel/kernel.ts";
import {
  BOUND_ERRORS,
  EXACT,
  isEnough,
  type Method,
  type Plan,
  type PlanInput,
  plan,
  SAFE_MARGIN,
} from "./planner.ts";

const DEFAULT_SEED = 1;
/** Recall, against the exact search, that the graph is asked for by default. */
const DEFAULT_RECALL = 0.995;
/** ef of a graph that was never calibrated. */
const DEFAULT_EF = 100;
/** Four addresses for each level. */
const MAX_LEVEL_TABLE_BYTES = MAX_LEVELS * 16;
const SKETCH_PLAN: Plan = { method: "sketch", ef: 0, shortlist: 0 };
/**
 * Standard errors that sign bits must be wrong by for the graph's search to miss a row by them: the more, the
 * wider the search, as a wide one is asked for where little may be missed.
 */
const siftErrors = (ef: number): number => Math.min(1, 0.6 + Math.max(0, ef - 32) / 256);
/** Rows beyond `k` that the residual code looks at again. */
const REFINED_BEYOND_K = 20;

export interface BuildIndexOptions {
  /** Numbers in a vector, 1 to 4096. */
  dim: number;
  /** `cosine` (default) gives every vector unit length; `ip` takes the inner product as it is. */
  metric?: Metric;
  /** Seed of the rotation, uint32. The same vectors, options and seeds give the same bytes. */
  seed?: number;
  /**
   * Adds an HNSW graph: worth it from some thousand rows on, for about 80 bytes a row. A function gives a
   * finished one.
   */
  graph?: GraphOptions | boolean | (() => Graph);
  /**
   * Adds a plane of sign bits, for filtered searches over many rows and those with a `minScore`: `dim / 8` bytes
   * a row. They tell directions, so that with the metric `ip` they are of no use.
   */
  signs?: boolean;
  /**
   * Adds what the codes left over, for a finer last look at the best rows: as a second code, for recall 0.999
   * and `dim` more bytes a row, or as a `bit` each, which halves the codes' error for `dim / 8` bytes.
   */
  residual?: boolean | "bit";
  /** Runs the building of the graph on several threads; `vitrine/build` has one for Node. */
  crew?: CrewFactory;
  /** Called now and then while the graph is built, which is what takes long; may throw to give up. */
  onProgress?: BuildProgress;
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
  const { dim, metric = "cosine", seed = DEFAULT_SEED, residual = false } = options;
  if (!Number.isInteger(dim) || dim < 1 || dim > MAX_DIM) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a dim of 1 to ${MAX_DIM}, got ${dim}.`,
    );
  }
  if (!isMetric(metric)) {
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
  const coded = codeRows(vectors, { dim, metric, seed, residual });
  const signs = options.signs ? signPlane(coded.codes, dim) : undefined;
  const residualBits =
    residual === "bit" && coded.residuals ? signPlane(coded.residuals, dim) : undefined;
  if (!options.graph) return writeIndex({ coded, signs, residualBits });
  const graph =
    options.graph instanceof Function
      ? options.graph()
      : buildGraph(
          coded,
          options.graph === true ? {} : options.graph,
          options.onProgress,
          options.crew,
        );
  const parts = { coded, signs, residualBits, graph };
  const index = new CodedIndex([writeIndex(parts)]);
  return writeIndex({ ...parts, calibration: index.calibrate(seed) });
}

/** The sign bits of every row of codes, lowest dimension in the lowest bit; set where a code is negative. */
function signPlane(codes: Int8Array, dim: number): Uint8Array {
  const stride = strideOf(dim);
  const bytes = signBytesOf(dim);
  const plane = new Uint8Array((codes.length / stride) * bytes);
  for (let row = 0; row < codes.length / stride; row++) {
    writeSigns(codes.subarray(row * stride, row * stride + dim), plane, row * bytes);
  }
  return plane;
}

function writeSigns(codes: Int8Array | Int16Array, out: Uint8Array, at: number): void {
  codes.forEach((code, d) => {
    if (code < 0) out[at + (d >> 3)]! |= 1 << (d & 7);
  });
}

export interface SearchOptions {
  /** Number of rows wanted, 1 or more. */
  k: number;
  /** Only rows whose bit is set take part. */
  filter?: Bitmap;
  /** Looks at every row that the filter lets through, graph or not. */
  exact?: boolean;
  /** Rows that the graph keeps in view, in place of what its calibration says. */
  ef?: number;
  /** Recall against the exact search that the graph is asked for, 0 to 1. Default 0.995. */
  targetRecall?: number;
  /**
   * Only rows with this score or a better one are hits. With sign bits a high one saves looking at most rows
   * of a small index, at the price of 1 in some 700 of those that hardly have it.
   */
  minScore?: number;
}

export interface SearchResult {
  /** Row numbers, best first; equal scores by row. At most `k`. */
  ids: Uint32Array;
  /** Cosine similarity (or inner product) of each. */
  scores: Float32Array;
  /** How they were found. */
  method: Method;
  /** Number of rows whose int8 codes were compared with the query. */
  scored: number;
}

/** An opened index. It lives in WebAssembly memory of its own, freed with the object. */
export interface VectorIndex {
  /** Number of rows. */
  readonly size: number;
  readonly dim: number;
  readonly metric: Metric;
  /** Bytes of WebAssembly memory held. */
  readonly memoryBytes: number;
  /** Whether there are sign bits alone, so that hits and scores are approximate. */
  readonly isSketch: boolean;
  /** Recall@10 of the graph by ef, as measured when it was built; `undefined` without a graph. */
  readonly calibration: Calibration | undefined;
  /**
   * The best rows for a vector of `dim` numbers. Unless `exact` is asked for, the way is chosen by the
   * number of rows that the filter lets through.
   *
   * @throws VisualSearchError `vector-invalid` or `invalid-argument`
   */
  search(query: ArrayLike<number>, options: SearchOptions): SearchResult;
  /**
   * Makes a sketch the whole index, by the rest that `splitIndex` made: checks it and copies it behind
   * the sketch, which is neither copied nor hashed again. Where that fails, the sketch stays as it was.
   *
   * @throws VisualSearchError `index-invalid`, also where this index is whole, or `index-unsupported`
   */
  complete(rest: Uint8Array): void;
  /**
   * The vector of a row as far as its code tells it: cosine to the original about 0.99999, with residual
   * bits 0.999998.
   */
  vector(row: number): Float32Array;
}

/**
 * Opens an index: checks its file and copies it once, into WebAssembly memory; nothing is parsed.
 *
 * @param files one file, or those that `splitIndex` made of one; its sketch alone can be searched, too
 * @throws VisualSearchError `index-invalid` or `index-unsupported`
 */
export function openIndex(...files: Uint8Array[]): VectorIndex {
  return new CodedIndex(files);
}

/** A query whose codes and planes stand in the kernel's memory. */
interface CodedQuery {
  /** A row's similarity is `dot(codes, row codes) * factor * row step + row term + offset`. */
  factor: number;
  offset: number;
  /** Distance from the mean. */
  length: number;
}

interface RunResult extends SearchResult {
  /** Passing rows that were found, of which the best `k` are given. */
  found: number;
  /**
   * How far the worst hit lies above the best that its sign bits may have kept out, in standard errors of
   * what sign bits say.
   */
  margin: number;
}

// Field by field: copies of all but some fields took 2 of a search's 43 microseconds.
function publicResult({ ids, scores, method }: RunResult, scored: number): SearchResult {
  return { ids, scores, method, scored };
}

/** Where a search of the graph keeps what it works with. */
interface GraphRoom {
  offsets: number;
  visited: number;
  levelTable: number;
  pending: number;
}

function placeGraphRoom(layout: Layout, header: IndexHeader): GraphRoom | undefined {
  if (!header.has(Section.graphDegrees)) return undefined;
  return {
    offsets: layout.place((header.settings.count + 1) * 4),
    visited: layout.place(header.settings.count * 2),
    levelTable: layout.place(MAX_LEVEL_TABLE_BYTES),
    pending: layout.place(PENDING_BYTES),
  };
}

class CodedIndex implements VectorIndex {
  readonly size: number;
  readonly dim: number;
  readonly metric: Metric;
  readonly #rotation: Rotation;
  readonly #kernel: Kernel;
  readonly #memory: WebAssembly.Memory;
  readonly #stride: number;
  #parts!: Omit<IndexLayout, "graph">;
  /** Where a search of the graph starts; `undefined` without a graph. */
  #entry: number | undefined;
  /** Of a sketch, as long as its rest is missing: what its files hold, and where they stand. */
  #sketch: { header: IndexHeader; addresses: readonly number[] } | undefined;
  // Working addresses behind the file.
  readonly #query: number;
  readonly #codes: number;
  readonly #planes: number;
  readonly #filter: number;
  #results: number;

  constructor(files: readonly Uint8Array[]) {
    const header = readIndexHeader(files);
    const { count, dim, metric, seed, stride } = header.settings;
    const signBytes = signBytesOf(dim);
    const layout = new Layout();
    const addresses = files.map((file) => layout.place(file.length));
    const rotation = Rotation.of(dim, seed);
    this.#query = layout.place(dim * 8);
    // As long as the sign bits say, whose last ones may stand for nothing.
    this.#codes = layout.place(Math.max(stride, signBytes * 8) * 2);
    this.#planes = layout.place(signBytes * QUERY_PLANES);
    this.#filter = layout.place(Math.ceil(count / 32) * 4);
    const mean = layout.place(dim * 8);
    const turns = layout.place(rotation.signs.length * dim * 8);
    const graphRoom = placeGraphRoom(layout, header);
    this.#results = layout.end;
    const { kernel, memory } = createKernel(this.#results);

    this.size = count;
    this.dim = dim;
    this.metric = metric;
    this.#kernel = kernel;
    this.#memory = memory;
    this.#stride = stride;
    this.#rotation = rotation;
    files.forEach((file, i) => {
      this.#copy(file, addresses[i]!);
    });
    this.#take(header, addresses, graphRoom);
    const parts = this.#parts;
    if (parts.codes === undefined) this.#sketch = { header, addresses };
    new Float64Array(memory.buffer, mean, dim).set(parts.params.mean);
    rotation.signs.forEach((signs, round) => {
      new Float64Array(memory.buffer, turns + round * dim * 8, dim).set(signs);
    });
    kernel.setCoder(dim, mean, turns, rotation.signs.length, rotation.block);
    if (parts.signs !== undefined) kernel.setSigns(parts.signs, signBytes);
  }

  complete(rest: Uint8Array): void {
    const sketch = this.#sketch;
    if (!sketch) {
      throw new VisualSearchError(
        "index-invalid",
        "Expected a sketch to complete, but this index is whole. Open the sketch by itself first.",
      );
    }
    const header = readIndexHeader([rest], sketch.header);
    if (!header.has(Section.codes)) {
      throw new VisualSearchError(
        "index-invalid",
        "Expected the rest of an index, got a file without codes. Fetch it again, or build the index again.",
      );
    }
    const layout = new Layout(this.#results);
    const address = layout.place(rest.length);
    const graphRoom = placeGraphRoom(layout, header);
    growMemory(this.#memory, layout.end);
    // A rest that was refused may have stood there.
    if (graphRoom) new Uint16Array(this.#memory.buffer, graphRoom.visited, this.size).fill(0);
    this.#copy(rest, address);
    this.#take(header, [...sketch.addresses, address], graphRoom);
    this.#results = layout.end;
    this.#sketch = undefined;
  }

  /** Copies a file into memory, and compares it with its checksum there. */
  #copy(file: Uint8Array, address: number): void {
    new Uint8Array(this.#memory.buffer).set(file, address);
    verifyChecksumAt(this.#kernel, this.#memory, address, file.length, SegmentKind.index);
  }

  /** Checks the files in memory; changes nothing before all of them are found sound. */
  #take(header: IndexHeader, addresses: readonly number[], room: GraphRoom | undefined): void {
    const kernel = this.#kernel;
    const buffer = this.#memory.buffer as ArrayBuffer;
    const { graph, ...parts } = readIndexParts(
      header,
      addresses,
      room?.offsets ?? 0,
      kernel,
      buffer,
    );
    this.#parts = parts;
    this.#entry = graph?.entry;
    kernel.setRows(parts.codes ?? 0, this.#stride, parts.rows, squareOf(parts.params.mean));
    if (graph && room) {
      kernel.setVisited(room.visited, this.size);
      kernel.setPending(room.pending);
      this.#setGraph(graph, room.levelTable);
    }
  }

  #setGraph(graph: Graph, levelTable: number): void {
    const table = new Uint32Array(this.#memory.buffer, levelTable, graph.levels.length * 4);
    graph.levels.forEach(({ rows, down, offsets, neighbours }, level) => {
      // Views of the kernel's own memory: their offsets are addresses.
      const addresses = [rows, down, offsets, neighbours].map((array) => array.byteOffset);
      table.set(addresses, level * 4);
    });
    const { offsets, neighbours, levels } = graph;
    this.#kernel.setGraph(offsets.byteOffset, neighbours.byteOffset, levelTable, levels.length);
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  get isSketch(): boolean {
    return this.#parts.codes === undefined;
  }

  get calibration(): Calibration | undefined {
    return this.#parts.calibration;
  }

  /** Recall of the graph by ef, measured now. */
  calibrate(seed: number): Calibration {
    return calibrate(
      {
        size: this.size,
        vector: (row) => this.vector(row),
        exactIds: (query, k) => this.search(query, { k, exact: true }).ids,
        graphIds: (query, k, ef) => this.#searchWith("graph", query, k, ef),
      },
      seed,
    );
  }

  #searchWith(method: "graph", query: Float32Array, k: number, ef: number): Uint32Array {
    const coded = this.#prepare(query, undefined);
    const { dim, size } = this;
    const input = { dim, rows: size, passing: size, k, ef, signs: false, bounded: false };
    return this.#run({ method, ef: Math.max(ef, k), shortlist: 0 }, coded, input, 0, -Infinity).ids;
  }

  search(query: ArrayLike<number>, options: SearchOptions): SearchResult {
    const { k, filter, minScore = -Infinity } = options;
    this.#check(options);
    const coded = this.#prepare(query, filter);
    const { signs } = this.#parts;
    const filterAt = filter ? this.#filter : 0;
    const input: PlanInput = {
      dim: this.dim,
      rows: this.size,
      passing: filter ? this.#kernel.countPassing(filterAt, this.size) : this.size,
      k,
      ef: this.#entry !== undefined && !options.exact ? this.#efFor(options) : undefined,
      signs: signs !== undefined && this.metric === "cosine" && !options.exact,
      bounded: minScore > -Infinity,
    };
    const chosen: Plan = this.isSketch ? SKETCH_PLAN : plan(input);
    const result = this.#run(chosen, coded, input, filterAt, minScore);
    const { method } = chosen;
    const trusted =
      method === "graph"
        ? isEnough(result.found, input, chosen)
        : method !== "signs" || result.margin >= SAFE_MARGIN;
    if (trusted) return publicResult(result, result.scored);
    const exact = this.#run(EXACT, coded, input, filterAt, minScore);
    return publicResult(exact, exact.scored + result.scored);
  }

  #check({ k, filter, ef, targetRecall, minScore }: SearchOptions): void {
    if (!Number.isInteger(k) || k < 1) {
      throw new VisualSearchError("invalid-argument", `Expected k of 1 or more, got ${k}.`);
    }
    if (ef !== undefined && !(Number.isInteger(ef) && ef >= 1)) {
      throw new VisualSearchError("invalid-argument", `Expected ef of 1 or more, got ${ef}.`);
    }
    if (targetRecall !== undefined && !(targetRecall >= 0 && targetRecall <= 1)) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a targetRecall of 0 to 1, got ${targetRecall}.`,
      );
    }
    if (minScore !== undefined && (typeof minScore !== "number" || Number.isNaN(minScore))) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a number as minScore, got ${minScore}.`,
      );
    }
    if (filter && filter.length !== Math.ceil(this.size / 32)) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a filter of ${Math.ceil(this.size / 32)} words for ${this.size} rows, ` +
          `got ${filter.length}. Make it with createBitmap(index.size).`,
      );
    }
  }

  #efFor({ ef, targetRecall = DEFAULT_RECALL }: SearchOptions): number {
    const { calibration } = this.#parts;
    return ef ?? (calibration ? efFor(calibration, targetRecall) : DEFAULT_EF);
  }

  /** Writes the query's codes and planes, and the filter, to where the kernel finds them. */
  #prepare(query: ArrayLike<number>, filter: Bitmap | undefined): CodedQuery {
    const { buffer } = this.#memory;
    const kernel = this.#kernel;
    const x = new Float64Array(buffer, this.#query, this.dim);
    const fits = query.length === this.dim;
    if (fits) x.set(query);
    const squares = fits ? kernel.squaredLength(this.#query) : 0;
    const cosine = this.metric === "cosine";
    if (
      !(squares > (cosine ? 0 : -1) && squares <= (cosine ? Number.MAX_VALUE : MAX_SQUARED_LENGTH))
    ) {
      // Says what is wrong.
      prepareVector(query, this.dim, this.metric, x, "query vector");
    }
    const scale = cosine ? 1 / Math.sqrt(squares) : 1;
    kernel.codeQuery(this.#query, scale, maxQueryCode(this.dim), this.#codes, this.#planes);
    if (filter) new Uint32Array(buffer, this.#filter).set(filter);
    return {
      factor: kernel.queryFactor(),
      offset: kernel.queryTerm(),
      length: kernel.queryLength(),
    };
  }

  /** Runs a plan; `filterAt` is 0 or where the filter stands. */
  #run(
    { method, ef, shortlist }: Plan,
    coded: CodedQuery,
    { k, passing }: PlanInput,
    filterAt: number,
    minScore: number,
  ): RunResult {
    const { residuals, residualBits, signs } = this.#parts;
    const isRefined = residuals !== undefined || residualBits !== undefined;
    const wanted = Math.min(this.size, isRefined ? k + REFINED_BEYOND_K : k);
    const room = { graph: ef, signs: shortlist, sketch: wanted, exact: wanted }[method];
    const capacity = Math.min(room, this.size);
    if (capacity === 0) {
      const nothing = { ids: new Uint32Array(), scores: new Float32Array() };
      return { ...nothing, method, scored: 0, found: 0, margin: Infinity };
    }
    growMemory(this.#memory, this.#results + (2 * capacity + TRAIL_ENTRIES) * ENTRY_BYTES);
    const { factor, offset, length } = coded;
    let found: number;
    let scored: number;
    let margin = Infinity;
    if (method === "graph") {
      found = this.#kernel.graphSearch(
        this.#entry!,
        this.#codes,
        factor,
        offset,
        signs !== undefined && this.metric === "cosine" ? this.#planes : 0,
        siftErrors(capacity) * this.#signError(length),
        capacity,
        this.#results,
      );
      scored = this.#kernel.scoredRows();
      if (filterAt) found = this.#kernel.keepPassing(this.#results, found, filterAt);
    } else if (method === "sketch" || method === "signs") {
      found = this.#kernel.sketchSearch(
        this.size,
        this.#planes,
        offset,
        filterAt,
        capacity,
        minScore - BOUND_ERRORS * this.#signError(length),
        this.#results,
      );
      scored = method === "sketch" ? 0 : found;
      if (method === "signs") {
        const isFull = found === capacity;
        const worst = this.#scoreAt(this.#results, found - 1);
        const list = this.#results + capacity * ENTRY_BYTES;
        found = this.#kernel.rescore(
          this.#results,
          found,
          this.#codes,
          factor,
          offset,
          Math.min(wanted, found),
          list,
        );
        const best = new Uint8Array(this.#memory.buffer, list, found * ENTRY_BYTES);
        new Uint8Array(this.#memory.buffer, this.#results).set(best);
        const leastHit = this.#scoreAt(this.#results, Math.min(k, found) - 1);
        // Where there was room for more, the bound alone has kept rows out.
        if (isFull) margin = (leastHit - worst) / this.#signError(length);
      }
    } else {
      found = this.#kernel.exactSearch(
        this.size,
        this.#codes,
        factor,
        offset,
        filterAt,
        capacity,
        this.#results,
      );
      scored = passing;
    }
    if (isRefined) {
      const size = Math.min(found, wanted);
      const close = this.#kernel.contenders(this.#results, size, k, length);
      this.#refine(close, factor, capacity);
    }
    const { ids, scores } = this.#read(Math.min(found, k), minScore);
    return { ids, scores, found, method, scored, margin };
  }

  /** Looks at the first `size` results again, by what their codes left over. */
  #refine(size: number, factor: number, capacity: number): void {
    const { residuals, residualBits } = this.#parts;
    const [list, spare] = [this.#results, this.#results + capacity * ENTRY_BYTES];
    const codes = this.#codes;
    if (residuals !== undefined) {
      const ratio = 1 / RESIDUAL_STEPS;
      this.#kernel.refine(list, size, residuals, this.#stride, ratio, codes, factor, spare);
    } else {
      const bytes = signBytesOf(this.dim);
      this.#kernel.refineBits(list, size, residualBits!, bytes, codes, factor, spare);
    }
  }

  #scoreAt(list: number, i: number): number {
    return new DataView(this.#memory.buffer).getFloat64(list + i * ENTRY_BYTES, true);
  }

  /**
   * The standard error of a similarity by sign bits, of rows at right angles to the query: as of a mean over
   * `dim` normal numbers whose sizes are all taken for the mean size.
   */
  #signError(length: number): number {
    return length * Math.sqrt((Math.PI / 2 - 1) / this.dim);
  }

  /** The first `size` results, as far as they have `minScore`. */
  #read(size: number, minScore: number): { ids: Uint32Array; scores: Float32Array } {
    const view = new DataView(this.#memory.buffer, this.#results);
    const ids = new Uint32Array(size);
    const scores = new Float32Array(size);
    const isCosine = this.metric === "cosine";
    for (let i = 0; i < size; i++) {
      const score = view.getFloat64(i * ENTRY_BYTES, true);
      ids[i] = view.getUint32(i * ENTRY_BYTES + 8, true);
      // A code's error may carry a perfect match a little beyond 1.
      scores[i] = isCosine ? Math.max(-1, Math.min(1, score)) : score;
      if (scores[i]! < minScore) return { ids: ids.slice(0, i), scores: scores.slice(0, i) };
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
    const { buffer } = this.#memory;
    const { codes, rows, signs, params } = this.#parts;
    const [step, term] = new Float32Array(buffer, rows + row * ROW_FLOATS * 4, ROW_FLOATS);
    if (codes === undefined) {
      const bytes = signBytesOf(this.dim);
      const bits = new Uint8Array(buffer, signs! + row * bytes, bytes);
      return decodeSigns(bits, term!, params, this.#rotation);
    }
    const code = new Int8Array(buffer, codes + row * this.#stride, this.dim);
    return decodeRow(code, step!, params, this.#rotation, this.#remainder(row));
  }

  #remainder(row: number): Remainder | undefined {
    const { buffer } = this.#memory;
    const { residuals, residualBits } = this.#parts;
    if (residuals !== undefined) {
      return { residuals: new Int8Array(buffer, residuals + row * this.#stride, this.dim) };
    }
    if (residualBits === undefined) return undefined;
    const bytes = signBytesOf(this.dim);
    return { bits: new Uint8Array(buffer, residualBits + row * bytes, bytes) };
  }
}
