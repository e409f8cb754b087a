/** `npm start`: makes what is missing and serves the demo shop. */
import { preview } from "vite";
import { ensureDemo } from "./demo.ts";

await ensureDemo();
const server = await preview({ preview: { port: Number(process.env.PORT ?? 4173) } });
server.printUrls();
