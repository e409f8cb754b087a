/**
 * `npm run -s bench -- <name> [--json] [--n <count>]`; for `vector` also `--peers <names>` and
 * `--corpora <names>`, separated by commas.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { ensurePackage } from "../scripts/demo.ts";
import type { VectorBenchOptions } from "./vector.ts";

/** Loaded once the package is there: what they import is partly made with it. */
const BENCHES: Record<string, () => Promise<(options: VectorBenchOptions) => unknown>> = {
  exact: async () => (await import("./exact.ts")).exact,
  large: async () => (await import("./large.ts")).large,
  query: async () => (await import("./query.ts")).query,
  vector: async () => (await import("./vector.ts")).vector,
};
/** Where it is not 100,000. */
const DEFAULT_COUNTS: Record<string, number> = { large: 1_000_000, vector: 20_000 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    n: { type: "string" },
    peers: { type: "string" },
    corpora: { type: "string" },
  },
});
const n = Number(values.n ?? DEFAULT_COUNTS[positionals[0] ?? ""] ?? 100_000);
const load = BENCHES[positionals[0] ?? ""];
if (!load || !Number.isInteger(n) || n < 1) {
  process.stderr.write(
    `Usage: npm run -s bench -- ${Object.keys(BENCHES).join("|")} [--json] [--n <count>]\n`,
  );
  process.exit(2);
}
const log = (line: string) => process.stderr.write(`${line}\n`);
await ensurePackage();
log(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`);
const bench = await load();
const result = await bench({ n, log, peers: values.peers, corpora: values.corpora });
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
