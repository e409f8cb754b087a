/** `<visual-search-compare>`: a dialog that compares two products. */
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { AttributeValue, Item } from "../../lib/types.ts";
import { define } from "../page/define.ts";
import { componentStyles } from "../styles/component-styles.ts";
import { dialogStyles } from "../styles/dialog-styles.ts";
import { shorten, webAddress } from "../text/untrusted.ts";
import { compareStyles } from "./compare.styles.ts";
import { COMPARE_MESSAGES, type CompareMessages } from "./compare-messages.ts";
import { type CompareRow, compareRows } from "./compare-rows.ts";

export type FormatPrice = (price: number, currency: string | undefined) => string;

const TITLE_LENGTH = 300;
const VALUE_LENGTH = 1000;

/**
 * A modal dialog that is open while `items` has two products. Closing it clears `items`.
 *
 * Events: `vs-compare-close` when it closes, `vs-compare-select` with `{ item }` when the visitor follows a product's
 * link, which a page can prevent.
 */
export class VisualSearchCompare extends LitElement {
  /** What `messages` is unless it is set. */
  static readonly english = COMPARE_MESSAGES;
  static override styles = [componentStyles, dialogStyles, compareStyles];
  static override properties: PropertyDeclarations = {
    items: { attribute: false },
    messages: { attribute: false },
    formatPrice: { attribute: false },
    openIn: { attribute: "open-in" },
    onlyDifferences: { state: true },
  };

  /** The products. Their texts are shown as text, and only their http and https addresses are used. */
  declare items: readonly Item[];
  declare messages: CompareMessages;
  /** Default: in the browser's language. */
  declare formatPrice: FormatPrice;
  /** Where links lead: `self` (default) or `blank`. */
  declare openIn: string;
  declare private onlyDifferences: boolean;

  constructor() {
    super();
    this.items = [];
    this.messages = COMPARE_MESSAGES;
    this.formatPrice = formatPrice;
    this.openIn = "self";
    this.onlyDifferences = false;
  }

  close(): void {
    this.items = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // If it were put back open, it would no longer be modal.
    this.renderRoot.querySelector("dialog")?.close();
  }

  protected override render(): TemplateResult {
    const { messages } = this;
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      @close=${this.#closed}
    >
      <div class="head" part="head">
        <h2 id="title">${messages.title}</h2>
        <button type="button" part="close" aria-label=${messages.close} @click=${this.close}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      ${this.#pair ? this.#comparison(this.#pair) : nothing}
    </dialog>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("items")) return;
    const dialog = this.renderRoot.querySelector("dialog")!;
    if (this.#pair && !dialog.open) dialog.showModal();
    else if (!this.#pair && dialog.open) dialog.close();
  }

  get #pair(): readonly [Item, Item] | undefined {
    const [one, other] = this.items;
    return one && other ? [one, other] : undefined;
  }

  #comparison(pair: readonly [Item, Item]): TemplateResult {
    const { messages, onlyDifferences } = this;
    const rows = compareRows(pair).filter(({ differs }) => differs || !onlyDifferences);
    return html`
      <label class="toggle" part="toggle">
        <input type="checkbox" .checked=${onlyDifferences} @change=${this.#toggle} />
        ${messages.onlyDifferences}
      </label>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="title">
        <table part="table">
          <thead>
            <tr>
              <th scope="col"><span class="unseen">${messages.property}</span></th>
              ${pair.map((item) => this.#column(item))}
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => this.#row(row))}
          </tbody>
        </table>
        ${rows.length === 0 ? html`<p class="none" role="status">${messages.same}</p>` : nothing}
      </div>
    `;
  }

  #column(item: Item): TemplateResult {
    const { title, brand, image, link, price, currency } = item;
    const picture = webAddress(image);
    const page = webAddress(link);
    const name = html`<bdi>${shorten(title, TITLE_LENGTH)}</bdi>`;
    return html`<th scope="col" part="product">
      <div class="picture">
        ${picture ? html`<img src=${picture} alt="" decoding="async" part="picture" />` : nothing}
      </div>
      ${
        page
          ? html`<a
              class="title"
              href=${page}
              target=${this.openIn === "blank" ? "_blank" : nothing}
              rel="noopener"
              @click=${(event: Event) => this.#select(item, event)}
            >${name}</a>`
          : html`<span class="title">${name}</span>`
      }
      ${brand ? html`<div class="brand"><bdi>${shorten(brand, TITLE_LENGTH)}</bdi></div>` : nothing}
      ${price === undefined ? nothing : html`<div part="price">${this.formatPrice(price, currency)}</div>`}
    </th>`;
  }

  #row({ key, kind, values, differs }: CompareRow): TemplateResult {
    const { messages } = this;
    const name =
      kind === "field"
        ? messages[key as "brand" | "category" | "colour"]
        : messages.attribute(shorten(key, TITLE_LENGTH));
    return html`<tr class=${differs ? "differs" : ""} part=${differs ? "row row-differs" : "row"}>
      <th scope="row">
        <bdi>${name}</bdi>
        ${
          differs
            ? html`<span class="mark" aria-hidden="true">≠</span><span class="unseen">, ${messages.differs}</span>`
            : nothing
        }
      </th>
      ${values.map((value) => html`<td><bdi>${this.#text(value)}</bdi></td>`)}
    </tr>`;
  }

  #text(value: AttributeValue | undefined): string {
    const { messages } = this;
    if (value === undefined) return messages.unknown;
    if (typeof value === "number") return messages.number(value);
    return shorten(typeof value === "string" ? value : messages.list(value), VALUE_LENGTH);
  }

  #select(item: Item, event: Event): void {
    const select = new CustomEvent("vs-compare-select", { detail: { item }, cancelable: true });
    if (this.dispatchEvent(select)) return;
    event.preventDefault();
    // The page shows the product in its own way, and nothing modal may cover it.
    this.close();
  }

  #toggle(event: Event): void {
    this.onlyDifferences = (event.target as HTMLInputElement).checked;
  }

  /** Escape closes it as well. The browser reports the closing later, when the dialog may be open again. */
  #closed(event: Event): void {
    if ((event.target as HTMLDialogElement).open) return;
    this.items = [];
    this.dispatchEvent(new CustomEvent("vs-compare-close"));
  }
}

/** The catalog's `currency` may be no currency at all. */
function formatPrice(price: number, currency: string | undefined): string {
  const known = currency !== undefined && /^[a-z]{3}$/i.test(currency);
  return new Intl.NumberFormat(undefined, known ? { style: "currency", currency } : {}).format(
    price,
  );
}

define("visual-search-compare", VisualSearchCompare);

declare global {
  interface HTMLElementTagNameMap {
    "visual-search-compare": VisualSearchCompare;
  }
}
