/** A `Runtime` on any module of onnxruntime, web or native. */
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type {
  FeedTensor,
  OutputTensor,
  RunResult,
  Runtime,
  Session,
  ValueInfo,
} from "./runtime.ts";

/** The part of the onnxruntime module that is used. */
export interface Ort {
  env: { versions: { common: string; web?: string; node?: string } };
  InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  Tensor: {
    new (type: "float32", data: Float32Array, dims: readonly number[]): Tensor;
    new (type: "int64", data: BigInt64Array, dims: readonly number[]): Tensor;
  };
}

interface OrtRuntimeOptions {
  ort: Ort;
  device: Runtime["device"];
  threads: number;
  session: InferenceSession.SessionOptions;
  /** Rejects once the device is lost. Runs reject with it, because they might never end. */
  lost?: Promise<never>;
  /** Called after a session has been made. */
  onSession?: () => Promise<void>;
}

type Enqueue = <T>(task: () => Promise<T>) => Promise<T>;

/** @param options the onnxruntime module, already configured */
export function createOrtRuntime(options: OrtRuntimeOptions): Runtime {
  const { ort, device, threads, session, lost, onSession } = options;
  // onnxruntime refuses a second initialisation or run while one is under way.
  const enqueue = createQueue();
  const { common, node, web } = ort.env.versions;
  return {
    name:
      device === "node" ? `onnxruntime-node ${node ?? common}` : `onnxruntime-web ${web ?? common}`,
    device,
    threads,
    createSession: (model, { onCpu = false } = {}) =>
      enqueue(async () => {
        checkOnnxBytes(model);
        // The runtimes of WASM and Node run on the processor anyway.
        const leavesGpu = onCpu && device === "webgpu";
        const providers = leavesGpu ? { executionProviders: ["wasm"] } : session;
        const opened = await attempt(`Expected the ${device} runtime to open the model`, () =>
          ort.InferenceSession.create(model, { logSeverityLevel: 3, ...providers }),
        );
        if (leavesGpu) return wrapSession(ort, opened, enqueue, undefined);
        await onSession?.();
        return wrapSession(ort, opened, enqueue, lost);
      }),
  };
}

function wrapSession(
  ort: Ort,
  session: InferenceSession,
  enqueue: Enqueue,
  lost: Promise<never> | undefined,
): Session {
  return {
    inputs: valueInfos(session.inputNames, session.inputMetadata),
    outputs: valueInfos(session.outputNames, session.outputMetadata),
    run: (feeds, fetch) =>
      enqueue(() => {
        const run = runOnce(ort, session, feeds, fetch);
        return lost ? Promise.race([run, lost]) : run;
      }),
    release: () => enqueue(() => session.release()),
  };
}

async function runOnce(
  ort: Ort,
  session: InferenceSession,
  feeds: Record<string, FeedTensor>,
  fetch: readonly string[],
): Promise<RunResult> {
  const inputs: Record<string, Tensor> = {};
  for (const [name, feed] of Object.entries(feeds)) inputs[name] = toTensor(ort, feed);
  let results: InferenceSession.ReturnType = {};
  try {
    const start = performance.now();
    results = await attempt("Expected the model to run", () => session.run(inputs, fetch));
    const runMs = performance.now() - start;
    const outputs: Record<string, OutputTensor> = {};
    for (const name of fetch) outputs[name] = copyOutput(name, results[name] as Tensor);
    return { outputs, runMs };
  } finally {
    for (const tensor of Object.values(inputs)) tensor.dispose();
    for (const value of Object.values(results)) (value as Tensor).dispose();
  }
}

function toTensor(ort: Ort, feed: FeedTensor): Tensor {
  return feed.type === "float32"
    ? new ort.Tensor("float32", feed.data, feed.shape)
    : new ort.Tensor("int64", feed.data, feed.shape);
}

function copyOutput(name: string, tensor: Tensor): OutputTensor {
  if (tensor.type !== "float32") {
    throw new VisualSearchError(
      "model-invalid",
      `Expected the model's output "${name}" in float32, got ${tensor.type}. Export the model with ` +
        "float32 inputs and outputs.",
    );
  }
  return { data: (tensor.data as Float32Array).slice(), shape: [...tensor.dims] };
}

function valueInfos(
  names: readonly string[],
  metadata: readonly InferenceSession.ValueMetadata[] | undefined,
): ValueInfo[] {
  return names.map((name) => {
    const found = metadata?.find((entry) => entry.name === name);
    return found?.isTensor ? { name, shape: [...found.shape] } : { name };
  });
}

/** Recognises what a server or a checkout gives instead of a model: a page, a pointer, nothing. */
function checkOnnxBytes(model: Uint8Array): void {
  // Every writer of ONNX puts field 1, the IR version, first.
  if (model.byteLength > 16 && model[0] === 0x08) return;
  const start = String.fromCharCode(...model.subarray(0, 24)).replace(/[^ -~]/g, ".");
  throw new VisualSearchError(
    "model-invalid",
    `Expected the bytes of an ONNX file, got ${model.byteLength} bytes that begin "${start}". ` +
      "Check that the file is the model itself and not an error page or a Git LFS pointer.",
  );
}

async function attempt<T>(what: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw new VisualSearchError("runtime-failed", `${what}, got an error: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function createQueue(): Enqueue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task);
    last = next.catch(() => undefined);
    return next;
  };
}
