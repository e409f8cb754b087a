/** What the vector bench reports about a corpus: lines to read, and the figures as JSON. */
import { round } from "../browser.ts";
import type { BenchCorpus } from "../peers/corpora.ts";
import type { CorpusShape, RawMeasurement } from "../peers/measure.ts";
import { atEqualRecall, type Point, showcase } from "../peers/points.ts";
import type { Duel } from "./duel.ts";
import type { Planned } from "./planned.ts";

/** What was measured of a library, with recall. */
export interface Measurement extends Omit<RawMeasurement, "sweep" | "filter1pct" | "rough"> {
  sweep: Point[];
  filter1pct: Point[];
}

/** Everything that was measured on a corpus. */
export interface CorpusResults {
  shape: CorpusShape;
  corpus: BenchCorpus;
  /** By library; `vitrine` in the browser, `vitrine-node` in Node, which builds. */
  measured: Record<string, Measurement>;
  planned: Planned | undefined;
  duel: Duel | undefined;
  /** Vitrine's first answer, from sign bits alone. */
  rough: { firstAnswerMs: number; recall: number } | undefined;
}

const NAME_WIDTH = 14;
const CELL_WIDTH = 9;
const HEADER = [
  ...["build s", "MiB file", "MiB wasm", "load ms", "open ms"],
  ...["ef", "recall", "p50 ms", "p99 ms", "1% recall", "1% p50"],
];

const cell = (value: number | null | undefined, digits = 2) =>
  value === null || value === undefined ? "-" : value.toFixed(digits);

const mib = (bytes: number | null) => (bytes === null ? null : bytes / 2 ** 20);

const ratio = (a: number | null | undefined, b: number | null | undefined, digits = 2) =>
  a && b ? round(a / b, digits) : null;

const line = (name: string, cells: readonly string[]) =>
  [name.padEnd(NAME_WIDTH), ...cells.map((text) => text.padStart(CELL_WIDTH))].join(" ");

export const tableHeader = (): string => line("", HEADER);

/** The lines of a library in the table. */
export function tableLines(name: string, one: Measurement): string[] {
  const shown = showcase(one.sweep);
  const filter = showcase(one.filter1pct);
  const cells = [
    cell(one.buildMs === null ? null : one.buildMs / 1000),
    cell(mib(one.fileBytes), 1),
    cell(mib(one.memoryBytes), 1),
    cell(one.loadMs, 1),
    cell(one.openMs, 1),
    cell(shown?.ef, 0),
    cell(shown?.recall, 4),
    cell(shown?.p50Ms, 3),
    cell(shown?.p99Ms, 3),
    cell(filter?.recall, 4),
    cell(filter?.p50Ms, 3),
  ];
  const notes = one.notes.map((note) => `${" ".repeat(NAME_WIDTH + 1)}${note}`);
  return [line(name, cells), ...notes];
}

/** The lines after the table: filters, and Vitrine beside each of the others. */
export function comparisonLines({ measured, planned, duel, rough }: CorpusResults, rival: string) {
  const lines: string[] = [];
  for (const { kind, share, recall, p50Ms, methods, scored } of planned?.filtered ?? []) {
    const title = `${kind} ${round(share * 100, 3)} %`.padEnd(26);
    const work = scored === null ? methods : `${methods}, ${scored} scored`;
    lines.push(`filter ${title} recall ${cell(recall, 4)}  p50 ${cell(p50Ms, 3)} ms  ${work}`);
  }
  for (const [name, { sweep }] of Object.entries(measured)) {
    const equal = name.startsWith("vitrine") ? null : atEqualRecall(measured.vitrine!.sweep, sweep);
    if (!equal) continue;
    lines.push(
      `against ${name} at recall ${equal.recall}: ${equal.ours.p50Ms} ms (ef ${equal.ours.ef}) to ` +
        `${equal.theirs.p50Ms} ms (ef ${equal.theirs.ef}), ${equal.speedup} times as fast`,
    );
  }
  if (duel) {
    const { recall, p50Ms, theirP50Ms, firstAnswerMs, openMs, theirOpenMs } = duel;
    lines.push(
      `searching in turn with ${rival} at recall ${recall}: ${p50Ms} ms to ${theirP50Ms} ms`,
      `opening in turn: first answer ${firstAnswerMs} ms, all ${openMs} ms to ${theirOpenMs} ms`,
    );
  }
  if (rough) {
    const time = cell(rough.firstAnswerMs, 1);
    lines.push(`vitrine's first answer, from sign bits alone: ${time} ms, recall ${rough.recall}`);
  }
  return lines;
}

/** The figures of a corpus. */
export function figures({ shape, corpus, measured, planned, duel, rough }: CorpusResults) {
  const ours = measured.vitrine!;
  const node = measured["vitrine-node"]!;
  const wasm = measured["hnswlib-wasm"];
  const shown = showcase(ours.sweep);
  const compare = (name: string) => atEqualRecall(ours.sweep, measured[name]?.sweep ?? []);
  const compareFilter = (name: string) =>
    atEqualRecall(ours.filter1pct, measured[name]?.filter1pct ?? []);
  const withLoading = (one?: Measurement) =>
    one?.openMs && one.loadMs ? one.openMs + one.loadMs : null;
  return {
    ...shape,
    corpus: corpus.name,
    recallAt10: shown?.recall ?? null,
    p50Ms: shown?.p50Ms ?? null,
    p99Ms: shown?.p99Ms ?? null,
    ef: shown?.ef ?? null,
    method: planned?.plain.methods ?? null,
    planned: planned?.plain ?? null,
    speedupVsHnswlibWasmAtEqualRecall: duel ? ratio(duel.theirP50Ms, duel.p50Ms) : null,
    speedupVsHnswlibNodeAtEqualRecall: compare("hnswlib-node")?.speedup ?? null,
    filter1pctSpeedupVsHnswlibWasm: compareFilter("hnswlib-wasm")?.speedup ?? null,
    /** To the first answer, from sign bits alone, and its recall; then to a full one. */
    firstAnswerMs: rough ? round(rough.firstAnswerMs, 1) : null,
    firstAnswerRecallAt10: rough?.recall ?? null,
    openMs: ours.openMs && round(ours.openMs, 1),
    openSpeedupVsHnswlibWasm: ratio(duel?.theirOpenMs, duel?.firstAnswerMs),
    fullOpenSpeedupVsHnswlibWasm: ratio(duel?.theirOpenMs, duel?.openMs),
    loadAndFullOpenSpeedupVsHnswlibWasm: ratio(withLoading(wasm), withLoading(ours)),
    bytesPerItem: ratio(ours.fileBytes, shape.n, 1),
    /** Ours by theirs: less is better. */
    memoryRatioVsHnswlibWasm: ratio(ours.memoryBytes, wasm?.memoryBytes, 3),
    fileRatioVsHnswlibWasm: ratio(ours.fileBytes, wasm?.fileBytes, 3),
    worstFilterRecall: planned ? Math.min(...planned.filtered.map(({ recall }) => recall)) : null,
    /** Items in a second of one core. */
    buildPerSecond: ratio(shape.n * 1000, node.buildMs, 0),
    /** Ours by theirs: more is better. */
    buildRatioVsHnswlibNode: ratio(measured["hnswlib-node"]?.buildMs, node.buildMs),
    filters: planned?.filtered ?? null,
    measured,
  };
}
