/** `vitrine query`. */
import { describe, expect, test } from "vitest";
import { vitrine } from "../run.testing.ts";
import { setUp } from "./catalog.testing.ts";

describe("vitrine query", () => {
  test("shows a table of the hits, or JSON", async () => {
    const { args, out } = await setUp("id,title,image,price\n1,Shirt,a.jpg,9\n2,Hat,a.jpg,20\n");
    expect((await vitrine([...args, "--quiet"])).code).toBe(0);
    const query = ["query", out, "--like", "2", "--where", "price=..15"];
    const shown = await vitrine(query);
    expect(shown.err).toBe("");
    expect(shown.out).toMatch(
      /^ +score +id +price +category +picture +title\n1 +\d\.\d{3} +1 +9 .*Shirt$/,
    );
    const hits = JSON.parse((await vitrine([...query, "--json"])).out);
    expect(hits).toMatchObject([{ id: "1", picture: 0, item: { title: "Shirt" } }]);
    const none = await vitrine(["query", out, "--like", "1", "--where", "price=..15"]);
    expect(none.out).toBe("No product meets the conditions.");
    const wrong = await vitrine(["query", out, "--like", "1", "--where", "price=cheap"]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("price=cheap") });
    expect((await vitrine(["query", out])).code).toBe(2);
  });
});
