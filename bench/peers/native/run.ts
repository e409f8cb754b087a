/** Runs one of the vector bench's libraries in a Node process. */
import { fork } from "node:child_process";
import type { CorpusShape, RawMeasurement } from "../measure.ts";

const SCRIPT = "bench/peers/native/measure-one.ts";
const STDERR_TAIL = 300;

/** Measures a library in a Node process of its own, so that its crash is only its own. */
export function runInNode(
  name: string,
  shape: CorpusShape,
  folder: string,
): Promise<RawMeasurement> {
  return new Promise((resolve) => {
    const child = fork(SCRIPT, [name, folder, String(shape.dim)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let stderr = "";
    let result: RawMeasurement | undefined;
    child.stderr!.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("message", (message) => {
      result = message as RawMeasurement;
    });
    child.on("close", (code, signal) => {
      const reason =
        /^\w*Error: .*$/m.exec(stderr)?.[0] ??
        (stderr.trim().slice(-STDERR_TAIL) || signal || code);
      const nothing = { buildMs: null, fileBytes: null, memoryBytes: null };
      const unopened = { loadMs: null, openMs: null };
      resolve(
        result ?? {
          ...nothing,
          ...unopened,
          sweep: [],
          filter1pct: [],
          notes: [`failed: ${reason}`],
        },
      );
    });
  });
}
