/** Tests of the addresses of pictures. */
import { describe, expect, test } from "vitest";
import { withPictures } from "./catalog-items.ts";
import { withFirstPictures } from "./product-with-pictures.ts";

const item = { id: "a", title: "A", attributes: { size: "M" }, image: "https://x.example/old.jpg" };
const picture = (address: string | undefined) => ({ name: "x", address });

describe("the addresses of an item", () => {
  test.each<[(string | undefined)[], string | undefined, string[] | undefined]>([
    [["a"], "a", undefined],
    [[undefined], undefined, undefined],
    [["a", "b", "c"], "a", ["b", "c"]],
    [[undefined, "b"], undefined, ["b"]],
    [["a", undefined, "c"], "a", ["", "c"]],
    [["a", "b", undefined], "a", ["b"]],
    [["a", undefined, undefined], "a", undefined],
  ])("%j are in the places of their pictures", (addresses, image, images) => {
    const { image: _, ...rest } = item;
    expect(withPictures({ ...item, images: ["gone"] }, addresses.map(picture))).toEqual({
      ...rest,
      ...(image !== undefined && { image }),
      ...(images && { images }),
    });
  });

  test("change nothing for one picture", () => {
    const one = { name: "old.jpg", address: item.image };
    const { pictures } = withFirstPictures({ line: 2, item, pictures: [one] }, 5);
    expect(pictures).toEqual([one]);
    expect(JSON.stringify(withPictures(item, pictures))).toBe(JSON.stringify(item));
  });
});
