/** Tests the camera, and that photos list exactly what can be seen in them. */
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Product, products } from "../catalog.ts";
import { Random } from "../random.ts";
import { type Affine, compose, invert, perspective, type Quad, scaleAt, turnAt } from "./camera.ts";
import { cutout } from "./cutout.ts";
import { photograph } from "./photograph.ts";
import type { Scene, Thing } from "./scene.ts";
import { scenePhoto } from "./scenes.ts";

const list = products({ seed: "scenes", perKind: 3 });

describe("the camera", () => {
  it("maps the corners of the photo to the corners of its view", () => {
    const rng = new Random("corners");
    for (let run = 0; run < 50; run++) {
      const near = (x: number, y: number) =>
        [x + rng.between(-40, 40), y + rng.between(-40, 40)] as const;
      const quad: Quad = [near(0, 0), near(300, 0), near(300, 200), near(0, 200)];
      const project = perspective(120, 80, quad);
      const corners = [project(0, 0), project(120, 0), project(120, 80), project(0, 80)];
      corners.forEach((corner, i) => {
        expect(corner[0]).toBeCloseTo(quad[i]![0], 6);
        expect(corner[1]).toBeCloseTo(quad[i]![1], 6);
      });
    }
  });

  it("inverts a composed transform", () => {
    const rng = new Random("matrices");
    for (let run = 0; run < 50; run++) {
      const m = compose(
        turnAt(rng.between(-180, 180), [rng.between(0, 99), 5]),
        scaleAt(rng.between(-2, -0.5), rng.between(0.5, 2), [3, 4], [rng.between(0, 99), 7]),
      );
      const one = compose(invert(m), m);
      ([1, 0, 0, 1, 0, 0] satisfies Affine).forEach((value, i) => {
        expect(one[i]).toBeCloseTo(value, 8);
      });
    }
  });
});

describe("a photo", () => {
  const square = '<rect x="100" y="100" width="200" height="200" fill="#f00"/>';
  const flat = (things: readonly Thing[], markup: string): Scene => ({
    width: 512,
    height: 512,
    view: [
      [0, 0],
      [512, 0],
      [512, 512],
      [0, 512],
    ],
    markup: `<rect width="512" height="512" fill="#fff"/>${markup}`,
    things,
    kind: "laid",
  });
  const half: Affine = [0.5, 0, 0, 0.5, 100, 50];
  const thing = async (at: Affine, product: Product | undefined): Promise<Thing> => ({
    product,
    cutout: await cutout(square),
    at: [at],
  });
  const drawn = (m: Affine) => `<g transform="matrix(${m.join(" ")})">${square}</g>`;

  it("lists a product with the box in which it can be seen", async () => {
    const photo = await photograph(flat([await thing(half, list[0])], drawn(half)), "flat");
    expect(photo.found).toEqual([
      { product: list[0]!.id, category: list[0]!.category, box: [150, 100, 100, 100], visible: 1 },
    ]);
    const inside = { left: 154, top: 104, width: 92, height: 92 };
    const { channels } = await sharp(await sharp(photo.jpeg).extract(inside).toBuffer()).stats();
    expect(channels[0]!.mean).toBeGreaterThan(180);
    expect(channels[1]!.mean).toBeLessThan(60);
  });

  it("lists the visible share of a product, and leaves out what is hardly visible", async () => {
    const front: Affine = [0.5, 0, 0, 0.5, 150, 50];
    const [behind, before] = [await thing(half, list[0]), await thing(front, list[1])];
    const { found } = await photograph(flat([behind, before], drawn(half) + drawn(front)), "two");
    expect(found.map(({ visible }) => visible)).toEqual([0.5, 1]);
    expect(found[0]!.box).toEqual([150, 100, 50, 100]);
    const clutter = await thing(half, undefined);
    const hidden = await photograph(flat([behind, clutter], drawn(half)), "hidden");
    expect(hidden.found).toEqual([]);
  });
});

describe("a scene", () => {
  it("is the same every time, with products within the photo", { timeout: 60_000 }, async () => {
    const known = new Map(list.map(({ id, category }) => [id, category]));
    for (const i of [0, 1, 2, 3]) {
      const photo = await scenePhoto(list, "test", i);
      const again = await scenePhoto(list, "test", i);
      expect(again.found).toEqual(photo.found);
      expect(again.jpeg.equals(photo.jpeg)).toBe(true);
      expect(photo.kind).toBe(i % 2 === 0 ? "worn" : "laid");
      expect(photo.found.length).toBeGreaterThanOrEqual(1);
      for (const { product, category, box, visible } of photo.found) {
        const [x, y, width, height] = box;
        expect(known.get(product)).toBe(category);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThan(0);
        expect(x + width).toBeLessThanOrEqual(photo.width);
        expect(y + height).toBeLessThanOrEqual(photo.height);
        expect(visible).toBeGreaterThan(0);
        expect(visible).toBeLessThanOrEqual(1);
      }
    }
  });
});
