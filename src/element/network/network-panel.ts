import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../page/define.ts";
import { partStyles } from "../styles/component-styles.ts";
import { numbersOf } from "../text/numbers.ts";
import { shorten } from "../text/untrusted.ts";
import { type NetworkRequest, type RequestEntry, readRequests } from "./network-log.ts";
import { networkPanelStyles } from "./network-panel.styles.ts";

export interface NetworkMessages {
  /** `atLeast`: the browser has dropped entries of before. */
  requests(count: number, atLeast: boolean): string;
  photo(bytes: number): string;
  /** Why no byte of the photo is sent, and what the figures rest on. */
  basis: string;
  /** Of requests that the page's scripts made and whose content the browser does not tell. */
  unknownContent(count: number): string;
  /** Bytes that the search's worker says it has fetched since. */
  worker(bytes: number): string;
  none: string;
  list: string;
  name: string;
  kind: string;
  received: string;
  bytes(bytes: number): string;
  /** In place of bytes: nothing came over the network. */
  cached: string;
  /** In place of bytes: another site keeps them to itself. */
  hidden: string;
  /** Of older requests that are not listed. */
  older(count: number): string;
}

const { bytes, count, plural } = numbersOf("en");

export const NETWORK_MESSAGES: NetworkMessages = {
  requests: (value, atLeast) =>
    `${atLeast ? "At least " : ""}${count(value)} ${plural(value, { one: "request", other: "requests" })} since loading`,
  photo: (value) => `Sent of your photo: ${bytes(value)}`,
  basis:
    "The search runs in this browser and has no code that sends anything: it only fetches files, and once " +
    "they are here it asks for none. Below is what the browser tells this page of its requests.",
  unknownContent: (value) =>
    `${count(value)} of them ${plural(value, { one: "was", other: "were" })} made by scripts of this page; the browser ` +
    "does not tell what such requests carry.",
  worker: (value) =>
    `The search works in the background, where the browser counts apart. By its own count it has fetched ${bytes(value)} since.`,
  none: "No requests.",
  list: "Requests since loading, the newest first",
  name: "Name",
  kind: "Kind",
  received: "Received",
  bytes,
  cached: "from this device",
  hidden: "not told",
  older: (value) =>
    `${count(value)} older ${plural(value, { one: "one is", other: "ones are" })} not listed.`,
};

/** The photo is encoded on the device, and no request of this library has a body. */
const PHOTO_BYTES_SENT = 0;
const MOST_KEPT = 2000;
const MOST_LISTED = 100;
const NAME_LENGTH = 120;

/**
 * `<visual-search-network>`: how many requests the page has made since it was loaded, and that none of them took
 * the photo along, with a list to check it by.
 */
export class VisualSearchNetwork extends LitElement {
  static override styles = [partStyles, networkPanelStyles];
  static override properties: PropertyDeclarations = {
    since: { type: Number },
    workerBytes: { type: Number, attribute: "worker-bytes" },
    messages: { attribute: false },
    isOpen: { state: true },
  };

  /** From when requests count, in milliseconds of `performance.now()`. Default 0: since the page was opened. */
  declare since: number;
  /** Bytes that the search's worker has fetched since then (see `FetchedBytes`). Left out where it is not set. */
  declare workerBytes: number | undefined;
  declare messages: NetworkMessages;
  declare private isOpen: boolean;

  #observer: PerformanceObserver | undefined;
  #entries: RequestEntry[] = [];
  /** Start of the earliest entry that there may still be all of. */
  #completeFrom = 0;

  constructor() {
    super();
    this.since = 0;
    this.messages = NETWORK_MESSAGES;
    this.isOpen = false;
  }

  /** Of the page, since `since`; oldest first. */
  get requests(): NetworkRequest[] {
    return readRequests(this.#entries, this.since, location.origin);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The buffer has them all once more.
    this.#entries = [];
    // The DOM types do not have the third argument, nor has every browser.
    const onEntries = (
      list: PerformanceObserverEntryList,
      _observer: PerformanceObserver,
      options?: { droppedEntriesCount?: number },
    ) => {
      this.#note(list.getEntries() as PerformanceResourceTiming[], options?.droppedEntriesCount);
    };
    this.#observer = new PerformanceObserver(onEntries);
    this.#observer.observe({ type: "resource", buffered: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  #note(entries: readonly PerformanceResourceTiming[], dropped = 0): void {
    if (dropped > 0) this.#completeFrom = Math.max(this.#completeFrom, performance.now());
    for (const {
      name,
      initiatorType,
      startTime,
      transferSize,
      encodedBodySize,
      responseStart,
    } of entries) {
      this.#entries.push({
        name,
        initiatorType,
        startTime,
        transferSize,
        encodedBodySize,
        responseStart,
      });
    }
    const tooMany = this.#entries.length - MOST_KEPT;
    if (tooMany > 0) {
      const gone = this.#entries.splice(0, tooMany);
      this.#completeFrom = Math.max(this.#completeFrom, gone.at(-1)!.startTime + 1);
    }
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { messages, requests } = this;
    return html`<details part="panel" @toggle=${this.#toggle}>
      <summary part="summary">
        <strong part="requests">${messages.requests(requests.length, this.since < this.#completeFrom)}</strong>
        <strong part="photo">${messages.photo(PHOTO_BYTES_SENT)}</strong>
      </summary>
      ${this.isOpen ? this.#details(requests) : nothing}
    </details>`;
  }

  #details(requests: readonly NetworkRequest[]): TemplateResult {
    const { messages } = this;
    const unknown = requests.filter(({ canSend }) => canSend).length;
    return html`<p>${messages.basis}</p>
      ${this.workerBytes === undefined ? nothing : html`<p part="worker">${messages.worker(this.workerBytes)}</p>`}
      ${unknown === 0 ? nothing : html`<p part="unknown">${messages.unknownContent(unknown)}</p>`}
      ${requests.length === 0 ? html`<p>${messages.none}</p>` : this.#list(requests)}`;
  }

  #list(requests: readonly NetworkRequest[]): TemplateResult {
    const { messages } = this;
    const listed = requests.slice(-MOST_LISTED).reverse();
    const older = requests.length - listed.length;
    return html`<div class="list" tabindex="0" role="region" aria-label=${messages.list}>
        <table part="list">
          <thead>
            <tr>
              <th scope="col">${messages.name}</th>
              <th scope="col">${messages.kind}</th>
              <th scope="col">${messages.received}</th>
            </tr>
          </thead>
          <tbody>
            ${listed.map(
              ({ name, kind, bytes }) => html`<tr>
                <td><bdi>${shorten(name, NAME_LENGTH)}</bdi></td>
                <td>${kind}</td>
                <td>${this.#received(bytes)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${older === 0 ? nothing : html`<p>${messages.older(older)}</p>`}`;
  }

  #received(received: number | undefined): string {
    const { bytes, cached, hidden } = this.messages;
    if (received === undefined) return hidden;
    return received === 0 ? cached : bytes(received);
  }

  #toggle(event: Event): void {
    this.isOpen = (event.target as HTMLDetailsElement).open;
  }
}

define("visual-search-network", VisualSearchNetwork);

declare global {
  interface HTMLElementTagNameMap {
    "visual-search-network": VisualSearchNetwork;
  }
}
