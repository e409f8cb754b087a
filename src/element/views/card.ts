/** Draws a product: its picture, price, likeness, and what can be done with it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Entry } from "../results/entries.ts";
import { isOutOfStock } from "../results/fields.ts";
import { pictureOf } from "../results/picture.ts";
import { priceOf } from "../results/price.ts";
import { capitalised, fill, isolate } from "../text/format.ts";
import { shorten, webAddress } from "../text/untrusted.ts";
import { icons } from "./icons.ts";
import type { View } from "./view.ts";

/** A product. All its texts come from the catalog and are bound as text, never as markup. */
export function card(view: View, entry: Entry): TemplateResult {
  const { messages, actions, layout, openIn } = view;
  const { item, hit } = entry;
  const title = shorten(item.title.trim() || messages.untitled, 160);
  const link = webAddress(item.link);
  const picture = pictureOf(item, hit?.picture);
  const isCompared = layout.compared.some(({ id }) => id === item.id);
  const go = (event: Event) => {
    if (!actions.select(item, hit)) event.preventDefault();
  };
  const named = isolate(shorten(title, 80));
  return html`<article class="card" part="card">
    <div class="picture" part="picture">
      ${
        picture
          ? html`<img part="image" src=${picture} alt="" loading="lazy" decoding="async" @error=${hide} />`
          : nothing
      }
      ${badges(view, entry)}
    </div>
    ${item.brand ? html`<p class="brand" part="brand"><bdi>${shorten(item.brand, 60)}</bdi></p>` : nothing}
    <h3 class="title" part="title">
      ${
        link
          ? html`<a
            href=${link}
            target=${openIn === "blank" ? "_blank" : nothing}
            rel=${openIn === "blank" ? "noopener" : nothing}
            @click=${go}
          ><bdi>${title}</bdi></a>`
          : html`<button type="button" class="as-link" @click=${go}><bdi>${title}</bdi></button>`
      }
    </h3>
    ${price(view, entry)} ${why(view, entry)}
    <p class="card-actions">
      <button
        type="button"
        class="quiet like"
        part="button like-button"
        aria-label=${fill(messages.moreLike, { title: named })}
        @click=${() => actions.like(item)}
      >${icons.similar}<span>${messages.moreLikeThis}</span></button>
      <button
        type="button"
        class="icon-button compare"
        part="button compare-button"
        aria-pressed=${isCompared}
        aria-label=${fill(messages.compareThis, { title: named })}
        title=${messages.compare}
        @click=${() => actions.compare(item)}
      >${icons.compare}</button>
    </p>
  </article>`;
}

/** A picture that does not load leaves its frame empty. */
function hide(event: Event): void {
  (event.currentTarget as HTMLElement).hidden = true;
}

function badges({ messages, formats }: View, { item }: Entry): TemplateResult {
  const sale = priceOf(item)?.sale;
  const isOut = isOutOfStock(item);
  return html`<span class="badges">
    ${
      sale
        ? html`<span class="badge sale" part="badge badge-sale">${fill(messages.sale, {
            percent: formats.percent(sale.percent / 100),
          })}</span>`
        : nothing
    }
    ${isOut ? html`<span class="badge" part="badge badge-stock">${messages.outOfStock}</span>` : nothing}
  </span>`;
}

function price({ messages, formats }: View, { item }: Entry): TemplateResult | typeof nothing {
  const shown = priceOf(item);
  if (!shown) return nothing;
  const { price, currency, sale } = shown;
  return html`<p class="price" part="price">
    <span class="unseen">${messages.price}</span>
    <strong class=${sale ? "reduced" : ""}>${formats.price(price, currency)}</strong>
    ${
      sale
        ? html`<s part="regular-price"
          ><span class="unseen">${messages.regularPrice} </span
          >${formats.price(sale.regularPrice, currency)}</s
        >`
        : nothing
    }
  </p>`;
}

/** How similar it is, and the values that the query points to as well. */
function why({ messages }: View, { likeness, hit }: Entry): TemplateResult | typeof nothing {
  if (!likeness) return nothing;
  const values = (hit?.matched ?? [])
    .slice(0, 3)
    .map(({ value }) => isolate(capitalised(shorten(value, 30))));
  return html`<p class="why" part="why">
    <span class="likeness" data-likeness=${likeness}>${messages.likeness[likeness]}</span>
    ${
      values.length > 0
        ? html`<span class="matched">${fill(messages.matched, { values: values.join(" · ") })}</span>`
        : nothing
    }
  </p>`;
}
