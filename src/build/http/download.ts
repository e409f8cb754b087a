/** Downloads large files: resumes what an earlier run has left, and verifies length and SHA-256. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname } from "node:path";
import { VisualSearchError } from "../../lib/errors.ts";
import { exactOptional, type InferOutput, object, read, text } from "../../lib/schema.ts";
import { orOutputFailed } from "../write/whole-file.ts";
import type { HttpClient } from "./http-client.ts";
import { RetryableFailure } from "./retry.ts";

export interface DownloadOptions {
  http: HttpClient;
  url: string;
  /** Whether the file at the URL never changes, so that a part of it can always be completed. */
  immutable: boolean;
  /** Path of the file. It appears when it is whole; until then `<target>.partial` grows. */
  target: string;
  /** Length and hash of the file, if known. */
  bytes?: number;
  sha256?: string;
  /** A longer file is refused. */
  maxBytes: number;
  /** Called with the bytes that are there, those of an earlier run included. */
  onBytes: (bytes: number) => void;
  signal?: AbortSignal;
}

/** Where a part of a file came from, so that only the rest of the same file is appended to it. */
const PART_STATE = object({
  url: text(10_000),
  /** ETag (strong) or date of the answer. */
  validator: exactOptional(text(10_000)),
});
type PartState = InferOutput<typeof PART_STATE>;

/**
 * Downloads a file, and continues what an earlier run has left of it. If the server supports ranges, a cut
 * download is continued where it was cut.
 *
 * @throws `network`, `integrity` (wrong length or hash, twice), `model-invalid` (a web page or a Git LFS pointer
 * instead of the file), `output-failed`, or the reason of `signal`
 */
export async function download(
  options: DownloadOptions,
): Promise<{ bytes: number; sha256: string }> {
  const part = `${options.target}.partial`;
  await orOutputFailed(options.target, () => mkdir(dirname(options.target), { recursive: true }));
  for (let attempt = 1; ; attempt++) {
    const transfer = new Transfer(options, part);
    await options.http.retry(
      options.url,
      () => transfer.attempt(),
      () => transfer.takeProgress(),
    );
    const found = await orOutputFailed(part, () => measure(part));
    const problem = problemOf(found, options);
    if (problem === undefined) {
      await checkContent(part, options);
      await orOutputFailed(options.target, async () => {
        await rename(part, options.target);
        await rm(stateOf(part), { force: true });
      });
      return found;
    }
    await discard(part);
    if (attempt === 2) {
      throw new VisualSearchError(
        "integrity",
        `${problem} at ${options.url}, twice. Check the source, or take the model from another.`,
      );
    }
  }
}

