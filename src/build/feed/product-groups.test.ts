/** Rows of one product find each other. */
import { describe, expect, test } from "vitest";
import { readAll, writeFeed } from "./feed.testing.ts";
import { GROUP_WINDOW } from "./product-groups.ts";

describe("rows of one group", () => {
  const row = (id: string, group: string) => `${id},Title,${id}.jpg,${group}`;

  async function groupsApart(distance: number) {
    const between = Array.from({ length: distance }, (_, i) => row(`x${i}`, ""));
    const lines = [row("a1", "A"), ...between, row("a2", "A")];
    const text = ["id,title,image,item_group_id", ...lines].join("\n");
    const { products } = await readAll(await writeFeed("a.csv", text));
    return products.filter(({ id }) => id === "A").map(({ variants }) => variants.length);
  }

  test("find each other within the window, and are apart beyond it", async () => {
    expect(await groupsApart(0)).toEqual([2]);
    expect(await groupsApart(GROUP_WINDOW - 1)).toEqual([2]);
    expect(await groupsApart(GROUP_WINDOW)).toEqual([1, 1]);
  });

  test("include the row of the group itself, before or after; other rows with one id stay apart", async () => {
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
    ]) {
      const lines = [row("A", ""), row("a1", "A"), row("a2", "A")];
      const text = ["id,title,image,item_group_id", ...order.map((i) => lines[i])].join("\n");
      const { products } = await readAll(await writeFeed("a.csv", text));
      expect(products).toMatchObject([{ id: "A", variants: [{ id: "a1" }, { id: "a2" }] }]);
    }
    const text = `id,title,image,item_group_id\n${row("A", "")}\n${row("A", "")}`;
    expect((await readAll(await writeFeed("a.csv", text))).products).toHaveLength(2);
  });
});
