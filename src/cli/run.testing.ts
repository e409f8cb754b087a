import { run } from "./run.ts";

/** Runs the command line as a process would, without a person looking on. */
export async function vitrine(args: readonly string[], signal = new AbortController().signal) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    bar: undefined,
  };
  const code = await run(args, terminal, signal);
  return { code, out: out.join("\n"), err: err.join("\n") };
}
