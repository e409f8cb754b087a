/** A build in a process of its own, which a test can kill: its only argument is its options as JSON. */
import { buildCatalog } from "../build.ts";

const options = JSON.parse(process.argv[2]!);
await buildCatalog({ ...options, created: new Date(options.created) });
