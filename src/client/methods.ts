/** The methods of an open search, as calls of the worker: signals, images and superseded calls in one place. */
import * as Comlink from "comlink";
import type { SearchInfo } from "../lib/types.ts";
import { type Arguments, METHODS, type Method, type SearchMethods } from "../worker/contract.ts";
import { bitmapsIn } from "../worker/wire.ts";
import type { WorkerConnection } from "./connection.ts";
import type { ImageSource } from "./visual-search.ts";
import { toWireImage } from "./wire-image.ts";

interface CallOptions {
  signal?: AbortSignal;
  supersede?: string;
}

/** @param onInfo called with a snapshot of the search after each call */
export function createMethods(
  connection: WorkerConnection,
  onInfo: (info: SearchInfo) => void,
): SearchMethods<ImageSource> {
  const latest = new Latest();

  async function call(method: Method, args: readonly unknown[]): Promise<unknown> {
    const { options: at } = METHODS[method];
    const { signal: own, supersede, ...options } = (args[at] ?? {}) as CallOptions;
    const signal = supersede === undefined ? own : latest.signal(supersede, own);
    signal?.throwIfAborted();
    const [first] = args;
    const wire = at === 0 ? [options] : [await withWireImage(method, first), options];
    const bitmaps = bitmapsIn(method, wire);
    try {
      const reply = await connection.call(signal, (api, id) =>
        api.call(id, method, Comlink.transfer(wire as Arguments<Method>, bitmaps)),
      );
      onInfo(reply.info);
      return reply.value;
    } catch (error) {
      // A bitmap that was not handed over is still here.
      for (const bitmap of bitmaps) bitmap.close();
      throw error;
    }
  }

  const methods = (Object.keys(METHODS) as Method[]).map((method) => [
    method,
    (...args: unknown[]) => call(method, args),
  ]);
  return Object.fromEntries(methods) as SearchMethods<ImageSource>;
}

/** The first argument, with its image as the worker takes it. */
async function withWireImage(method: Method, first: unknown): Promise<unknown> {
  const { image: place } = METHODS[method];
  if (place === "field") {
    const { image, ...parts } = first as { image?: ImageSource };
    return image ? { ...parts, image: await toWireImage(image) } : parts;
  }
  const isImage = place === "first" || (place === "first unless text" && typeof first !== "string");
  return isImage ? toWireImage(first as ImageSource) : first;
}

/** The latest call of each name ends the one before. */
class Latest {
  readonly #controllers = new Map<string, AbortController>();

  /** A signal that is aborted with the caller's own, or by the next call of this name. */
  signal(name: string, own: AbortSignal | undefined): AbortSignal {
    this.#controllers.get(name)?.abort();
    const controller = new AbortController();
    this.#controllers.set(name, controller);
    if (own?.aborted) controller.abort(own.reason);
    own?.addEventListener("abort", () => controller.abort(own.reason), {
      signal: controller.signal,
    });
    return controller.signal;
  }
}
