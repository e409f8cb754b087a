/** `<visual-search-network>`: shows which requests the page has made, and that none carried the photo. */
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../page/define.ts";
import { componentStyles } from "../styles/component-styles.ts";
import { shorten } from "../text/untrusted.ts";
import { type NetworkRequest, type RequestEntry, readRequests } from "./network-log.ts";
import { NETWORK_MESSAGES, type NetworkMessages } from "./network-messages.ts";
import { networkPanelStyles } from "./network-panel.styles.ts";

/** The photo is encoded on the device, and no request of this library has a body. */
const PHOTO_BYTES_SENT = 0;
const MOST_KEPT = 2000;
const MOST_LISTED = 100;
const NAME_LENGTH = 120;

/** Counts the page's requests since a moment, and lists them so that visitors can check. */
export class VisualSearchNetwork extends LitElement {
  /** What `messages` is unless it is set. */
  static readonly english = NETWORK_MESSAGES;
  static override styles = [componentStyles, networkPanelStyles];
  static override properties: PropertyDeclarations = {
    since: { type: Number },
    workerBytes: { type: Number, attribute: "worker-bytes" },
    messages: { attribute: false },
    isOpen: { state: true },
  };

  /** Requests count from this time, in milliseconds of `performance.now()`. Default 0: since the page was opened. */
  declare since: number;
  /** Bytes that the search's worker has fetched since then (see `FetchedBytes`). Not shown unless it is set. */
  declare workerBytes: number | undefined;
  declare messages: NetworkMessages;
  declare private isOpen: boolean;

  #observer: PerformanceObserver | undefined;
  #entries: RequestEntry[] = [];
  /** From this time on no entry has been dropped. */
  #completeFrom = 0;

  constructor() {
    super();
    this.since = 0;
    this.messages = NETWORK_MESSAGES;
    this.isOpen = false;
  }

  /** The page's requests since `since`, oldest first. */
  get requests(): NetworkRequest[] {
    return readRequests(this.#entries, this.since, location.origin);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The browser's buffer delivers them all again.
    this.#entries = [];
    // Neither the DOM types nor all browsers have the third argument.
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
