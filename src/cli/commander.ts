/** The commands as Commander has them: it reads the command line, and writes help. */
import { Command, Option as CommanderOption } from "commander";
import {
  type AnyOption,
  type AnyTable,
  defaultOf,
  flagOf,
  usageOf,
} from "../build/options/option.ts";
import { invalidArgument } from "../lib/checks.ts";
import { type CliCommand, type CommandContext, VERBOSE_OPTION } from "./command.ts";
import { COMMANDS, GROUPS } from "./commands/index.ts";

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted.`;

type Values = Record<string, unknown>;

/** The whole of `vitrine`. */
export function createProgram(version: string, context: CommandContext): Command {
  const program = new Command("vitrine")
    .description("Visual search over a product catalog, on the shopper's device")
    .version(version);
  for (const command of COMMANDS) {
    const [group, name] = command.name.split(" ");
    const parent = name === undefined ? program : groupOf(program, group!);
    parent.addCommand(toCommander(command, context));
  }
  for (const command of allOf(program)) {
    command.configureHelp({ subcommandTerm: (child) => `${child.name()} ${child.usage()}` });
    addOption(command, "verbose", VERBOSE_OPTION);
    command.addHelpText("after", EXIT_CODES);
    command.exitOverride().configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.err(text.trimEnd()),
      outputError: (text) => context.terminal.err(usageError(text, fullName(command))),
    });
  }
  return program;
}

function toCommander(spec: CliCommand, context: CommandContext): Command {
  const command = new Command(spec.name.split(" ").at(-1)).description(spec.summary);
  const positional = positionalOf(spec.options);
  for (const [key, option] of Object.entries(spec.options)) {
    if (option.positional) command.argument(argumentOf(key, option), helpOf(option));
    else addOption(command, key, option);
  }
  const parts = ["[options]", ...positional.map(([key, option]) => usageOf(key, option))];
  return command
    .usage(parts.join(" "))
    .addHelpText("after", helpBelow(spec))
    .action(async () => {
      const given = {
        ...givenArguments(command, positional),
        ...givenFlags(command, spec.options),
      };
      const configured = (await spec.configuration?.load(given)) ?? {};
      const values = merged(spec.options, configured, given);
      requireOptions(command, spec.needed?.(values) ?? spec.options, values);
      await spec.run(values, context);
    });
}

/** Optional for Commander, so that what is missing can come from elsewhere, and is refused in our own words. */
function argumentOf(key: string, { positional }: AnyOption): string {
  return positional === "several" ? `[${key}...]` : `[${key}]`;
}

function addOption(command: Command, key: string, option: AnyOption): void {
  const letter = option.letter === undefined ? "" : `-${option.letter}, `;
  const added = new CommanderOption(`${letter}${usageOf(key, option)}`, helpOf(option));
  if (option.kind.placeholder !== undefined) {
    added.argParser((text, earlier) => parse(command, key, option, text, earlier));
  }
  command.addOption(added.helpGroup(`${option.group}:`));
}

function parse(
  command: Command,
  key: string,
  option: AnyOption,
  text: string,
  earlier?: unknown,
): unknown {
  const { kind } = option;
  const value = kind.parse(text, earlier);
  if (!kind.accepts(value))
    refuse(command, invalidArgument(nameOf(key, option), kind.expected, text));
  return value;
}

function givenFlags(command: Command, table: AnyTable): Values {
  const keys = Object.keys(table).filter((key) => command.getOptionValueSource(key) === "cli");
  return Object.fromEntries(keys.map((key) => [key, command.getOptionValue(key)]));
}

function givenArguments(command: Command, positional: readonly [string, AnyOption][]): Values {
  const given: Values = {};
  for (const [i, [key, option]] of positional.entries()) {
    for (const text of [command.processedArgs[i] ?? []].flat() as string[]) {
      given[key] = parse(command, key, option, text, given[key]);
    }
  }
  return given;
}

function merged(table: AnyTable, configured: Values, given: Values): Values {
  const values = { ...configured, ...given };
  for (const [key, { kind }] of Object.entries(table)) {
    const both = configured[key] !== undefined && given[key] !== undefined;
    if (both && kind.merge) values[key] = kind.merge(configured[key], given[key]);
  }
  return values;
}

function requireOptions(command: Command, table: AnyTable, values: Values): void {
  const missing = Object.entries(table)
    .filter(([key, { required }]) => required && values[key] === undefined)
    .map(([key, option]) => usageOf(key, option));
  if (missing.length > 0) {
    refuse(command, new Error(`Expected ${missing.join(" and ")}, got nothing.`));
  }
}

function refuse(command: Command, { message }: Error): never {
  command.error(`error: ${message}`);
}

function nameOf(key: string, option: AnyOption): string {
  return option.positional ? key : flagOf(key, option);
}

function helpOf(option: AnyOption): string {
  const value = defaultOf(option);
  if (value !== undefined) return `${option.help} (default: ${value})`;
  return option.required && !option.positional ? `${option.help} (required)` : option.help;
}

function helpBelow({ details, examples }: CliCommand): string {
  const shown = examples.map((example) => `  $ ${example.replaceAll("\n", "\n      ")}`);
  const parts = [details, shown.length > 0 && ["Examples:", ...shown].join("\n")];
  return parts
    .filter((part) => typeof part === "string")
    .map((part) => `\n${part}`)
    .join("\n");
}

function positionalOf(table: AnyTable): [string, AnyOption][] {
  return Object.entries(table).filter(([, { positional }]) => positional !== undefined);
}

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  if (known) return known;
  const { summary, details } = GROUPS.find((group) => group.name === name)!;
  return program.command(name).description(summary).addHelpText("after", details);
}

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
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
