/** The process of the command `vitrine`: signals, exit code, and output that is written to its end. */
import { run } from "./run.ts";
import { processTerminal } from "./terminal/terminal.ts";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Only the first is listened to: a second ends the process at once.
  process.once(signal, () => interruption.abort());
}

process.exitCode = await run(process.argv.slice(2), processTerminal(), interruption.signal);
// Threads of the runtime may outlive their work; what is written to a pipe must not be lost.
await Promise.all(
  [process.stdout, process.stderr].map(
    (stream) => new Promise((resolve) => stream.write("", resolve)),
  ),
);
process.exit();
