/** An ONNX runtime of Node with each session in a thread of its own. */
import { Worker } from "node:worker_threads";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import type { Ort } from "./ort-runtime.ts";

/** A tensor as it goes from thread to thread. */
interface Sent {
  type: string;
  data: Float32Array | BigInt64Array;
  dims: readonly number[];
}

type Reply =
  | {
      opened: Pick<
        InferenceSession,
        "inputNames" | "outputNames" | "inputMetadata" | "outputMetadata"
      >;
    }
  | { outputs: Record<string, Sent> }
  | { error: string };

/** Opens a model and answers requests to run it. It is a string, because a bundle has no file for it. */
const MEMBER = `
const { MessageChannel, parentPort, workerData } = require("node:worker_threads");
const { module, env, options } = workerData;
const answer = async (work) => {
  try {
    parentPort.postMessage(await work());
  } catch (error) {
    parentPort.postMessage({ error: String(error?.message ?? error) });
  }
};
// Freed at once: the garbage collector of a thread that does little else comes late, or never.
const free = (buffer) => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(buffer, [buffer]);
  port1.close();
  port2.close();
};
let ort, session;
answer(async () => {
  const loaded = await import(module);
  ort = loaded.InferenceSession ? loaded : loaded.default;
  Object.assign(ort.env.wasm, env.wasm);
  if (env.logLevel) ort.env.logLevel = env.logLevel;
  // The session makes a copy of its own.
  const { model } = workerData;
  delete workerData.model;
  session = await ort.InferenceSession.create(model, options);
  free(model.buffer);
  const { inputNames, outputNames, inputMetadata, outputMetadata } = session;
  return { opened: { inputNames, outputNames, inputMetadata, outputMetadata } };
});
parentPort.on("message", ({ feeds, fetch }) => answer(async () => {
  if (!feeds) {
    await session?.release();
    return { outputs: {} };
  }
  const inputs = {};
  for (const [name, { type, data, dims }] of Object.entries(feeds)) {
    inputs[name] = new ort.Tensor(type, data, dims);
  }
  const outputs = {};
  for (const [name, { type, data, dims }] of Object.entries(await session.run(inputs, fetch))) {
    outputs[name] = { type, data, dims };
  }
  return { outputs };
}));
`;

/** An onnxruntime module for threads to load. */
export interface OrtModule {
  /** URL of its file. */
  url: string;
  /** Settings of its `env`. */
  env?: { logLevel?: "error"; wasm?: { numThreads: number; wasmPaths?: object } };
}

/**
 * The module with each session in a thread of its own. By itself, the native one runs a model on the calling thread,
 * which can prepare nothing else during that time; and the memory that the WASM one takes for its sessions is freed only
 * with the thread. The bytes of a model are transferred to the thread: the caller's are empty afterwards.
 */
export function inThreads(ort: Ort, { url, env = {} }: OrtModule): Ort {
  return {
    env: ort.env,
    Tensor: ort.Tensor,
    InferenceSession: {
      create: async (model, options) => {
        const workerData = { module: url, env, model, options };
        const { buffer } = model;
        // Small files may share a buffer with others.
        const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === model.byteLength;
        const transferList = isWhole ? [buffer] : [];
        const worker = new Worker(MEMBER, { eval: true, workerData, transferList });
        const session = new ThreadSession(worker, ort);
        return (await session.open()) as InferenceSession;
      },
    },
  };
}

/** The part of a session that `createOrtRuntime` uses, one call at a time. */
class ThreadSession {
  inputNames: readonly string[] = [];
  outputNames: readonly string[] = [];
  inputMetadata: readonly InferenceSession.ValueMetadata[] = [];
  outputMetadata: readonly InferenceSession.ValueMetadata[] = [];
  readonly #worker: Worker;
  readonly #ort: Ort;

  constructor(worker: Worker, ort: Ort) {
    this.#worker = worker;
    this.#ort = ort;
  }

  async open(): Promise<unknown> {
    try {
      const reply = await this.#reply();
      if ("opened" in reply) Object.assign(this, reply.opened);
    } catch (error) {
      await this.#worker.terminate();
      throw error;
    }
    // A build that ends without releasing it must not wait for it.
    this.#worker.unref();
    return this;
  }

  async run(inputs: Record<string, Tensor>, fetch: readonly string[]) {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { type, data, dims }]) => [name, { type, data, dims }]),
    );
    const reply = this.#reply();
    this.#worker.postMessage({ feeds, fetch });
    const answer = await reply;
    const outputs = "outputs" in answer ? answer.outputs : {};
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => [
        name,
        new this.#ort.Tensor("float32", data as Float32Array, dims),
      ]),
    );
  }

  async release(): Promise<void> {
    const reply = this.#reply();
    this.#worker.postMessage({});
    await reply.finally(() => this.#worker.terminate());
  }

  /** The next message. The thread keeps the process alive until it arrives. */
  async #reply(): Promise<Exclude<Reply, { error: string }>> {
    const worker = this.#worker;
    // It would never answer.
    if (worker.threadId === -1) throw new Error("its thread has ended");
    worker.ref();
    let settle: () => void = () => {};
    const reply = await new Promise<Reply>((resolve, reject) => {
      const onExit = (code: number) => reject(new Error(`its thread ended with code ${code}`));
      worker.once("message", resolve).once("error", reject).once("exit", onExit);
      settle = () => worker.off("message", resolve).off("error", reject).off("exit", onExit);
    }).finally(() => {
      settle();
      worker.unref();
    });
    if ("error" in reply) throw new Error(reply.error);
    return reply;
  }
}
