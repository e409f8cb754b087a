/** A build of the package as it is shipped, in a process of its own: options as JSON in, report and memory out. */
import { buildCatalog } from "../../dist/node/build.js";

const report = await buildCatalog(JSON.parse(process.argv[2]));
// Kilobytes on every platform, by libuv.
const { maxRSS } = process.resourceUsage();
process.stdout.write(`${JSON.stringify({ report, peakBytes: maxRSS * 1024 })}\n`);
