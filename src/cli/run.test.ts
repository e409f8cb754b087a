/** What every command has: usage errors, help, exit codes. */
import { describe, expect, test } from "vitest";
import { setUp } from "./commands/catalog.testing.ts";
import { vitrine } from "./run.testing.ts";

const NEEDED = ["--model", "m", "--out", "o"];

describe("the command line", () => {
  test.each([
    [["build", ...NEEDED], /Expected <feed...>, got nothing/],
    [["build", "a.csv"], /Expected --out <dir> and --model <dir>, got nothing/],
    [["biuld"], /Unknown command 'biuld'/],
    [["build", "a.csv", ...NEEDED, "--nope"], /Unknown option '--nope'/],
    [["build", "a.csv", "--map", "nonsense=x"], /field=column/],
    [["build", "a.csv", "--list", "size"], /column=separator/],
    [["build", "a.csv", "--list", "size="], /column=separator/],
    [["build", "a.csv", "--threads", "many"], /an integer from/],
    [["build", "a.csv", "--cache-size", "1.5"], /an integer from/],
  ])("%j is a usage error", async (args, message) => {
    const result = await vitrine(args);
    expect(result.err).toMatch(message);
    expect(result.err).toMatch(
      /^vitrine: \[invalid-argument\] [^\n]+ See vitrine [a-z ]*--help\.$/,
    );
    expect(result.code).toBe(2);
  });

  test("wrong values of options are usage errors, too", async () => {
    const { args } = await setUp("id,title,image\n");
    const result = await vitrine([...args, "--dtype", "int3"]);
    expect(result.err).toMatch(
      /^vitrine: \[invalid-argument\] Expected fp32, fp16, .* as --dtype, got "int3"/,
    );
    expect(result.code).toBe(2);
    const several = await vitrine([...args, "--dtypes", "q8,int3"]);
    expect(several.err).toMatch(/Expected one or more of .* as --dtypes/);
  });

  test("help has examples and exit codes", async () => {
    const help = await vitrine(["build", "--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/Examples:[\s\S]*\$ vitrine build [\s\S]*Exit codes: 0 done/);
    expect((await vitrine(["--help"])).out).toContain("build");
    expect((await vitrine(["--version"])).out).toMatch(/^\d+\.\d+\.\d+/);
  });
});