/** Length and SHA-256 of a file. */
export async function measure(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** @throws `model-invalid` if a server has sent something else instead of a file of a model */
export async function checkContent(
  path: string,
  { url, target }: Pick<DownloadOptions, "url" | "target">,
): Promise<void> {
  const json = target.endsWith(".json");
  const start = await orOutputFailed(path, () => readStart(path, 512));
  const text = start.toString("latin1");
  const isJson =
    json && (await orOutputFailed(path, () => readFile(path, "utf8").then(isJsonObject)));
  // Every writer of ONNX puts field 1, the IR version, first.
  if (isJson || (target.endsWith(".onnx") && start[0] === 0x08)) return;
  await discard(path);
  const found = text.startsWith("version https://git-lfs")
    ? "a Git LFS pointer: the server keeps the file itself elsewhere"
    : /^\s*</.test(text)
      ? "a web page"
      : `bytes that begin ${JSON.stringify(text.slice(0, 24))}`;
  throw new VisualSearchError(
    "model-invalid",
    `Expected ${json ? "a JSON object" : "an ONNX model"} at ${url}, got ${found}. Check the address.`,
  );
}

class Transfer {
  readonly #options: DownloadOptions;
  readonly #part: string;
  #progressed = false;

  constructor(options: DownloadOptions, part: string) {
    this.#options = options;
    this.#part = part;
  }

  /** Whether bytes have arrived since it was last asked. */
  takeProgress(): boolean {
    const progressed = this.#progressed;
    this.#progressed = false;
    return progressed;
  }

  async attempt(): Promise<void> {
    const { http, url, bytes: wanted, onBytes, signal } = this.#options;
    const { have, validator } = await orOutputFailed(this.#part, () => this.#resume());
    onBytes(have);
    if (have > 0 && have === wanted) return;
    const stalled = new AbortController();
    const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
    const headers: Record<string, string> = {};
    if (have > 0) headers.range = `bytes=${have}-`;
    if (have > 0 && validator !== undefined) headers["if-range"] = validator;
    const { response } = await http.request("GET", url, headers, either);
    const from = await this.#begin(response, have);
    if (from === undefined) return;
    let timer = setTimeout(() => stalled.abort(), http.stallMs);
    const file = await orOutputFailed(this.#part, () => open(this.#part, from > 0 ? "a" : "w"));
    try {
      await this.#receive(response, file, from, () => {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), http.stallMs);
      });
      await orOutputFailed(this.#part, () => file.sync());
    } finally {
      clearTimeout(timer);
      await file.close();
    }
  }

  /** The length of the part that is there, if the rest can be appended to it. */
  async #resume(): Promise<{ have: number; validator?: string }> {
    const { url, immutable, sha256 } = this.#options;
    const size = (await stat(this.#part).catch(() => undefined))?.size ?? 0;
    const state = await readState(this.#part);
    const same =
      state?.url === url && (state.validator !== undefined || immutable || sha256 !== undefined);
    if (size === 0 || !same) return { have: 0 };
    return { have: size, ...(state.validator !== undefined && { validator: state.validator }) };
  }

  /** Where the bytes of the answer belong; `undefined` if none are to come. */
  async #begin(response: Response, have: number): Promise<number | undefined> {
    const { url } = this.#options;
    const { status } = response;
    if (status === 416) {
      // The part is longer than the file, or is the whole file, whose length is known only now.
      await response.body?.cancel();
      const total = /^bytes \*\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
      if (total !== undefined && Number(total) === have) return undefined;
      await discard(this.#part);
      throw new RetryableFailure(`${new URL(url).host} does not have the rest of it`);
    }
    if (status !== 200 && status !== 206) {
      await response.body?.cancel();
      throw statusError(status, url);
    }
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
    if (status === 206 && Number(range?.[1] ?? Number.NaN) !== have) {
      await response.body?.cancel();
      await discard(this.#part);
      throw new RetryableFailure(`${new URL(url).host} sent another range than was asked for`);
    }
    const from = status === 206 ? have : 0;
    if (from === 0)
      await orOutputFailed(this.#part, () => writeState(this.#part, url, response.headers));
    return from;
  }

  async #receive(
    response: Response,
    file: FileHandle,
    from: number,
    onAlive: () => void,
  ): Promise<void> {
    const { url, bytes: wanted, maxBytes, onBytes, signal } = this.#options;
    const length = response.headers.get("content-length");
    const announced = length === null ? wanted : from + Number(length);
    const most = Math.min(wanted ?? maxBytes, maxBytes);
    let at = from;
    const reader = response.body?.getReader();
    while (reader) {
      let chunk: Uint8Array | undefined;
      try {
        chunk = (await reader.read()).value;
      } catch (error) {
        signal?.throwIfAborted();
        throw new RetryableFailure(`the connection was cut at byte ${at}`, 0, { cause: error });
      }
      if (chunk === undefined) break;
      onAlive();
      at += chunk.length;
      if (at > most) {
        await reader.cancel();
        await discard(this.#part);
        throw new VisualSearchError(
          "integrity",
          `Expected ${wanted === undefined ? "at most " : ""}${most} bytes at ${url}, got more. ` +
            "Check the source.",
        );
      }
      const bytes = chunk;
      await orOutputFailed(this.#part, () => file.writeFile(bytes));
      this.#progressed = true;
      onBytes(at);
    }
    if (announced !== undefined && at < announced) {
      throw new RetryableFailure(`the connection was cut at byte ${at} of ${announced}`);
    }
  }
}

function problemOf(
  found: { bytes: number; sha256: string },
  { bytes, sha256 }: DownloadOptions,
): string | undefined {
  if (bytes !== undefined && found.bytes !== bytes) {
    return `Expected ${bytes} bytes, got ${found.bytes}`;
  }
  if (sha256 !== undefined && found.sha256 !== sha256) {
    return `Expected the SHA-256 ${sha256}, got ${found.sha256}`;
  }
  return undefined;
}

/** What an HTTP status means for a model. */
export function statusError(status: number, url: string): VisualSearchError {
  const hint =
    status === 401 || status === 403
      ? "The repository is private, gated or not there; set HF_TOKEN if you have access to it."
      : "Check the address and the revision.";
  return new VisualSearchError(
    "network",
    `Expected a file at ${url}, got status ${status}. ${hint}`,
  );
}

function stateOf(part: string): string {
  return `${part}.json`;
}

async function readState(part: string): Promise<PartState | undefined> {
  const json = await readFile(stateOf(part), "utf8").catch(() => "");
  try {
    const outcome = read(PART_STATE, JSON.parse(json));
    return "value" in outcome ? outcome.value : undefined;
  } catch {
    // Without the whole state, the download starts from the beginning.
    return undefined;
  }
}

async function writeState(part: string, url: string, headers: Headers): Promise<void> {
  // The part that was there may be of another file.
  await rm(part, { force: true });
  const etag = headers.get("etag");
  const validator = etag?.startsWith('"') ? etag : (headers.get("last-modified") ?? undefined);
  const state: PartState = { url, ...(validator !== undefined && { validator }) };
  await writeFile(stateOf(part), JSON.stringify(state));
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(stateOf(part), { force: true });
}

async function readStart(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
