/** Run by itself, in a process with a small heap: reads a feed and prints what it found. */
import { inspectFeed } from "../inspect/dry-run.ts";

const [path] = process.argv.slice(2);
const began = performance.now();
const { feed, counts } = await inspectFeed({ feed: path!, imageBase: "/img/" });
const seconds = (performance.now() - began) / 1000;
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ format: feed.format, ...counts, peakMb, seconds })}\n`);
