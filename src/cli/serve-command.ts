import { Command } from "commander";
import { type ServeOptions, serveCatalog } from "../build/index.ts";
import { integer } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

const EXAMPLES = `
Examples:
  $ vitrine serve public/catalog
  $ vitrine serve public/catalog --root public --port 3000
  $ vitrine serve catalog --model models/fashion-clip

With --root, relative addresses of pictures lead to files in that folder. It runs until it is interrupted.`;

export function serveCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command("serve")
    .description("Serve a catalog with a page to try it on")
    .argument("<catalog>", "folder of the catalog")
    .option("--root <dir>", "folder to serve that the catalog is in (default: the catalog alone)")
    .option("--model <dir>", "folder of the model (default: where the catalog says)")
    .option("--port <n>", "port; 0 for any that is free (default: 8080)", integer)
    .option("--host <address>", "address to listen at (default: 127.0.0.1)")
    .addHelpText("after", EXAMPLES)
    .action(async (catalog: string, flags: Omit<ServeOptions, "catalog">) => {
      const server = await serveCatalog({ ...flags, catalog });
      terminal.out(`Serving ${catalog} at ${server.url}`);
      if (!signal.aborted) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      }
      await server.close();
    });
}
