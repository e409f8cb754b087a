/** Tests that the reference of the element leaves nothing out. */
import { expect, test } from "vitest";
import { findElement, makeManifest } from "../custom-elements.ts";
import { elementReference } from "./element-reference.ts";

const manifest = makeManifest();
const element = findElement(manifest);
const reference = elementReference(manifest);

test.each([
  ["attribute", element.attributes],
  ["property and method", element.members],
  ["event", element.events],
  ["slot", element.slots],
  ["CSS part", element.cssParts],
  ["CSS custom property", element.cssProperties],
] as const)("the reference has each %s with its description", (_, declared = []) => {
  expect(declared.length).toBeGreaterThan(0);
  for (const { name, description } of declared) {
    expect(reference).toMatch(new RegExp(`\`${name}[\`(]`));
    expect(description).toMatch(/^[A-Z`].*[.:]$/s);
    const [firstParagraph] = description!.split("\n\n");
    expect(reference).toContain(firstParagraph);
  }
});

test("each row of a table has as many cells as its head", () => {
  const cells = (line: string) => line.split(/(?<!\\)\|/).length;
  const tables = reference.split("\n\n").filter((block) => block.startsWith("|"));
  expect(tables.length).toBeGreaterThan(4);
  for (const table of tables) {
    const [head, ...rows] = table.trim().split("\n");
    for (const row of rows) expect(cells(row)).toBe(cells(head!));
  }
});
