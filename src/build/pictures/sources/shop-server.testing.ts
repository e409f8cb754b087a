/** A server of pictures for tests. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Answer = (request: IncomingMessage, response: ServerResponse, time: number) => void;

/** A web server of pictures that ends with the test. */
export interface ShopServer {
  /** `http://127.0.0.1:port`; by `localhost` it is another host. */
  readonly origin: string;
  readonly port: number;
  /** Of each request, method and path with their headers. */
  readonly requests: { path: string; headers: IncomingMessage["headers"] }[];
  /** Requests under way at one time, at most. */
  readonly mostAtOnce: number;
}

/** @param answers by path; each is told how often the path was asked for before */
export async function shopServer(answers: Record<string, Answer>): Promise<ShopServer> {
  const requests: ShopServer["requests"] = [];
  const times = new Map<string, number>();
  let now = 0;
  let mostAtOnce = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push({ path, headers: request.headers });
    mostAtOnce = Math.max(mostAtOnce, ++now);
    response.on("close", () => now--);
    const time = times.get(path) ?? 0;
    times.set(path, time + 1);
    const answer = answers[path] ?? answers["*"];
    if (answer) answer(request, response, time);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}
