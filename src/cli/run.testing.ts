/** The command line as tests run it: in this process, with what it writes. */
import { Writable } from "node:stream";
import { run } from "./run.ts";

/** Runs the command line as a process would, without a person looking on. */
export async function vitrine(args: readonly string[], signal = new AbortController().signal) {
  const out: string[] = [];
  const err: string[] = [];
  const data: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      data.push(chunk);
      done();
    },
  });
  const terminal = {
    stream,
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    bar: undefined,
  };
  const code = await run(args, terminal, signal);
  const bytes = Buffer.concat(data);
  return {
    code,
    out: out.join("\n"),
    err: err.join("\n"),
    ...(bytes.length > 0 && { bytes }),
  };
}
