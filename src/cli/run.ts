import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { VisualSearchError } from "../build/index.ts";
import { buildCommand } from "./build-command.ts";
import { detectorCommand } from "./detector-command.ts";
import { exportCommand } from "./export-command.ts";
import { inspectCommand, verifyCommand } from "./inspect-command.ts";
import { mergeCommand } from "./merge-command.ts";
import { modelCommand } from "./model-command.ts";
import { queryCommand } from "./query-command.ts";
import { serveCommand } from "./serve-command.ts";
import type { Terminal } from "./terminal.ts";

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

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted.`;

/**
 * Runs the command line `args` (without node and script) and gives its exit code. Errors are written
 * to the terminal as one line.
 */
export async function run(
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const program = new Command("vitrine")
    .description("Visual search over a product catalog, on the shopper's device")
    .version(packageVersion())
    .option("--verbose", "with an error, print where it comes from")
    .addHelpText("after", EXIT_CODES)
    .addCommand(buildCommand(terminal, signal))
    .addCommand(mergeCommand(terminal, signal))
    .addCommand(inspectCommand(terminal, signal))
    .addCommand(verifyCommand(terminal, signal))
    .addCommand(queryCommand(terminal, signal))
    .addCommand(serveCommand(terminal, signal))
    .addCommand(exportCommand(terminal, signal))
    .addCommand(modelCommand(terminal, signal))
    .addCommand(detectorCommand(terminal, signal));
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...commands]) {
    const name = fullName(command);
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text) => terminal.err(usageError(text, name)),
    });
  }
  for (const command of commands) {
    command.option("--verbose", "with an error, print where it comes from");
    command.addHelpText("after", EXIT_CODES);
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    // Commander has written its message already; help and version end that way, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (signal.aborted) {
      terminal.err("vitrine: interrupted; nothing was replaced");
      return EXIT.interrupted;
    }
    const verbose = args.includes("--verbose");
    for (const line of errorLines(error, verbose)) terminal.err(line);
    return error instanceof VisualSearchError && error.code === "invalid-argument"
      ? EXIT.usage
      : EXIT.failure;
  }
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function packageVersion(): string {
  // As far away from the source as from the bundle in dist/node.
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

/** Commander's message in the form of every other error. */
function usageError(text: string, command: string): string {
  const message = text
    .trim()
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ");
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return `vitrine: [invalid-argument] ${sentence.replace(/[^.?)]$/, "$&.")} See ${command} --help.`;
}

function errorLines(error: unknown, verbose: boolean): string[] {
  const known = error instanceof VisualSearchError;
  const message = error instanceof Error ? error.message : String(error);
  const line = `vitrine: [${known ? error.code : "internal"}] ${message.replace(/\s*\n\s*/g, " ")}`;
  if (!verbose)
    return known ? [line] : [line, "Run it again with --verbose and report it, please."];
  const lines = [line];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    lines.push(cause.stack ?? cause.message);
  }
  return lines;
}
