/** Where the command writes. */
import type { Writable } from "node:stream";

/** Where the command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Where `out` goes, for data that are not lines. */
  readonly stream: Writable;
  /** The stream for a progress bar, if a person is looking at it. */
  readonly bar: NodeJS.WriteStream | undefined;
}

export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    // A reader that has seen enough (`| head`) is no failure of the build.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    stream: process.stdout,
    bar: process.stderr.isTTY ? process.stderr : undefined,
  };
}
