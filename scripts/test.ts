/** `npm test`: everything, on a fresh clone, ending in one line of totals; or a part: unit, deep. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureChromium } from "./browser.ts";
import { ensureDemo, ensurePackage } from "./demo.ts";

const REPORTS = ".cache/reports";

const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs a tool of this checkout. */
function run(
  title: string,
  [tool, ...args]: [string, ...string[]],
  environment: Record<string, string> = {},
): boolean {
  process.stdout.write(`\n== ${title}\n`);
  const env = { ...process.env, ...environment };
  return spawnSync(`node_modules/.bin/${tool}`, args, { stdio: "inherit", env }).status === 0;
}

/** A check counts as one test. */
function check(title: string, command: [string, ...string[]]): void {
  totals[run(title, command) ? "passed" : "failed"]++;
}

function readReport<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
}

function unitTests(environment: Record<string, string> = {}): void {
  const file = `${REPORTS}/unit.json`;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const ok = run("Unit tests", ["vitest", "run", ...reporters], environment);
  const report = readReport<{
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    success: boolean;
  }>(file);
  totals.passed += report?.numPassedTests ?? 0;
  totals.skipped += report?.numPendingTests ?? 0;
  // A suite that could not even start has no failed test.
  totals.failed += Math.max(report?.numFailedTests ?? 0, ok ? 0 : 1);
}

function browserTests(): void {
  const file = `${REPORTS}/browser.json`;
  const ok = run("Browser tests", ["playwright", "test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    VITRINE_CHROMIUM: ensureChromium(),
  });
  const stats = readReport<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(file)?.stats;
  totals.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0);
  totals.skipped += stats?.skipped ?? 0;
  totals.failed += Math.max(stats?.unexpected ?? 0, ok ? 0 : 1);
}

/** What needs no browser: format, import directions, the house's figures, types and units. */
async function checks(): Promise<void> {
  await ensurePackage();
  check("Format and lint", ["biome", "check", "."]);
  check("The house: import directions, ways through the code, sizes", ["tsx", "scripts/house.ts"]);
  for (const part of ["dom", "worker", "node"]) {
    check(`Types (${part})`, ["tsc", "-p", `tsconfig.${part}.json`]);
  }
}

const [part = "all"] = process.argv.slice(2);
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
if (part === "unit") {
  await ensurePackage();
  unitTests();
} else if (part === "deep") {
  await ensurePackage();
  unitTests({ VITRINE_DEEP: "1" });
} else if (part === "all") {
  await checks();
  unitTests();
  await ensureDemo();
  browserTests();
} else {
  process.stderr.write(`Expected the part all, unit or deep, got ${JSON.stringify(part)}.\n`);
  process.exit(2);
}
process.stdout.write(
  `\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`,
);
process.exitCode = totals.failed > 0 ? 1 : 0;
