/** What a command of `vitrine` is: its options, what help says of it, and what it does. */
import type { AnyTable, Given, Option } from "../build/options/option.ts";
import { FLAG } from "../build/options/values.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface CliCommand<Table extends AnyTable = AnyTable> {
  /** As it is typed: `build`, `model fetch`. */
  readonly name: string;
  /** One line of help. */
  readonly summary: string;
  readonly options: Table;
  /** Paragraphs that help has below the options. */
  readonly details?: string;
  /** Command lines, some of several lines. */
  readonly examples: readonly string[];
  /** The configuration file, over which the command line wins. */
  readonly configuration?: {
    /** The options that it can have. */
    readonly options: AnyTable;
    load(given: Partial<Given<Table>>): Promise<Partial<Given<Table>>>;
  };
  /** The options among which the required ones are, if that depends on others. Default: all. */
  needed?(given: Partial<Given<Table>>): AnyTable;
  run(given: Given<Table>, context: CommandContext): Promise<void>;
}

export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted when the process is interrupted. */
  readonly signal: AbortSignal;
}

/** A command whose options have their types. */
export function defineCommand<const Table extends AnyTable>(
  command: CliCommand<Table>,
): CliCommand {
  return command as unknown as CliCommand;
}

/** Options of every command that has something to print. */
export const JSON_OPTION = {
  kind: FLAG,
  help: "write JSON",
  group: "Output",
} satisfies Option<boolean>;

export const QUIET_OPTION = {
  kind: FLAG,
  help: "write nothing but errors",
  group: "Output",
  letter: "q",
} satisfies Option<boolean>;

/** An option of every command. */
export const VERBOSE_OPTION = {
  kind: FLAG,
  help: "with an error, print where it comes from",
  group: "Output",
} satisfies Option<boolean>;

/** How a command is to write what it has done. */
export interface Manner {
  json?: boolean | undefined;
  quiet?: boolean | undefined;
}

/** Writes what a command has done: as JSON, or as lines. */
export function print(
  write: (line: string) => void,
  { json, quiet }: Manner,
  result: unknown,
  lines: () => readonly string[],
): void {
  if (quiet) return;
  for (const line of json ? [JSON.stringify(result, undefined, 2)] : lines()) write(line);
}
