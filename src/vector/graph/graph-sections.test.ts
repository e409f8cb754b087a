/** Tests of a graph's sections in a file. */
import { describe, expect, it } from "vitest";
import { createKernel } from "../kernel/kernel.ts";
import { Layout } from "../kernel/layout.ts";
import type { Graph } from "./graph.ts";
import { readGraph, writeDegrees, writeUpper } from "./graph-sections.ts";

/** Writes the sections of a graph into a kernel's memory, and reads the graph there. */
function throughMemory(graph: Graph): Graph {
  const layout = new Layout();
  const place = (bytes: Uint8Array) => ({ bytes, address: layout.place(bytes.length) });
  const degrees = place(writeDegrees(graph));
  const neighbours = place(new Uint8Array(graph.neighbours.buffer));
  const upper = place(writeUpper(graph));
  const count = graph.offsets.length - 1;
  const offsets = layout.place((count + 1) * 4);
  const { kernel, memory } = createKernel(layout.end);
  for (const { bytes, address } of [degrees, neighbours, upper]) {
    new Uint8Array(memory.buffer, address).set(bytes);
  }
  const words = ({ bytes, address }: typeof upper) =>
    new Uint32Array(memory.buffer, address, bytes.length / 4);
  return readGraph(kernel, {
    degrees: new Uint16Array(memory.buffer, degrees.address, count),
    offsets: new Uint32Array(memory.buffer, offsets, count + 1),
    neighbours: words(neighbours),
    upper: words(upper),
  });
}

/** A graph whose rows, all of them on the one upper level as well, have themselves as neighbours. */
function loops(nodes: number): Graph {
  const rows = Uint32Array.from({ length: nodes }, (_, i) => i);
  const offsets = Uint32Array.from({ length: nodes + 1 }, (_, i) => i);
  const level = { rows, down: rows, offsets, neighbours: rows };
  return { offsets, neighbours: rows, levels: [level], entry: 0, m: 16, efConstruction: 99 };
}

describe("the sections of a graph", () => {
  it("hold upper levels of any size", () => {
    // As of a million rows: more numbers than a call may have arguments.
    const graph = loops(200_000);
    const read = throughMemory(graph);
    expect(read.offsets).toEqual(graph.offsets);
    expect(read.levels[0]!.neighbours.length).toBe(200_000);
    expect(read.levels[0]!.down.at(-1)).toBe(199_999);
  });

  const refused = (problem: RegExp) =>
    expect.objectContaining({ code: "index-invalid", message: expect.stringMatching(problem) });

  it.each<[string, Partial<Graph>, RegExp]>([
    ["a neighbour that there is not", { neighbours: Uint32Array.of(0, 1, 3) }, /ground level/],
    ["an entry that there is not", { entry: 3 }, /from row 3 of 3/],
    [
      "a level without nodes",
      { levels: [{ ...loops(0), rows: new Uint32Array(), down: new Uint32Array() }] },
      /claims 0 nodes/,
    ],
  ])("are refused with %s", (_, change, problem) => {
    expect(() => throughMemory({ ...loops(3), ...change })).toThrow(refused(problem));
  });

  it.each<[string, number[][], RegExp]>([
    [
      "offsets that begin late",
      [
        [0, 1],
        [0, 1],
        [1, 1, 2],
        [0, 1],
      ],
      /do not cover/,
    ],
    [
      "offsets that descend",
      [
        [0, 1],
        [0, 1],
        [0, 3, 2],
        [0, 1],
      ],
      /do not ascend/,
    ],
    [
      "a node number that there is not",
      [
        [0, 1],
        [0, 1],
        [0, 1, 2],
        [0, 2],
      ],
      /neighbours that it does not/,
    ],
    [
      "a row that there is not",
      [
        [0, 3],
        [0, 3],
        [0, 1, 2],
        [0, 1],
      ],
      /row 3 is not on the level below/,
    ],
    [
      "a row that is another below",
      [
        [0, 1],
        [0, 2],
        [0, 1, 2],
        [0, 1],
      ],
      /row 1 is not on the level below/,
    ],
  ])("are refused with a level with %s", (_, numbers, problem) => {
    const [rows, down, offsets, neighbours] = numbers.map((list) => Uint32Array.from(list));
    const level = { rows: rows!, down: down!, offsets: offsets!, neighbours: neighbours! };
    expect(() => throughMemory({ ...loops(3), levels: [level] })).toThrow(refused(problem));
  });
});
