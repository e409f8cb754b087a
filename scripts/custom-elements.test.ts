/** Tests that the manifest of `<visual-search>` says what the element has, no more and no less. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LitElement } from "lit";
import { expect, expectTypeOf, test } from "vitest";
import type { VisualSearchElement as Api } from "../src/element/api.ts";
import { LANGUAGE_NAMES } from "../src/element/messages/index.ts";
import { VisualSearchElement as OnServer } from "../src/element/server.ts";
import { VisualSearchElement } from "../src/element/visual-search.ts";
import { findElement, makeManifest } from "./custom-elements.ts";

const element = findElement(makeManifest());
const properties = VisualSearchElement.elementProperties as Map<string, { attribute?: unknown }>;

/** Names that the modules of the widget's own shadow root use in this pattern. */
function usedInViews(pattern: RegExp): string[] {
  const folders = ["src/element/views", "src/element/styles"];
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const code = [...files, "src/element/visual-search.ts"].map((path) => readFileSync(path, "utf8"));
  const found = code.flatMap((text) => [...text.matchAll(pattern)]);
  return [...new Set(found.flatMap(([, names]) => names!.split(" ")))].sort();
}

const namesOf = (declared: readonly { name?: string }[] = []) =>
  declared.map(({ name }) => name!).sort();

test("the element has nothing public that its published type lacks", () => {
  expectTypeOf<Exclude<keyof VisualSearchElement, keyof LitElement | keyof Api>>().toBeNever();
});

test("the manifest has each attribute with the property that it sets", () => {
  const known = [...properties].flatMap(([name, { attribute }]) =>
    attribute === false ? [] : [`${attribute} ${name}`],
  );
  const declared = element.attributes!.map(({ name, fieldName }) => `${name} ${fieldName}`);
  expect(declared.sort()).toEqual(known.sort());
});

test("the manifest has each property and method of the element", () => {
  const own = Object.getOwnPropertyNames(VisualSearchElement.prototype).filter(
    (name) => !(name in Object.getPrototypeOf(VisualSearchElement.prototype)) && name !== "render",
  );
  const declared = namesOf(element.members);
  expect(declared).toEqual(expect.arrayContaining([...properties.keys(), "search", "state"]));
  for (const name of declared) expect(own).toContain(name);
});

test("a server takes the same names for properties as a browser", () => {
  const names = Object.getOwnPropertyNames(OnServer.prototype).filter(
    (name) => name !== "constructor",
  );
  expect(names.sort()).toEqual([...properties.keys()].sort());
  expect(() => new OnServer()).toThrow(/Expected a browser/);
});

test("the manifest names each language that the element speaks", () => {
  const english = new Intl.DisplayNames("en", { type: "language" });
  const { description } = element.attributes!.find(({ name }) => name === "locale")!;
  for (const language of LANGUAGE_NAMES) expect(description).toContain(english.of(language));
});

test("the manifest has each part, slot and event of the views", () => {
  const parts = usedInViews(/ part="([\w -]+)"/g);
  expect(namesOf(element.cssParts)).toEqual(expect.arrayContaining(parts));
  expect(namesOf(element.slots)).toEqual(usedInViews(/<slot name="([\w-]+)"/g));
  expect(namesOf(element.events)).toEqual(usedInViews(/#dispatch\(\s*"([\w-]+)"/g));
});

test("the manifest has each custom property that the styles read", () => {
  expect(namesOf(element.cssProperties)).toEqual(usedInViews(/var\(\s*(--vs-[\w-]+)/g));
});
