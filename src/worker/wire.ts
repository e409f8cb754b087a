/** What crosses between page and worker in a form of its own: errors with their codes, and pictures. */
import * as Comlink from "comlink";
import { type ErrorCode, VisualSearchError } from "../lib/errors.ts";
import { METHODS, type Method, type WireImage } from "./contract.ts";

/**
 * The bitmap among a call's arguments: a copy that the page has made, so that it can be handed over and closed.
 *
 * @param args with a `WireImage` for an image
 */
export function bitmapsIn(method: Method, args: readonly unknown[]): ImageBitmap[] {
  const [first] = args as [WireImage & { image?: WireImage }];
  const image = METHODS[method].image === "field" ? first.image : first;
  return image?.source instanceof ImageBitmap ? [image.source] : [];
}

/** The arguments with the call's signal among the options. */
export function withSignal(
  method: Method,
  args: readonly unknown[],
  signal: AbortSignal,
): unknown[] {
  const { options: at } = METHODS[method];
  const all = [...args];
  all[at] = { ...(args[at] as object | undefined), signal };
  return all;
}

/** Comlink passes on an error's message, name and stack, and further fields untouched. */
interface WireError {
  isError: boolean;
  value: { name?: string; message?: string; code?: ErrorCode };
}

/** Makes the worker send an error's code along. */
export function sendErrorCodes(): void {
  const handler = Comlink.transferHandlers.get("throw")!;
  Comlink.transferHandlers.set("throw", {
    ...handler,
    serialize(thrown: { value: unknown }) {
      const [wire, transfer] = handler.serialize(thrown) as [WireError, Transferable[]];
      if (thrown.value instanceof VisualSearchError) wire.value.code = thrown.value.code;
      return [wire, transfer];
    },
  });
}

/** The error as it was thrown in the worker. */
export function receiveError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  if (error.name === "VisualSearchError" && typeof code === "string") {
    return new VisualSearchError(code as ErrorCode, error.message, { cause: error });
  }
  if (error.name === "AbortError") return new DOMException(error.message, "AbortError");
  return error;
}
