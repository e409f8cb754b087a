/** `npm run -s house`: measures how easily a stranger finds the way in this code, and fails beyond the limits. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { isConnected, readWay } from "./house/ways.ts";

/** What each figure may be at most; a share is of 1. */
const LIMITS = {
  readmeLines: 150,
  largestModuleLines: 500,
  largestFolderFiles: 15,
  photoWayModules: 15,
  rowWayModules: 18,
  importViolations: 0,
  modulesWithoutHeader: 0,
} as const;

type Figure = keyof typeof LIMITS;

interface Measured {
  value: number;
  /** What stands behind the figure, such as the largest module's path. */
  detail: string;
}

const lines = (file: string) => readFileSync(file, "utf8").split("\n").length - 1;

function trackedFiles(): string[] {
  return execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" })
    .split("\n")
    .filter((file) => file !== "");
}

/** Modules of the project's own: not generated, not declarations of other packages' types. */
function modulesIn(files: readonly string[]): string[] {
  return files.filter(
    (file) =>
      /\.ts$/.test(file) && !/\.(d|generated)\.ts$/.test(file) && !/^(examples|docs)\//.test(file),
  );
}

/** Whether a module says in its first line what it is. */
export const hasHeader = (text: string) =>
  /^(#!.*\n)?(\/\*\*(?! @)[\s\S]*?\w[\s\S]*?\*\/|\/\/ \w)/.test(text);

function largestFolder(modules: readonly string[]): Measured {
  const counts = new Map<string, number>();
  for (const file of modules) {
    // A test stands beside what it tests, and is no room of its own.
    if (!file.startsWith("src/") || /\.(test|testing)\.ts$/.test(file)) continue;
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  const [folder = "", value = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return { value, detail: folder };
}

function importViolations(): Measured {
  const { stdout } = spawnSync(
    "node_modules/.bin/depcruise",
    [...["src", "demo"], ...["--output-type", "json"]],
    { encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  const detail = summary.violations.map(({ from, to, rule }) => `${from} -> ${to} (${rule.name})`);
  return { value: detail.length, detail: detail.join(", ") };
}

/** The modules that a way described in ARCHITECTURE.md passes, each called by one before it. */
function way(title: string): Measured {
  if (!existsSync("ARCHITECTURE.md"))
    return { value: Number.POSITIVE_INFINITY, detail: "no ARCHITECTURE.md" };
  const steps = readWay(readFileSync("ARCHITECTURE.md", "utf8"), title);
  const broken = steps.filter((_, i) => !isConnected(steps, i));
  if (steps.length === 0 || broken.length > 0) {
    const names = broken.map(({ file, symbol }) => `${symbol} in ${file}`).join(", ");
    return {
      value: Number.POSITIVE_INFINITY,
      detail: `nobody before calls ${names || "anything"}`,
    };
  }
  const modules = [...new Set(steps.map(({ file }) => file))];
  return { value: modules.length, detail: modules.join(" -> ") };
}

export function measureHouse(): Record<Figure, Measured> {
  const modules = modulesIn(trackedFiles());
  const [largest = ""] = modules.toSorted((a, b) => lines(b) - lines(a));
  const silent = modules.filter((file) => !hasHeader(readFileSync(file, "utf8")));
  return {
    readmeLines: { value: lines("README.md"), detail: "README.md" },
    largestModuleLines: { value: lines(largest), detail: largest },
    largestFolderFiles: largestFolder(modules),
    photoWayModules: way("The way of a photo"),
    rowWayModules: way("The way of a feed row"),
    importViolations: importViolations(),
    modulesWithoutHeader: { value: silent.length, detail: silent.slice(0, 20).join(" ") },
  };
}

if (import.meta.filename === process.argv[1]) {
  const measured = measureHouse();
  for (const [name, limit] of Object.entries(LIMITS) as [Figure, number][]) {
    const { value, detail } = measured[name];
    const mark = value <= limit ? "ok  " : "OVER";
    process.stdout.write(`${mark} ${name}: ${value} (at most ${limit})  ${detail}\n`);
    if (value > limit) process.exitCode = 1;
  }
}
