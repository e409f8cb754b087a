import { readFileSync } from "node:fs";
import type { LitElement } from "lit";
import { expect, expectTypeOf, test } from "vitest";
import type { VisualSearchElement as Api } from "../src/element/api.ts";
import { VisualSearchElement as OnServer } from "../src/element/server.ts";
import { VisualSearchElement } from "../src/element/visual-search.ts";
import { readTable } from "./custom-elements.ts";

const readme = readFileSync("README.md", "utf8");
const widget = /^## The widget\n(.*?)^## /ms.exec(readme)![1]!;
const properties = VisualSearchElement.elementProperties as Map<string, { attribute?: unknown }>;

test("the element has nothing public that its published type lacks", () => {
  expectTypeOf<Exclude<keyof VisualSearchElement, keyof LitElement | keyof Api>>().toBeNever();
});

test("README has each attribute, by the property that it sets", () => {
  const written = readTable(widget, "attribute").flatMap(({ names, cells }) =>
    names.map((attribute) => [attribute, cells[1]!.replaceAll("`", "")]),
  );
  const known = [...properties].flatMap(([name, { attribute }]) => {
    if (attribute === false) return [];
    return [[typeof attribute === "string" ? attribute : name.toLowerCase(), name]];
  });
  expect(written.sort()).toEqual(known.sort());
});

test("a server takes the same names for properties as a browser", () => {
  const names = Object.getOwnPropertyNames(OnServer.prototype).filter(
    (name) => name !== "constructor",
  );
  expect(names.sort()).toEqual([...properties.keys()].sort());
  expect(() => new OnServer()).toThrow(/Expected a browser/);
});

test("README has each part and slot of the views", () => {
  const views = ["body", "card", "consent", "dialogs", "facets", "footer", "notices", "progress"];
  views.push("query-panel", "results", "search-bar", "welcome");
  const code = [...views.map((name) => `views/${name}`), "visual-search"]
    .map((name) => readFileSync(`src/element/${name}.ts`, "utf8"))
    .join("\n");
  const used = (pattern: RegExp) => [
    ...new Set([...code.matchAll(pattern)].flatMap(([, names]) => names!.split(" "))),
  ];
  const written = (title: string) => readTable(widget, title).flatMap(({ names }) => names);
  expect(written("part").sort()).toEqual(expect.arrayContaining(used(/ part="([\w -]+)"/g).sort()));
  expect(written("slot").sort()).toEqual(used(/<slot name="([\w-]+)"/g).sort());
});
