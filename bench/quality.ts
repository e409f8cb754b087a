/** `bench -- quality`: whether a shopper would call the hits right, for photos and texts on real products. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { ensureShop } from "../scripts/demo.ts";
import { round, withPage } from "./browser.ts";
import { haveTestSplits, streetPhotos, testPhotos } from "./model/test-splits.ts";
import { ACCEPTED_TYPES } from "./quality/kinds.ts";
import { commonestShare, ndcg10, precision } from "./quality/measures.ts";
import { colourChanges, textQueries } from "./quality/queries.ts";
import { ensureRealShop, haveShop, SHOP, type ShopProduct } from "./quality/shop.ts";
import { simulatePhoto } from "./quality/simulated-photos.ts";

const SIMULATED = 400;
const COLOUR_CHANGES = 200;
/** Photos that are sent to the page at a time. */
const BATCH = 50;

interface Question {
  photo?: Uint8Array;
  text?: string;
  /** A value of the category facet that the shopper confirmed. */
  category?: string;
  limit: number;
}

/** The ids of each question's hits, by the packed library in the page. */
async function ask(page: Page, questions: readonly Question[]): Promise<string[][]> {
  const answers: string[][] = [];
  for (let from = 0; from < questions.length; from += BATCH) {
    const batch = questions.slice(from, from + BATCH).map(({ photo, ...rest }) => ({
      ...rest,
      ...(photo && { base64: Buffer.from(photo).toString("base64") }),
    }));
    const found = await page.evaluate(async (batch) => {
      const ids: string[][] = [];
      for (const { base64, text, category, limit } of batch) {
        const image = base64 && new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]);
        const hits = await search.query(
          { ...(image && { image }), ...(text && { text }) },
          { limit, ...(category && { where: { category } }) },
        );
        ids.push(hits.map(({ id }) => id));
      }
      return ids;
    }, batch);
    answers.push(...found);
  }
  return answers;
}

/** Figures of 0 to 1; `null` for what cannot be measured yet. */
export async function quality({ log }: { log: (line: string) => void }) {
  if (!haveShop || !haveTestSplits) throw new Error("../shared/data is absent: nothing to measure");
  await ensureShop();
  const products = ensureRealShop(log);
  const byId = new Map(products.map((product) => [product.id, product]));
  const folders = { "/shop/": SHOP, "/models/": "public/models" };
  return withPage(folders, async (page) => {
    await page.evaluate(() => openSearch());
    return {
      bench: "quality",
      products: products.length,
      ...(await photoFigures(page, byId, log)),
      ...(await simulatedFigures(page, products, byId, log)),
      ...(await textFigures(page, products, byId, log)),
    };
  });
}

type ById = ReadonlyMap<string, ShopProduct>;

/** Street photos to products of the kind that their label names. */
async function photoFigures(page: Page, byId: ById, log: (line: string) => void) {
  const photos = testPhotos().filter(({ kind }) => ACCEPTED_TYPES[kind]);
  const isRight = (kind: string) => (id: string) =>
    ACCEPTED_TYPES[kind]!.includes(byId.get(id)!.type);
  const rightOf = (answers: readonly (readonly string[])[]) =>
    answers.map((ids, i) => ids.map(isRight(photos[i]!.kind)));
  const asked = photos.map(({ read }) => ({ photo: read(), limit: 10 }));
  const answers = await ask(page, asked);
  const right = rightOf(answers);
  for (const kind of Object.keys(ACCEPTED_TYPES)) {
    const own = right.filter((_, i) => photos[i]!.kind === kind);
    log(`  ${kind}: ${own.length} photos, right in 5: ${round(precision(own, 5))}`);
  }
  // The shopper's answer to "Looks like": the commonest accepted type of the catalog.
  const confirmed = await ask(
    page,
    asked.map((question, i) => ({
      ...question,
      category: commonestType(ACCEPTED_TYPES[photos[i]!.kind]!, byId),
    })),
  );
  const named = await ask(
    page,
    asked.map((question, i) => ({ ...question, text: photos[i]!.kind })),
  );
  return {
    photos: photos.length,
    rightKindIn1: round(precision(right, 1)),
    rightKindIn5: round(precision(right, 5)),
    rightKindIn10: round(precision(right, 10)),
    commonestShare: round(commonestShare(answers, 5)),
    confirmedKindIn5: round(precision(rightOf(confirmed), 5)),
    namedKindIn5: round(precision(rightOf(named), 5)),
  };
}

