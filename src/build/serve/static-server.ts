/** A small web server for static files. */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
};

export interface StaticSite {
  /** Folders by the path that they are served at, from slash to slash. The longest path that fits counts. */
  folders: Readonly<Record<string, string>>;
  /** Texts by their path, whose extension tells their type. They come before files of the folders. */
  texts: Readonly<Record<string, string>>;
  /** Headers of every answer. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Serves files to browsers: GET and HEAD, byte ranges (RFC 9110, section 14) and entity tags. It never lists a folder,
 * and serves nothing outside the folders, neither by path nor by link.
 */
export class StaticServer {
  readonly #site: StaticSite;
  readonly #server: Server;

  constructor(site: StaticSite) {
    this.#site = site;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => {
        // The reader or the file has gone in the middle: the answer must not look complete.
        response.destroy();
      });
    });
  }

  /**
   * @param port 0 for any free port
   * @returns the URL of the root
   * @throws `invalid-argument` if the port cannot be used
   */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    }).catch((cause: unknown) => {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a free port, got ${port} of ${host}: ${messageOf(cause)}. Choose another with --port.`,
        { cause },
      );
    });
    const { port: found } = this.#server.address() as AddressInfo;
    return `http://${host.includes(":") ? `[${host}]` : host}:${found}/`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(this.#site.headers)) response.setHeader(name, value);
    const { method } = request;
    if (method !== "GET" && method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const path = pathOf(request.url ?? "/");
    if (path === undefined) return void response.writeHead(400).end();
    response.setHeader(
      "content-type",
      TYPES[extname(path).toLowerCase()] ?? "application/octet-stream",
    );
    const text = Object.hasOwn(this.#site.texts, path) ? this.#site.texts[path]! : undefined;
    if (text !== undefined) {
      if (path === "/") response.setHeader("content-type", TYPES[".html"]!);
      response.setHeader("content-length", Buffer.byteLength(text));
      response.end(method === "HEAD" ? undefined : text);
      return;
    }
    const file = await this.#fileOf(path);
    if (file === undefined) {
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.writeHead(404).end("Not found\n");
      return;
    }
    await sendFile(file, request, response);
  }

  /** The real path of the file that is served at a path, if there is one. */
  async #fileOf(path: string): Promise<string | undefined> {
    const mounts = Object.keys(this.#site.folders).filter((prefix) => path.startsWith(prefix));
    const mount = mounts.sort((a, b) => b.length - a.length)[0];
    if (mount === undefined) return undefined;
    const root = await realpath(this.#site.folders[mount]!);
    const real = await realpath(join(root, path.slice(mount.length))).catch(() => undefined);
    if (real === undefined || !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return undefined;
    }
    return (await stat(real)).isFile() ? real : undefined;
  }
}

function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined;
  }
}

async function sendFile(
  file: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size, mtimeMs } = await stat(file);
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
  response.setHeader("etag", etag);
  response.setHeader("cache-control", "no-cache");
  response.setHeader("accept-ranges", "bytes");
  if (headers["if-none-match"] === etag) return void response.writeHead(304).end();
  const isSame = headers["if-range"] === undefined || headers["if-range"] === etag;
  const range = isSame ? rangeOf(headers.range, size) : undefined;
  if (range === "none") {
    response.writeHead(416, { "content-range": `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.setHeader("content-length", end - start + 1);
  if (range) response.setHeader("content-range", `bytes ${start}-${end}/${size}`);
  response.writeHead(range ? 206 : 200);
  if (method === "HEAD" || size === 0) return void response.end();
  await pipeline(createReadStream(file, { start, end }), response);
}

/** The range that is asked for: `undefined` for the whole file, `none` if the file has no such bytes. */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "none" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(size - 1, Number(last));
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  return start <= end && start < size ? { start, end } : "none";
}
