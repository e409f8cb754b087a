/** A model on the hub's paths, at another origin that redirects to a third. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, visit } from "./fixtures.ts";
import { Site } from "./site.ts";

const MODEL = "public/models/starter";
const FOLDER = `/owner/model/resolve/${"a".repeat(40)}/`;

interface Hub {
  url: string;
  requests: string[];
  stop(): Promise<void>;
}

/** A hub that redirects weights to its CDN, as the real one does; without CORS if asked for. */
async function startHub(cors = true): Promise<Hub> {
  const requests: string[] = [];
  const headers = cors ? { "Access-Control-Allow-Origin": "*" } : {};
  const serve = (prefix: string, redirect: (path: string) => string | undefined) =>
    createServer((request, response) => {
      const { pathname } = new URL(request.url!, "http://hub");
      requests.push(pathname);
      const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : "";
      const location = redirect(path);
      const file = `${MODEL}/${path}`;
      if (location) response.writeHead(302, { ...headers, Location: location }).end();
      else if (path === "" || path.includes("..") || !existsSync(file))
        response.writeHead(404, headers).end();
      else response.writeHead(200, headers).end(readFileSync(file));
    });
  const origin = async (server: Server) => {
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  };
  const cdn = serve("/files/", () => undefined);
  const cdnOrigin = await origin(cdn);
  const hub = serve(FOLDER, (path) =>
    path.endsWith(".onnx") ? `${cdnOrigin}/files/${path}?signature=x` : undefined,
  );
  const url = `${await origin(hub)}${FOLDER}`;
  return {
    url,
    requests,
    stop: async () => {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** The shop without a model of its own, and with a policy that lets it fetch from elsewhere. */
function startSite(): Promise<Site> {
  return Site.start({
    folders: { "/": "e2e/pages", "/dist/": "dist", "/shop/": "public/demo" },
    headers: {
      "Content-Security-Policy":
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src *",
    },
  });
}

test("fetches a model from a hub's paths, once", async ({ page }) => {
  const [site, hub] = [await startSite(), await startHub()];
  try {
    await visit(page, site);
    const searchWith = (model: string) =>
      page.evaluate(async (model) => {
        await openSearch({ model });
        return await search.query({ text: "a red dress" }, { limit: 5 });
      }, model);
    const hits = await searchWith(hub.url);
    expect(hits).toHaveLength(5);
    expect(hub.requests).toContain(`${FOLDER}config.json`);
    expect(hub.requests).toContain("/files/onnx/text_model_quantized.onnx");
    const fetched = hub.requests.length;
    await visit(page, site);
    expect(await searchWith(hub.url)).toEqual(hits);
    // By their content the files are those that are stored already.
    expect(hub.requests).toHaveLength(fetched);
  } finally {
    await Promise.all([site.stop(), hub.stop()]);
  }
});

test("reports a hub that does not allow the page's origin as a network error", async ({ page }) => {
  const [site, hub] = [await startSite(), await startHub(false)];
  try {
    await visit(page, site);
    const result = await page.evaluate(async (model) => {
      await openSearch({ model });
      return await outcome(search.query({ text: "a red dress" }));
    }, hub.url);
    expect(result).toMatchObject({ code: "network", typed: true });
  } finally {
    await Promise.all([site.stop(), hub.stop()]);
  }
});