function commonestType(types: readonly string[], byId: ById): string {
  const count = (type: string) => [...byId.values()].filter((one) => one.type === type).length;
  return [...types].sort((a, b) => count(b) - count(a))[0]!;
}

/** Simulated shopper's photos to other products, as they are and with another colour in words. */
async function simulatedFigures(
  page: Page,
  products: readonly ShopProduct[],
  byId: ById,
  log: (line: string) => void,
) {
  const grounds = streetPhotos(200);
  const photoOf = (product: ShopProduct, i: number) =>
    simulatePhoto(readFileSync(product.file), grounds[i % grounds.length]!(), i);
  const step = Math.floor(products.length / SIMULATED);
  const chosen = products.filter((_, i) => i % step === 0).slice(0, SIMULATED);
  log(`simulating ${chosen.length} shopper's photos`);
  const questions = await Promise.all(
    chosen.map(async (product, i) => ({ photo: await photoOf(product, i), limit: 11 })),
  );
  const answers = (await ask(page, questions)).map((ids, i) =>
    ids.filter((id) => id !== chosen[i]!.id).slice(0, 10),
  );
  const share = (right: (hit: ShopProduct, asked: ShopProduct) => boolean) =>
    round(
      precision(
        answers.map((ids, i) => ids.map((id) => right(byId.get(id)!, chosen[i]!))),
        5,
      ),
    );

  const changes = colourChanges(products, COLOUR_CHANGES);
  const changed = await ask(
    page,
    await Promise.all(
      changes.map(async ({ photoOf: product, colour }, i) => ({
        photo: await photoOf(product, 1000 + i),
        text: `in ${colour}`,
        limit: 10,
      })),
    ),
  );
  const shareOfChanges = (right: (hit: ShopProduct, i: number) => boolean) =>
    round(
      precision(
        changed.map((ids, i) => ids.map((id) => right(byId.get(id)!, i))),
        10,
      ),
    );
  return {
    kindIn5: share((hit, asked) => hit.type === asked.type),
    kindAndColourIn5: share((hit, asked) => hit.type === asked.type && hit.colour === asked.colour),
    otherColourIn10: shareOfChanges((hit, i) => hit.colour === changes[i]!.colour),
    keptKindIn10: shareOfChanges((hit, i) => hit.type === changes[i]!.photoOf.type),
  };
}

/** Texts of kind, colour, brand, usage and gender, judged by the products' attributes. */
async function textFigures(
  page: Page,
  products: readonly ShopProduct[],
  byId: ById,
  log: (line: string) => void,
) {
  const queries = textQueries(products);
  const answers = await ask(
    page,
    queries.map(({ text }) => ({ text, limit: 10 })),
  );
  const scores = queries.map(({ gain }, i) =>
    ndcg10(
      answers[i]!.map((id) => gain(byId.get(id)!)),
      products.map(gain),
    ),
  );
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  queries.forEach(({ text }, i) => {
    if (scores[i]! < 0.4) log(`  ${round(scores[i]!)} for ${JSON.stringify(text)}`);
  });
  log(`${queries.length} texts, such as ${queries.slice(0, 3).map(({ text }) => text)}`);
  return {
    texts: queries.length,
    ndcgFused: null,
    ndcgSemantic: round(mean),
    ndcgLexical: null,
    nameFirst: null,
    likenessError: null,
    partsIn5: null,
    wordsMs: null,
  };
}
