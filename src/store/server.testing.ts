import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A local HTTP server of files held in memory, which counts what it is asked. */
export class FileServer {
  readonly files = new Map<string, Uint8Array>();
  readonly requests: string[] = [];
  /** Paths that are never answered. */
  readonly silent = new Set<string>();
  /** HTTP status for every request, in place of the file. */
  failure: number | undefined;
  #server: Server | undefined;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const path = request.url!;
      this.requests.push(path);
      if (this.silent.has(path)) return;
      const body = this.files.get(path);
      response.writeHead(this.failure ?? (body ? 200 : 404));
      response.end(body);
    });
    await new Promise<void>((resolve) => this.#server!.listen(0, "127.0.0.1", resolve));
  }

  /** Its address stays, but nothing answers there any more. */
  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server!.close(resolve));
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}${path}`;
  }
}
