/** A server with the hub's layout for the tests of this room: nothing of it leaves the machine. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export const COMMIT = "a".repeat(40);
export const SIGLIP = "src/encoder/fixtures/siglip";

/** What a test may do to an answer; `true` says that it has answered. */
export type Trouble = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A hub with one repository, `owner/model`, whose weights are on a second server, its CDN. */
export class TestHub {
  readonly files = new Map<string, Buffer>();
  readonly requests: {
    host: "hub" | "cdn";
    method: string;
    path: string;
    range?: string;
    token?: string;
  }[] = [];
  /** The commit of `main`. */
  commit = COMMIT;
  /** Whether the hub has its API. */
  api = true;
  ranges = true;
  trouble: Trouble = () => false;
  readonly #hub: Server;
  readonly #cdn: Server;

  private constructor() {
    for (const entry of readdirSync(SIGLIP, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      this.files.set(path.slice(SIGLIP.length + 1), readFileSync(path));
    }
    this.#hub = createServer((request, response) => this.#answerHub(request, response));
    this.#cdn = createServer((request, response) => this.#answerCdn(request, response));
  }

  static async start(): Promise<TestHub> {
    const hub = new TestHub();
    for (const server of [hub.#hub, hub.#cdn]) {
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    }
    return hub;
  }

  async stop(): Promise<void> {
    for (const server of [this.#hub, this.#cdn]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  get base(): string {
    return originOf(this.#hub);
  }

  /** Paths that were downloaded, whole or in part. */
  downloads(): string[] {
    return this.requests
      .filter(({ method, path }) => method === "GET" && !path.startsWith("/api/"))
      .map(({ path }) => path.replace(/^.*\/(resolve\/[^/]+|cdn)\//, ""));
  }

  #note(host: "hub" | "cdn", request: IncomingMessage): string {
    const path = new URL(request.url!, "http://x").pathname;
    const { range, authorization: token } = request.headers;
    this.requests.push({
      host,
      method: request.method!,
      path,
      ...(range !== undefined && { range }),
      ...(token !== undefined && { token }),
    });
    return path;
  }

  #answerHub(request: IncomingMessage, response: ServerResponse): void {
    const path = this.#note("hub", request);
    if (this.trouble(request, response)) return;
    const [, revision, file] = /^\/owner\/model\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const body = file === undefined ? undefined : this.files.get(file);
    if (path.startsWith("/api/")) {
      this.#answerApi(path, response);
    } else if (!body || (revision !== "main" && revision !== this.commit)) {
      response.writeHead(404, { "x-error-code": "EntryNotFound" }).end("Entry not found");
    } else if (file!.endsWith(".onnx")) {
      // As the hub does with large files.
      response
        .writeHead(302, {
          location: `${originOf(this.#cdn)}/cdn/${file}?signature=x`,
          "x-repo-commit": this.commit,
          "x-linked-size": String(body.length),
          "x-linked-etag": `"${sha256(body)}"`,
        })
        .end();
    } else {
      this.#send(request, response, body, { "x-repo-commit": this.commit });
    }
  }

  #answerApi(path: string, response: ServerResponse): void {
    if (!this.api) {
      response.writeHead(404).end();
    } else if (path === `/api/models/owner/model/tree/${this.commit}`) {
      const entries = [...this.files].map(([path, body]) => ({
        type: "file",
        path,
        size: body.length,
        oid: "0".repeat(40),
        ...(path.endsWith(".onnx") && { lfs: { oid: sha256(body), size: body.length } }),
      }));
      response.end(JSON.stringify([{ type: "directory", path: "onnx" }, ...entries]));
    } else if (path === "/api/models/owner/model") {
      response.end(JSON.stringify({ cardData: { license: "apache-2.0" } }));
    } else {
      response.writeHead(404).end();
    }
  }

  #answerCdn(request: IncomingMessage, response: ServerResponse): void {
    const path = this.#note("cdn", request);
    if (this.trouble(request, response)) return;
    const body = this.files.get(path.slice("/cdn/".length));
    if (!body) response.writeHead(404).end();
    // A signed address is for one method alone.
    else if (request.method !== "GET") response.writeHead(403).end();
    else this.#send(request, response, body);
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    headers: Record<string, string> = {},
  ): void {
    const etag = `"${sha256(body).slice(0, 16)}"`;
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? Number.NaN);
    const same = (request.headers["if-range"] ?? etag) === etag;
    if (!this.ranges || Number.isNaN(from) || !same) {
      response.writeHead(200, { etag, "content-length": body.length, ...headers });
      response.end(request.method === "HEAD" ? undefined : body);
    } else if (from >= body.length) {
      response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
    } else {
      const rest = body.subarray(from);
      response.writeHead(206, {
        etag,
        "content-length": rest.length,
        "content-range": `bytes ${from}-${body.length - 1}/${body.length}`,
        ...headers,
      });
      response.end(rest);
    }
  }
}

/** Sends half of a file and cuts the connection. */
export function cut(body: Buffer, response: ServerResponse): true {
  response.writeHead(200, {
    "content-length": body.length,
    etag: `"${sha256(body).slice(0, 16)}"`,
  });
  response.write(body.subarray(0, body.length >> 1), () => {
    // Once the half has been read, which takes a busy machine longer: what has not been read is lost with the connection.
    setTimeout(() => response.destroy(), 300);
  });
  return true;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
