/** A local HTTP server of files held in memory, which counts what it is asked and can break in many ways. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** What goes wrong with one answer. */
export interface Fault {
  /** HTTP status instead of the file. */
  status?: number;
  /** Another file than the one that is there. */
  body?: Uint8Array;
  /** The connection breaks before any answer. */
  drop?: boolean;
  /** Ranges are ignored. */
  ignoreRange?: boolean;
  /** Instead of the right one. */
  contentRange?: string;
  /** The bytes that the range names are those of the compressed file. */
  gzip?: boolean;
  /** The connection breaks after this many bytes of the body. */
  cutAfter?: number;
  /** The body ends after this many bytes as if it were complete. */
  endAfter?: number;
  /** Nothing follows this many bytes, and the connection stays open. */
  stallAfter?: number;
}

export class FileServer {
  readonly files = new Map<string, Uint8Array>();
  readonly requests: string[] = [];
  /** The `Range` of each request. */
  readonly ranges: (string | undefined)[] = [];
  /** Bytes of bodies that have been sent. */
  sentBytes = 0;
  /** Paths that are never answered. */
  readonly silent = new Set<string>();
  /** HTTP status for every request, instead of the file. */
  failure: number | undefined;
  /** Called for each request. */
  fault: (path: string, range: string | undefined) => Fault | undefined = () => undefined;
  #server: Server | undefined;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const path = request.url!;
      const { range } = request.headers;
      this.requests.push(path);
      this.ranges.push(range);
      if (this.silent.has(path)) return;
      const fault = this.fault(path, range) ?? {};
      if (fault.drop) {
        request.socket.destroy();
        return;
      }
      const body = fault.body ?? this.files.get(path);
      const status = this.failure ?? fault.status;
      if (status !== undefined || !body) response.writeHead(status ?? 404).end();
      else this.#answer(response, body, range, fault);
    });
    await new Promise<void>((resolve) => this.#server!.listen(0, "127.0.0.1", resolve));
  }

  #answer(
    response: ServerResponse,
    file: Uint8Array,
    range: string | undefined,
    fault: Fault,
  ): void {
    const whole = fault.gzip ? gzipSync(file) : file;
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
    const headers: Record<string, string | number> = { ETag: '"1"', "Accept-Ranges": "bytes" };
    if (fault.gzip) headers["Content-Encoding"] = "gzip";
    let body = whole;
    let status = 200;
    if (first !== undefined && !fault.ignoreRange) {
      const start = Number(first);
      const end = Math.min(whole.length, last ? Number(last) + 1 : whole.length);
      if (start >= end) {
        response.writeHead(416, { "Content-Range": `bytes */${whole.length}` }).end();
        return;
      }
      status = 206;
      headers["Content-Range"] = fault.contentRange ?? `bytes ${start}-${end - 1}/${whole.length}`;
      body = whole.subarray(start, end);
    }
    const { cutAfter, endAfter, stallAfter } = fault;
    const stop = cutAfter ?? endAfter ?? stallAfter;
    headers["Content-Length"] =
      endAfter === undefined ? body.length : Math.min(endAfter, body.length);
    response.writeHead(status, headers);
    const sent = stop === undefined ? body : body.subarray(0, stop);
    this.sentBytes += sent.length;
    if (stop === undefined || endAfter !== undefined || sent.length === body.length) {
      response.end(sent);
      return;
    }
    response.flushHeaders();
    response.write(sent, () => {
      // What has been written should arrive before the connection breaks.
      if (cutAfter !== undefined) setTimeout(() => response.destroy(), 5);
    });
  }

  /** Resets what it has counted. */
  reset(): void {
    this.requests.length = 0;
    this.ranges.length = 0;
    this.sentBytes = 0;
  }

  /** Its address stays the same, but nothing answers there any more. */
  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server!.close(resolve));
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}${path}`;
  }
}
