/** Runs a command line: its exit code, and its errors as lines. */
import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { VisualSearchError } from "../lib/errors.ts";
import { createProgram } from "./commander.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Exit codes of the command. */
export const EXIT = {
  ok: 0,
  /** Something failed; the message says what. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Interrupted by Ctrl+C or a signal. */
  interrupted: 130,
} as const;

/**
 * Runs the command line `args` (without node and script) and gives its exit code. Errors are written
 * to the terminal as one line.
 */
export async function run(
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  try {
    await createProgram(packageVersion(), { terminal, signal }).parseAsync(args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    // Commander has written its message already; help and version end that way, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (signal.aborted) {
      terminal.err("vitrine: interrupted; nothing was replaced");
      return EXIT.interrupted;
    }
    for (const line of errorLines(error, args.includes("--verbose"))) terminal.err(line);
    return error instanceof VisualSearchError && error.code === "invalid-argument"
      ? EXIT.usage
      : EXIT.failure;
  }
}

function packageVersion(): string {
  // As far away from the source as from the bundle in dist/node.
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

function errorLines(error: unknown, verbose: boolean): string[] {
  const known = error instanceof VisualSearchError;
  const message = error instanceof Error ? error.message : String(error);
  const line = `vitrine: [${known ? error.code : "internal"}] ${message.replace(/\s*\n\s*/g, " ")}`;
  if (!verbose)
    return known ? [line] : [line, "Run it again with --verbose, and report it, please."];
  const lines = [line];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    lines.push(cause.stack ?? cause.message);
  }
  return lines;
}
