import { buildCatalog } from "../build.ts";

/** A build in a process of its own, which a test can kill: its options as JSON are the only argument. */
const options = JSON.parse(process.argv[2]!);
await buildCatalog({ ...options, created: new Date(options.created) });
