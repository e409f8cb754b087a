/**
 * `npm run -s bench -- <name> [--json] [--n <count>]`; for `vector` also `--peers <names>` and
 * `--corpora <names>`, separated by commas.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { ensurePackage } from "../scripts/demo.ts";
import { exact } from "./exact.ts";
import { large } from "./large.ts";
import { query } from "./query.ts";
import { type VectorBenchOptions, vector } from "./vector.ts";

const BENCHES: Record<string, (options: VectorBenchOptions) => unknown> = {
  exact,
  large,
  query,
  vector,
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
const bench = BENCHES[positionals[0] ?? ""];
if (!bench || !Number.isInteger(n) || n < 1) {
  process.stderr.write(
    `Usage: npm run -s bench -- ${Object.keys(BENCHES).join("|")} [--json] [--n <count>]\n`,
  );
  process.exit(2);
}
const log = (line: string) => process.stderr.write(`${line}\n`);
await ensurePackage();
log(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`);
const result = await bench({ n, log, peers: values.peers, corpora: values.corpora });
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
