import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** The policy that a page with Vitrine can have. */
const CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

/** Paths of catalogs, models and photos. */
const DATA = /^\/(shop|models)\//;

export interface SiteOptions {
  /** Folders, relative to the checkout or absolute, by the URL path they are served at; longest wins. */
  folders: Record<string, string>;
  headers?: Record<string, string>;
  /** 0 for any free one. */
  port?: number;
}

/** What a test may do to one answer: other bytes, another status, or none at all. */
export type Answer = { status?: number; body?: Uint8Array } | "hang" | "drop";

/** A static server of its own for each test, whose answers the test can spoil and count. */
export class Site {
  /** Scheme, host and port; stays when the site stops. */
  origin = "";
  readonly requests: { method: string; path: string; bodyBytes: number }[] = [];
  readonly #options: SiteOptions;
  readonly #server: Server;
  readonly #spoilt = new Map<string, (body: Uint8Array) => Answer>();

  private constructor(options: SiteOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url!, "http://site").pathname);
      const entry = { method: request.method ?? "", path, bodyBytes: 0 };
      this.requests.push(entry);
      request.on("data", (chunk: Buffer) => {
        entry.bodyBytes += chunk.length;
      });
      const file = this.#fileOf(path);
      let status = file ? 200 : 404;
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
      }
      response.writeHead(status, {
        "Content-Type": TYPES[extname(file ?? path)] ?? "application/octet-stream",
        "Content-Length": body.length,
        "Content-Security-Policy": CSP,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        // The library's own store must serve the next visit; only the page itself, its scripts and
        // the runtime may come from the HTTP cache, as in a shop.
        "Cache-Control": status === 200 && !DATA.test(path) ? "max-age=600" : "no-store",
        ...this.#options.headers,
      });
      response.end(body);
    });
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
