/** The command-line reference as Markdown, made of the commands' tables of options. */
import {
  type AnyOption,
  type AnyTable,
  defaultOf,
  type OptionGroup,
  usageOf,
} from "../build/options/option.ts";
import { type CliCommand, VERBOSE_OPTION } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";

const INTRODUCTION = `\
# Command line

\`npx vitrine\` builds a catalog, checks it, searches it and serves it. \`vitrine <command> --help\` shows this page's
part on a command.

Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted. An error is one line with a code in brackets;
\`${usageOf("verbose", VERBOSE_OPTION)}\`, which every command has, adds where it comes from.
`;

/** The whole page. */
export function renderReference(): string {
  return [INTRODUCTION, ...COMMANDS.map(renderCommand)].join("\n");
}

/** A command's part of the page: what it does, its options by group, and examples. */
export function renderCommand(command: CliCommand): string {
  const { name, summary, details, examples, options, configuration } = command;
  const parts = [
    `## vitrine ${name}`,
    `${summary}.`,
    fenced([usageLine(command)]),
    ...(details ? [escaped(details)] : []),
    ...groupsOf(options).flatMap((group) => [
      `### ${group}`,
      optionTable(options, group, configuration?.options),
    ]),
    "### Examples",
    fenced(examples),
  ];
  return `${parts.join("\n\n")}\n`;
}

function usageLine({ name, options }: CliCommand): string {
  const positional = Object.entries(options).filter(([, option]) => option.positional);
  const usages = positional.map(([key, option]) => usageOf(key, option));
  return ["vitrine", name, "[options]", ...usages].join(" ");
}

function groupsOf(table: AnyTable): OptionGroup[] {
  return [...new Set(Object.values(table).map(({ group }) => group))];
}

/** @param configurable options that a configuration file can have, if there is one */
function optionTable(table: AnyTable, group: OptionGroup, configurable?: AnyTable): string {
  const rows = Object.entries(table).filter(([, option]) => option.group === group);
  const head = ["Option", ...(configurable ? ["Key"] : []), "Meaning", "Values", "Default"];
  return [
    row(head),
    row(head.map(() => "---")),
    ...rows.map(([key, option]) =>
      row([
        code(usageWithLetter(key, option)),
        ...(configurable ? [key in configurable ? code(key) : ""] : []),
        meaningOf(option),
        option.kind.placeholder === undefined ? "" : escaped(option.kind.expected),
        option.required ? "required" : escaped(defaultOf(option) ?? ""),
      ]),
    ),
  ].join("\n");
}

function meaningOf({ help, formerly }: AnyOption): string {
  return formerly ? `${escaped(help)} (formerly ${code(formerly.key)})` : escaped(help);
}

function usageWithLetter(key: string, option: AnyOption): string {
  const usage = usageOf(key, option);
  return option.letter === undefined ? usage : `-${option.letter}, ${usage}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function fenced(lines: readonly string[]): string {
  return ["```sh", ...lines, "```"].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;");
}
