/** A session whose inputs and outputs are known to be those of an encoder. */
import { VisualSearchError } from "../../lib/errors.ts";
import type { Modality } from "../../lib/types.ts";
import type { FeedTensor, OutputTensor, Runtime, Session, ValueInfo } from "../runtime/runtime.ts";

type Feeds = Record<string, FeedTensor>;

export interface EmbeddingModelOptions {
  runtime: Runtime;
  bytes: Uint8Array;
  modality: Modality;
  /** Length of an embedding as the configuration promises it. */
  dim: number;
  /** Inputs that the model must have, and others that it may have. */
  required: readonly string[];
  optional: readonly string[];
}

export class EmbeddingModel {
  readonly dim: number;
  /** Name of the output that is the embedding. */
  readonly output: string;
  /** Milliseconds in the model itself during the last `embed`. */
  lastRunMs = 0;
  readonly #session: Session;
  readonly #batch: number;

  /** Rejects with `model-invalid` or `runtime-failed`. */
  static async open(options: EmbeddingModelOptions): Promise<EmbeddingModel> {
    const session = await options.runtime.createSession(options.bytes);
    try {
      checkInputs(session, options);
      return new EmbeddingModel(session, options);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  private constructor(session: Session, { modality, dim }: EmbeddingModelOptions) {
    this.dim = dim;
    this.#session = session;
    this.output = chooseOutput(session, modality);
    this.#batch = largestBatch(session);
  }

  /** The fixed size of a dimension of an input, or `undefined` if the file leaves it free. */
  fixedSize(input: string, axis: number): number | undefined {
    const size = this.#session.inputs.find(({ name }) => name === input)?.shape?.[axis];
    return typeof size === "number" && size > 0 ? size : undefined;
  }

  hasInput(input: string): boolean {
    return this.#session.inputs.some(({ name }) => name === input);
  }

  /** `count * dim` values, rows of unit length. `feed` gives the inputs for `n` rows from `first`. */
  async embed(count: number, feed: (first: number, n: number) => Feeds): Promise<Float32Array> {
    const rows = new Float32Array(count * this.dim);
    const step = Math.min(this.#batch, count);
    let runMs = 0;
    for (let first = 0; first < count; first += step) {
      const n = Math.min(step, count - first);
      const result = await this.#session.run(feed(first, n), [this.output]);
      runMs += result.runMs;
      const output = result.outputs[this.output]!;
      this.#checkShape(output, n);
      rows.set(output.data, first * this.dim);
    }
    this.lastRunMs = runMs;
    normaliseRows(rows, this.dim);
    return rows;
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #checkShape({ shape }: OutputTensor, count: number): void {
    if (shape.length === 2 && shape[0] === count && shape[1] === this.dim) return;
    throw new VisualSearchError(
      "model-invalid",
      `Expected the shape [${count}, ${this.dim}] of the model's output "${this.output}", got ` +
        `[${shape.join(", ")}]. Check that config.json and the weights belong to the same model.`,
    );
  }
}

function checkInputs(session: Session, options: EmbeddingModelOptions): void {
  const { modality, required, optional } = options;
  const names = session.inputs.map(({ name }) => name);
  const missing = required.some((name) => !names.includes(name));
  const unknown = names.some((name) => !required.includes(name) && !optional.includes(name));
  if (!missing && !unknown) return;
  throw new VisualSearchError(
    "model-invalid",
    `Expected the input ${required.join(", ")}` +
      (optional.length > 0 ? ` (and ${optional.join(", ")}, if at all)` : "") +
      ` of the ${modality} encoder, got ${names.join(", ") || "none"}. Use separate vision_model and text_model ` +
      "files, not a combined model.",
  );
}

/** The joint embedding if there is one, else the pooled state. Hidden states are never pooled here. */
function chooseOutput(session: Session, modality: Modality): string {
  const flat = session.outputs.filter(({ shape }) => shape === undefined || shape.length === 2);
  const has = (name: string) => flat.some((output) => output.name === name);
  const embeds = modality === "image" ? "image_embeds" : "text_embeds";
  if (has(embeds)) return embeds;
  if (has("pooler_output")) return "pooler_output";
  if (has("output") && session.outputs.length === 1) return "output";
  throw new VisualSearchError(
    "model-invalid",
    `Expected a two-dimensional output ${embeds}, pooler_output or a single output of the ${modality} encoder, ` +
      `got ${session.outputs.map(describe).join(", ") || "none"}. Export the model with its projection.`,
  );
}

function describe({ name, shape }: ValueInfo): string {
  return shape ? `${name} [${shape.join(", ")}]` : name;
}

function largestBatch(session: Session): number {
  for (const { name, shape } of session.inputs) {
    const batch = shape?.[0];
    if (typeof batch !== "number" || batch <= 0) continue;
    if (batch === 1) return 1;
    throw new VisualSearchError(
      "model-invalid",
      `Expected a free batch dimension or a batch of 1 for the model's input "${name}", got ` +
        `[${shape!.join(", ")}]. Export the model with a dynamic batch.`,
    );
  }
  return Number.POSITIVE_INFINITY;
}

function normaliseRows(rows: Float32Array, dim: number): void {
  for (let start = 0; start < rows.length; start += dim) {
    let sum = 0;
    for (let i = start; i < start + dim; i++) sum += rows[i]! * rows[i]!;
    if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) {
      throw new VisualSearchError(
        "runtime-failed",
        "Expected finite vectors of the model that are not zero, got one of length " +
          `${Math.sqrt(sum)}. Use another device or other weights.`,
      );
    }
    const factor = 1 / Math.sqrt(sum);
    for (let i = start; i < start + dim; i++) rows[i]! *= factor;
  }
}
