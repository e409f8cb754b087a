/**
 * `npm run -s bench -- <name> [--json] [--n <count>]`; for `vector` also `--peers <names>` and
 * `--corpora <names>`, for `build` `--models <name>`, for `encode` `--models <names>` and `--device wasm|webgpu`; names are separated by
 * commas.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { ensurePackage } from "../scripts/demo.ts";
import type { BuildBenchOptions } from "./build.ts";
import type { EncodeBenchOptions } from "./encode.ts";
import type { VectorBenchOptions } from "./vector.ts";

type BenchOptions = VectorBenchOptions & EncodeBenchOptions & BuildBenchOptions;

/** Loaded once the package is there: what they import is partly made with it. */
const BENCHES: Record<string, () => Promise<(options: BenchOptions) => unknown>> = {
  build: async () => (await import("./build.ts")).build,
  encode: async () => (await import("./encode.ts")).encode,
  exact: async () => (await import("./exact.ts")).exact,
  large: async () => (await import("./large.ts")).large,
  model: async () => (await import("./model.ts")).model,
  quality: async () => (await import("./quality.ts")).quality,
  query: async () => (await import("./query.ts")).query,
  responsive: async () => (await import("./responsive.ts")).responsive,
  size: async () => (await import("./size.ts")).size,
  update: async () => (await import("./update.ts")).update,
  vector: async () => (await import("./vector.ts")).vector,
  widget: async () => (await import("./widget.ts")).widget,
};
/** Where it is not 100,000. */
const DEFAULT_COUNTS: Record<string, number> = {
  build: 20_000,
  encode: 30,
  large: 1_000_000,
  vector: 20_000,
};
const DEVICES = ["wasm", "webgpu"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    n: { type: "string" },
    peers: { type: "string" },
    corpora: { type: "string" },
    models: { type: "string" },
    device: { type: "string", default: "wasm" },
  },
});
const n = Number(values.n ?? DEFAULT_COUNTS[positionals[0] ?? ""] ?? 100_000);
const load = BENCHES[positionals[0] ?? ""];
if (!load || !Number.isInteger(n) || n < 1 || !DEVICES.includes(values.device)) {
  process.stderr.write(
    `Usage: npm run -s bench -- ${Object.keys(BENCHES).join("|")} [--json] [--n <count>]\n` +
      "  build: [--models <name>], n: rows\n" +
      "  vector: [--peers <names>] [--corpora <names>]\n" +
      `  encode: [--models <names>] [--device ${DEVICES.join("|")}], n: encodings of each kind and side\n`,
  );
  process.exit(2);
}
const log = (line: string) => process.stderr.write(`${line}\n`);
await ensurePackage();
log(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`);
const bench = await load();
const { json, n: _, ...others } = values;
const result = await bench({ ...others, n, log });
process.stdout.write(`${JSON.stringify(result, null, json ? 0 : 2)}\n`);
