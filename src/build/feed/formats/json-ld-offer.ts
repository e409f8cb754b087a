/** Offers of schema.org: prices of an `Offer` or an `AggregateOffer`, and the specifications in them. */
import type { Price } from "../fields/price.ts";
import { cheapestOffer, type Offer, offerOf, type ProductOffer, paidPrice } from "../offer.ts";
import { type RecordContext, readAvailability, readPrice } from "./format-reader.ts";
import { type JsonLdDocument, MAX_DEPTH, type Node, text } from "./json-ld-document.ts";

/**
 * What a node costs by its offers: the cheapest of them, and it can be had if one of them can.
 *
 * @param id of the product, for warnings
 */
export function offerOfNode(
  node: Node,
  document: JsonLdDocument,
  id: string,
  context: RecordContext,
): ProductOffer {
  const offers: Offer[] = [];
  /** The highest price of an `AggregateOffer`, which may name no offers of its own. */
  let highest = 0;
  const collect = (value: unknown, code: string, depth: number) => {
    for (const offer of document.nodes(value)) {
      const currency = text(offer.priceCurrency) || code;
      const own = priceOfOffer(offer, currency, document, id, context);
      const high = readPrice(offer.highPrice, currency, id, context)?.amount;
      highest = Math.max(highest, high ?? 0);
      const availability = readAvailability(text(offer.availability), id, context);
      offers.push({ ...own, ...(availability !== undefined && { availability }) });
      if (depth < MAX_DEPTH) collect(offer.offers, currency, depth + 1);
    }
  };
  collect(node.offers, "", 0);
  const result = cheapestOffer(offers);
  const paid = paidPrice(result);
  const priceMax = Math.max(highest, result.priceMax ?? 0);
  return paid !== undefined && priceMax > paid ? { ...result, priceMax } : result;
}

function priceOfOffer(
  offer: Node,
  currency: string,
  document: JsonLdDocument,
  id: string,
  context: RecordContext,
): Offer {
  let regular: Price | undefined;
  let today = readPrice(offer.price ?? offer.lowPrice, currency, id, context);
  for (const specification of document.nodes(offer.priceSpecification)) {
    const code = text(specification.priceCurrency) || currency;
    const price = readPrice(specification.price, code, id, context);
    const type = text(specification.priceType);
    if (/(?:List|SRP|MSRP|Strikethrough|Regular)(?:Price)?$/i.test(type)) regular ??= price;
    else today ??= price;
  }
  return regular === undefined ? offerOf(today, undefined) : offerOf(regular, today);
}
