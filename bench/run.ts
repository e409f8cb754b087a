/** `npm run -s bench -- <name> [--json] [--n <count>]` */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { ensurePackage } from "../scripts/demo.ts";
import { exact } from "./exact.ts";
import { query } from "./query.ts";

const BENCHES: Record<string, (options: { n: number; log: (line: string) => void }) => unknown> = {
  exact,
  query,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, n: { type: "string", default: "100000" } },
});
const n = Number(values.n);
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
const result = await bench({ n, log });
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
