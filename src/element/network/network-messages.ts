/** What the network panel says, in English. */
import { numbersOf } from "../text/numbers.ts";

export interface NetworkMessages {
  /** `atLeast`: the browser has dropped earlier entries. */
  requests(count: number, atLeast: boolean): string;
  photo(bytes: number): string;
  /** Why no byte of the photo is sent, and what the figures are based on. */
  basis: string;
  /** About requests of the page's scripts, whose content the browser does not report. */
  unknownContent(count: number): string;
  /** Bytes that the search's worker has fetched since, as it reports itself. */
  worker(bytes: number): string;
  none: string;
  /** Name of the list. */
  list: string;
  name: string;
  kind: string;
  received: string;
  bytes(bytes: number): string;
  /** Instead of bytes if nothing came over the network. */
  cached: string;
  /** Instead of bytes if another site does not share them. */
  hidden: string;
  /** About older requests that are not listed. */
  older(count: number): string;
}

const { bytes, count, plural } = numbersOf("en");

export const NETWORK_MESSAGES: NetworkMessages = {
  requests: (value, atLeast) =>
    `${atLeast ? "At least " : ""}${count(value)} ${plural(value, { one: "request", other: "requests" })} since loading`,
  photo: (value) => `Your photo: ${bytes(value)} sent`,
  basis:
    "The search runs in this browser and never sends anything. It only downloads files, and once they are here " +
    "it needs no more. The list below is what the browser tells this page about its requests.",
  unknownContent: (value) =>
    `${count(value)} of them ${plural(value, { one: "was", other: "were" })} made by scripts of this page. The browser ` +
    "does not tell what such requests contain.",
  worker: (value) =>
    `The search works in the background, where the browser counts separately. By its own count, it has downloaded ${bytes(value)} since then.`,
  none: "No requests.",
  list: "Requests since loading, newest first",
  name: "Name",
  kind: "Type",
  received: "Received",
  bytes,
  cached: "from this device",
  hidden: "not shared",
  older: (value) =>
    `${count(value)} older ${plural(value, { one: "request is", other: "requests are" })} not listed.`,
};
