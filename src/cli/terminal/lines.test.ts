/** What a terminal is shown of texts that may be anybody's. */
import { expect, test } from "vitest";
import { printable } from "./lines.ts";

test("a terminal takes no commands from a catalog", () => {
  expect(printable("Hat\u001b[31m red\r\nnext\u009b2J")).toBe("Hat [31m red next 2J");
  expect(printable("Été 夏 👗")).toBe("Été 夏 👗");
});
