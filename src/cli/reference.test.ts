/** The command-line reference has every command, option and key. */
import { expect, test } from "vitest";
import { flagOf, usageOf } from "../build/options/option.ts";
import { COMMANDS } from "./commands/index.ts";
import { renderCommand, renderReference } from "./reference.ts";

test("the reference has every command, in order", () => {
  const headings = renderReference().match(/^## .*$/gm);
  expect(headings).toEqual(COMMANDS.map(({ name }) => `## vitrine ${name}`));
});

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  "the reference of %s has every option, with its help and its key",
  (_, command) => {
    const rows = renderCommand(command).split("\n");
    for (const [key, option] of Object.entries(command.options)) {
      const usage = usageOf(key, option);
      const own = rows.filter((row) => row.startsWith("| `") && row.includes(`${usage}\``));
      expect(own, usage).toHaveLength(1);
      expect(own[0]).toContain(option.help.replaceAll("<", "&lt;"));
      if (key in (command.configuration?.options ?? {})) expect(own[0]).toContain(`| \`${key}\` |`);
    }
  },
);

test("no flag stands for two options of a command, and every default is a value that is accepted", () => {
  for (const { name, options } of COMMANDS) {
    const flags = Object.entries(options).map(([key, option]) => flagOf(key, option));
    expect(new Set(flags).size, name).toBe(flags.length);
    for (const [key, { kind, default: value }] of Object.entries(options)) {
      if (value !== undefined) expect(kind.accepts(value), `${name} ${key}`).toBe(true);
    }
  }
});
