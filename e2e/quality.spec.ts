/** How well photos and texts find products of the demo shop. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { expect, test, visit } from "./fixtures.ts";
import { haveRealPhotos, type RealProduct, writeRealShop } from "./real-photos.ts";
import { Site } from "./site.ts";

const FOLDER = ".cache/real-shop";
const COUNT = 500;
const KINDS = 10;

test.skip(!haveRealPhotos, "../shared/data is absent: no real photos to search");
test.describe.configure({ mode: "serial", timeout: 300_000 });

let site: Site;
let products: RealProduct[];

test.beforeAll(async () => {
  products = writeRealShop(FOLDER, KINDS, COUNT);
  const args = ["build", `${FOLDER}/products.csv`, "--images", `${FOLDER}/images`, "--quiet"];
  args.push("--model", "public/models/starter", "--model-url", "/models/starter/");
  args.push("--out", `${FOLDER}/catalog`, "--spaces", "image,text,fused");
  execFileSync(process.execPath, ["dist/node/cli.js", ...args], { stdio: "inherit" });
  site = await Site.start({
    folders: { "/": "e2e/pages", "/dist/": "dist", "/models/": "public/models", "/shop/": FOLDER },
  });
});

test.afterAll(() => site?.stop());

/** What is asked of a space: hits of ten for each kind and for all on average, and own photos found. */
const SPACES = [
  { space: "image", each: 7, average: 9, ownPhoto: 0.95 },
  { space: "fused", each: 8, average: 9.5, ownPhoto: 0.9 },
];

for (const { space, each, average } of SPACES) {
  test(`a text query for each of the ten commonest kinds has ${each} of its first 10 hits of that kind, in ${space}`, async ({
    page,
  }) => {
    const counts = new Map<string, number>();
    for (const { kind } of products) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const kinds = [...counts].sort(([, a], [, b]) => b - a);
    await visit(page, site);
    const found = await page.evaluate(
      async ({ kinds, space }) => {
        await openSearch();
        const found: Record<string, number> = {};
        for (const kind of kinds) {
          const hits = await search.query(
            { text: `a photo of ${kind.toLowerCase()}` },
            { limit: 10, space },
          );
          found[kind] = hits.filter(({ item }) => item.category === kind).length;
        }
        return found;
      },
      { kinds: kinds.map(([kind]) => kind), space },
    );
    for (const [kind, count] of kinds) {
      process.stdout.write(`  ${kind} (${count} of ${COUNT}): ${found[kind]} of the first 10\n`);
    }
    for (const [kind] of kinds) expect.soft(found[kind], kind).toBeGreaterThanOrEqual(each);
    const sum = Object.values(found).reduce((total, hits) => total + hits, 0);
    process.stdout.write(`  on average, in ${space}: ${sum / KINDS}\n`);
    expect(sum / KINDS).toBeGreaterThanOrEqual(average);
  });
}

test("each product's own photo, cropped by 5 % and saved as JPEG 60, finds it in the first 3", async ({
  page,
}) => {
  const photos = await Promise.all(
    products.map(async ({ id }) => {
      const photo = sharp(readFileSync(`${FOLDER}/images/${id}.jpg`));
      const { width, height } = await photo.metadata();
      const left = Math.round(width! * 0.025);
      const top = Math.round(height! * 0.025);
      const jpeg = await photo
        .extract({ left, top, width: width! - 2 * left, height: height! - 2 * top })
        .jpeg({ quality: 60 })
        .toBuffer();
      return { id, jpeg: jpeg.toString("base64") };
    }),
  );
  await visit(page, site);
  const ranks = await page.evaluate(
    async ({ photos, spaces }) => {
      await openSearch();
      const ranks: Record<string, number[]> = Object.fromEntries(spaces.map((name) => [name, []]));
      for (const { id, jpeg } of photos) {
        const bytes = Uint8Array.from(atob(jpeg), (char) => char.charCodeAt(0));
        // The same blob is encoded once for all spaces.
        const image = new Blob([bytes], { type: "image/jpeg" });
        for (const space of spaces) {
          const hits = await search.query({ image }, { limit: 10, space });
          ranks[space]!.push(hits.findIndex((hit) => hit.id === id));
        }
      }
      return ranks;
    },
    { photos, spaces: SPACES.map(({ space }) => space) },
  );
  for (const { space, ownPhoto } of SPACES) {
    const within = (k: number) =>
      ranks[space]!.filter((rank) => rank >= 0 && rank < k).length / photos.length;
    process.stdout.write(`  ${space}: own photo first ${within(1)}, in the first 3 ${within(3)}\n`);
    expect(within(3), space).toBeGreaterThanOrEqual(ownPhoto);
  }
});
