/** Drawings among photos are found to be unlike the rest. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import sharp from "sharp";
import { expect, test } from "vitest";
import { optionalData } from "../../../encoder/testing.ts";
import { buildCatalog } from "../../index.ts";
import { temporaryFolder } from "../../temporary.testing.ts";

const photos = optionalData("../shared/data/clothing-photos/photos.zip");

/** What is no photo, as shops have it among photos. */
const DRAWINGS = {
  logo: `<polygon points="300,80 520,480 80,480" fill="#124"/><rect x="190" y="520" width="220" height="40"/>`,
  plot: `<polyline points="50,500 150,420 250,440 350,300 450,320 550,100" fill="none" stroke="#06c" stroke-width="6"/><path d="M50 50V550H560" stroke="#000" fill="none" stroke-width="4"/>`,
  placeholder: `<rect width="600" height="600" fill="#f4f4f4"/><circle cx="300" cy="260" r="80" fill="none" stroke="#999" stroke-width="14"/><rect x="150" y="170" width="300" height="190" rx="20" fill="none" stroke="#999" stroke-width="14"/>`,
};

test.skipIf(!photos)(
  "most drawings among photos of garments are named, and few of these",
  { timeout: 300_000 },
  async () => {
    const folder = await temporaryFolder();
    const images = join(folder, "images");
    await mkdir(images);
    let taken = 0;
    const files = unzipSync(await readFile(photos!), { filter: () => taken++ < 300 });
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(images, name), bytes);
    for (const [name, shapes] of Object.entries(DRAWINGS)) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="600" height="600" fill="#fff"/>${shapes}</svg>`;
      await sharp(Buffer.from(svg))
        .jpeg()
        .toFile(join(images, `${name}.jpg`));
    }
    const report = await buildCatalog({
      ...{ feed: images, images, model: "public/models/starter", out: join(folder, "catalog") },
      ...{ cache: join(folder, "cache"), threads: 1 },
    });
    const { unlike } = report.pictures!;
    expect(unlike.checked).toBe(303);
    expect(unlike.ids).toEqual(expect.arrayContaining(["placeholder", "plot"]));
    expect(unlike.count).toBeLessThanOrEqual(6);
    const page = await readFile(join(folder, "catalog.report.html"), "utf8");
    expect(page).toContain("Unlike the rest");
  },
);
