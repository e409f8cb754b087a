/** `vitrine serve`: serves a catalog with a page to try it on. */
import { serveCatalog } from "../../build/index.ts";
import { SERVE_OPTIONS } from "../../build/options/tables/serve-options.ts";
import { defineCommand } from "../command.ts";

export const SERVE = defineCommand({
  name: "serve",
  summary: "Serve a catalog with a page to try it on",
  options: SERVE_OPTIONS,
  details:
    "With --root, relative addresses of pictures lead to files in that folder. It runs until it is interrupted.",
  examples: [
    "vitrine serve public/catalog",
    "vitrine serve public/catalog --root public --port 3000",
    "vitrine serve catalog --model models/fashion-clip",
  ],
  run: async (options, { terminal, signal }) => {
    const server = await serveCatalog(options);
    terminal.out(`Serving ${options.catalog} at ${server.url}`);
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    await server.close();
  },
});
