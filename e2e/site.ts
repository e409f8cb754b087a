/** A static server for each test, whose answers the test can spoil and count. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** The policy that a page with Vitrine can have. */
const CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

/** Paths of catalogs, models and photos. */
const DATA = /^\/(shop|catalog|images|models)\//;

export interface SiteOptions {
  /** Folders, relative to the checkout or absolute, by the URL path they are served at; longest wins. */
  folders: Record<string, string>;
  headers?: Record<string, string>;
  /** 0 for any free one. */
  port?: number;
}

/** What a test may do to one answer: other bytes, another status, or none at all. */
export type Answer =
  | {
      status?: number;
      body?: Uint8Array;
      /** The connection breaks after so many bytes of the body. */
      cutAfter?: number;
      bytesPerSecond?: number;
    }
  | "hang"
  | "drop";

export interface SiteRequest {
  method: string;
  path: string;
  /** Of the request's own body. */
  bodyBytes: number;
  range: string | undefined;
  /** Of the answer's body. */
  sentBytes: number;
}

/** A static server of its own for each test, whose answers the test can spoil and count. */
export class Site {
  /** Scheme, host and port; stays when the site stops. */
  origin = "";
  readonly requests: SiteRequest[] = [];
  readonly #options: SiteOptions;
  readonly #server: Server;
  readonly #spoilt = new Map<string, (body: Uint8Array) => Answer>();

  private constructor(options: SiteOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url!, "http://site").pathname);
      const { range } = request.headers;
      const entry = { method: request.method ?? "", path, bodyBytes: 0, range, sentBytes: 0 };
      this.requests.push(entry);
      request.on("data", (chunk: Buffer) => {
        entry.bodyBytes += chunk.length;
      });
      const file = this.#fileOf(path);
      let status = file ? 200 : 404;
      let limits: { cutAfter?: number; bytesPerSecond?: number } = {};
      let body: Uint8Array = file ? readFileSync(file) : Buffer.from("not found");
      const spoil = this.#spoilt.get(path);
      if (spoil) {
        const answer = spoil(body);
        if (answer === "hang") return;
        if (answer === "drop") {
          request.socket.destroy();
          return;
        }
        status = answer.status ?? status;
        body = answer.body ?? body;
        limits = answer;
      }
      const total = body.length;
      const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
      const start = Number(first);
      const isRange = status === 200 && start < total;
      if (isRange) {
        status = 206;
        body = body.subarray(start, last ? Number(last) + 1 : total);
      }
      response.writeHead(status, {
        "Content-Type": TYPES[extname(file ?? path)] ?? "application/octet-stream",
        "Content-Length": body.length,
        ...(isRange && {
          "Content-Range": `bytes ${start}-${start + body.length - 1}/${total}`,
        }),
        "Content-Security-Policy": CSP,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        // The library's own store must serve the next visit; only the page itself, its scripts and
        // the runtime may come from the HTTP cache, as in a shop.
        "Cache-Control": status === 200 && !spoil && !DATA.test(path) ? "max-age=600" : "no-store",
        ...this.#options.headers,
      });
      void send(response, body, limits, entry);
    });
  }

  /** The requests for a path since the last look at them. */
  take(path: string): SiteRequest[] {
    const taken = this.requests.filter((request) => request.path === path);
    this.requests.length = 0;
    return taken;
  }

  static async start(options: SiteOptions): Promise<Site> {
    const site = new Site(options);
    await new Promise<void>((resolve) => {
      site.#server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    site.origin = `http://localhost:${(site.#server.address() as AddressInfo).port}`;
    return site;
  }

  /** Changes the answers for a path from now on; without `change`, back to normal. */
  spoil(path: string, change?: (body: Uint8Array) => Answer): void {
    if (change) this.#spoilt.set(path, change);
    else this.#spoilt.delete(path);
  }

  /** No answer any more, as without a network. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #fileOf(path: string): string | undefined {
    const prefixes = Object.keys(this.#options.folders).sort((a, b) => b.length - a.length);
    for (const prefix of prefixes) {
      if (!path.startsWith(prefix)) continue;
      const inside = normalize(`/${path.slice(prefix.length)}`);
      const file = join(resolve(root, this.#options.folders[prefix]!), inside);
      for (const candidate of [file, join(file, "index.html")]) {
        if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
      }
    }
    return undefined;
  }
}

/** In a trickle where it has a rate, and as far as the client listens. */
async function send(
  response: ServerResponse,
  body: Uint8Array,
  { cutAfter, bytesPerSecond }: { cutAfter?: number; bytesPerSecond?: number },
  entry: SiteRequest,
): Promise<void> {
  const end = Math.min(cutAfter ?? body.length, body.length);
  const step = bytesPerSecond ? Math.ceil(bytesPerSecond / 20) : 2 ** 20;
  while (entry.sentBytes < end && !response.destroyed) {
    const part = body.subarray(entry.sentBytes, Math.min(entry.sentBytes + step, end));
    entry.sentBytes += part.length;
    if (!response.write(part)) {
      await new Promise<void>((resolve) => {
        const go = () => {
          response.off("drain", go).off("close", go);
          resolve();
        };
        response.on("drain", go).on("close", go);
      });
    }
    if (bytesPerSecond) await sleep(50);
  }
  // What has been written should arrive before the connection breaks.
  if (cutAfter !== undefined) setTimeout(() => response.destroy(), 50);
  else response.end();
}
