/** An index in the memory of a kernel: its files, checked, and the room that a search works in. */
import { VisualSearchError } from "../../lib/errors.ts";
import { growMemory } from "../../lib/wasm.ts";
import { type Metric, squareOf } from "../codes/int8-code.ts";
import { Rotation } from "../codes/rotation.ts";
import { signBytesOf } from "../codes/sign-bits.ts";
import { SegmentKind, verifyChecksumAt } from "../file/container.ts";
import { Section } from "../file/index-sections.ts";
import {
  type IndexHeader,
  type IndexLayout,
  readIndexHeader,
  readIndexParts,
} from "../file/read-index.ts";
import { type Graph, MAX_LEVELS } from "../graph/graph.ts";
import {
  ENTRY_BYTES,
  type Kernel,
  LEVEL_BYTES,
  PENDING_BYTES,
  PLANES,
  TRAIL_ENTRIES,
} from "../kernel/exports.generated.ts";
import { createKernel } from "../kernel/kernel.ts";
import { Layout } from "../kernel/layout.ts";

/** Where a search of the graph keeps what it works with. */
interface GraphRoom {
  offsets: number;
  visited: number;
  levelTable: number;
  pending: number;
}

function placeGraphRoom(layout: Layout, header: IndexHeader): GraphRoom | undefined {
  if (!header.has(Section.graphDegrees)) return undefined;
  const { count } = header.settings;
  return {
    offsets: layout.place((count + 1) * 4),
    visited: layout.place(count * 2),
    levelTable: layout.place(MAX_LEVELS * LEVEL_BYTES),
    pending: layout.place(PENDING_BYTES),
  };
}

/** Addresses of what a query is coded into, behind the files. */
interface QueryRoom {
  query: number;
  codes: number;
  planes: number;
  filter: number;
}

function placeQueryRoom(layout: Layout, { settings }: IndexHeader): QueryRoom {
  const { count, dim, stride } = settings;
  const signBytes = signBytesOf(dim);
  return {
    query: layout.place(dim * 8),
    // As long as the sign bits say, the last of which may belong to no number.
    codes: layout.place(Math.max(stride, signBytes * 8) * 2),
    planes: layout.place(signBytes * PLANES),
    filter: layout.place(Math.ceil(count / 32) * 4),
  };
}

/** An index in a kernel's memory. */
export class IndexMemory {
  readonly size: number;
  readonly dim: number;
  readonly metric: Metric;
  readonly stride: number;
  readonly rotation: Rotation;
  readonly kernel: Kernel;
  readonly memory: WebAssembly.Memory;
  readonly room: QueryRoom;
  /** Row that a search of the graph starts from if there are no upper levels; `undefined` without a graph. */
  entry: number | undefined;
  parts!: Omit<IndexLayout, "graph">;
  /** Where results begin. Nothing is behind them. */
  results: number;
  /** As long as the rest of a sketch is missing: what its files hold, and where they are. */
  #sketch: { header: IndexHeader; addresses: readonly number[] } | undefined;

  /** @throws VisualSearchError as `openIndex` */
  constructor(files: readonly Uint8Array[]) {
    const header = readIndexHeader(files);
    const { count, dim, metric, seed, stride } = header.settings;
    const layout = new Layout();
    const addresses = files.map((file) => layout.place(file.length));
    const rotation = Rotation.of(dim, seed);
    this.room = placeQueryRoom(layout, header);
    const mean = layout.place(dim * 8);
    const turns = layout.place(rotation.signs.length * dim * 8);
    const graphRoom = placeGraphRoom(layout, header);
    this.results = layout.end;
    const { kernel, memory } = createKernel(this.results);

    this.size = count;
    this.dim = dim;
    this.metric = metric;
    this.stride = stride;
    this.rotation = rotation;
    this.kernel = kernel;
    this.memory = memory;
    files.forEach((file, i) => {
      this.#copy(file, addresses[i]!);
    });
    this.#take(header, addresses, graphRoom);
    const { codes, signs, params } = this.parts;
    if (codes === undefined) this.#sketch = { header, addresses };
    new Float64Array(memory.buffer, mean, dim).set(params.mean);
    rotation.signs.forEach((signs, round) => {
      new Float64Array(memory.buffer, turns + round * dim * 8, dim).set(signs);
    });
    kernel.setCoder(dim, mean, turns, rotation.signs.length, rotation.block);
    if (signs !== undefined) kernel.setSigns(signs, signBytesOf(dim));
  }

  /** Completes a sketch by its rest, see `VectorIndex.complete`. */
  complete(rest: Uint8Array): void {
    const sketch = this.#sketch;
    if (!sketch) {
      throw new VisualSearchError(
        "index-invalid",
        "Expected a sketch to complete, got an index that is whole. Open the sketch by itself first.",
      );
    }
    const header = readIndexHeader([rest], sketch.header);
    if (!header.has(Section.codes)) {
      throw new VisualSearchError(
        "index-invalid",
        "Expected the rest of an index, got a file without codes. Fetch it again, or build the index again.",
      );
    }
    const layout = new Layout(this.results);
    const address = layout.place(rest.length);
    const graphRoom = placeGraphRoom(layout, header);
    growMemory(this.memory, layout.end);
    // A rest that was refused may have been there before.
    if (graphRoom) new Uint16Array(this.memory.buffer, graphRoom.visited, this.size).fill(0);
    this.#copy(rest, address);
    this.#take(header, [...sketch.addresses, address], graphRoom);
    this.results = layout.end;
    this.#sketch = undefined;
  }

  /** Copies a file into memory, and verifies its checksum there. */
  #copy(file: Uint8Array, address: number): void {
    new Uint8Array(this.memory.buffer).set(file, address);
    verifyChecksumAt(this.kernel, this.memory, address, file.length, SegmentKind.index);
  }

  /** Checks the files in memory; changes nothing before all of them are found sound. */
  #take(header: IndexHeader, addresses: readonly number[], room: GraphRoom | undefined): void {
    const { kernel } = this;
    const buffer = this.memory.buffer as ArrayBuffer;
    const places = { kernel, buffer, addresses, graphOffsets: room?.offsets ?? 0 };
    const { graph, ...parts } = readIndexParts(header, places);
    this.parts = parts;
    this.entry = graph?.entry;
    const square = squareOf(parts.params.mean);
    kernel.setRows(parts.codes ?? 0, this.stride, parts.rows, this.size, square);
    if (graph && room) {
      kernel.setVisited(room.visited, this.size);
      kernel.setPending(room.pending);
      this.#setGraph(graph, room.levelTable);
    }
  }

  #setGraph({ offsets, neighbours, levels }: Graph, levelTable: number): void {
    const size = LEVEL_BYTES / 4;
    const table = new Uint32Array(this.memory.buffer, levelTable, levels.length * size);
    levels.forEach(({ rows, down, offsets, neighbours }, level) => {
      // Views of the kernel's own memory: their offsets are addresses.
      const addresses = [rows, down, offsets, neighbours].map((array) => array.byteOffset);
      table.set(addresses, level * size);
    });
    this.kernel.setGraph(offsets.byteOffset, neighbours.byteOffset, levelTable, levels.length);
  }

  /** Whether sign bits say something about scores: they tell directions. */
  get hasSigns(): boolean {
    return this.parts.signs !== undefined && this.metric === "cosine";
  }

  /** Makes room for two lists of results of that many entries, and what the graph search needs behind them. */
  reserveResults(capacity: number): void {
    growMemory(this.memory, this.results + (2 * capacity + TRAIL_ENTRIES) * ENTRY_BYTES);
  }
}
