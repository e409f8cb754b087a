/**
 * The custom elements manifest (custom-elements.json, schema 1.0.0), by which editors and catalogs of components
 * know the widget. Words are those of README's tables and types those of the element's interface; where the two
 * name different things, making it fails.
 */
import { readFileSync } from "node:fs";

const API = "src/element/api.ts";
const MODULE = "dist/element.js";

interface Row {
  names: string[];
  cells: string[];
}

/** Rows of the section's table whose first column is called this. Of each, the names in its first cell. */
export function readTable(section: string, title: string): Row[] {
  const lines = section.split("\n");
  const head = lines.findIndex((line) => cellsOf(line)[0] === title);
  if (head < 0) throw new Error(`README: expected a table with the column ${title}, found none.`);
  const rows: Row[] = [];
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith("|")) break;
    const cells = cellsOf(line);
    rows.push({ names: namesIn(cells[0]!), cells });
  }
  return rows;
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
}

interface Member {
  name: string;
  type: string;
  description: string;
  isMethod: boolean;
}

/** Members of one of the file's interfaces, with their comments as one line each. */
export function readInterface(code: string, name: string): Member[] {
  const body = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n(.*?)^\\}`, "ms").exec(code)?.[1];
  if (body === undefined) throw new Error(`${API}: expected an interface ${name}, found none.`);
  const member =
    /^ {2}\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\n {2}(?:readonly )?(?<name>\w+)(?<rest>[(:].*);$/gm;
  return [...body.matchAll(member)].map(({ groups }) => {
    const { doc, name, rest } = groups as Record<"doc" | "name" | "rest", string>;
    const isMethod = rest.startsWith("(");
    return {
      name,
      isMethod,
      type: isMethod ? rest : rest.slice(1).trim(),
      description: doc.replaceAll(/\s*\n\s*\*?\s*/g, " ").trim(),
    };
  });
}

function expectSame(what: string, expected: Iterable<string>, got: Iterable<string>): void {
  const sides = [new Set(expected), new Set(got)] as const;
  const missing = [...sides[0]].filter((name) => !sides[1].has(name));
  const extra = [...sides[1]].filter((name) => !sides[0].has(name));
  if (missing.length === 0 && extra.length === 0) return;
  throw new Error(
    `README's ${what} and ${API} differ. Not in README: ${missing.join(", ") || "none"}; ` +
      `only in README: ${extra.join(", ") || "none"}. Write both down alike.`,
  );
}

export function customElements(readme: string, api: string): object {
  const section = /^## The widget\n(.*?)^## /ms.exec(readme)?.[1];
  if (!section) throw new Error("README: expected a section The widget, found none.");
  const settable = readInterface(api, "VisualSearchProperties");
  const others = readInterface(api, "VisualSearchElement");
  const options = readTable(section, "attribute").map(({ cells }) => ({
    attribute: namesIn(cells[0]!)[0],
    property: namesIn(cells[1]!)[0]!,
    description: cells[2]!,
  }));
  const properties = [...settable, ...others.filter(({ isMethod }) => !isMethod)];
  expectSame(
    "properties",
    properties.map(({ name }) => name),
    options.map(({ property }) => property),
  );
  const events = readTable(section, "event").map(({ names, cells }) => ({
    name: names[0]!,
    description: cells[1]!,
  }));
  const eventNames = /interface VisualSearchEvents \{(.*?)^\}/ms.exec(api)?.[1] ?? "";
  expectSame(
    "events",
    [...eventNames.matchAll(/^ {2}"([\w-]+)":/gm)].map(([, name]) => name!),
    events.map(({ name }) => name),
  );
  const typeOf = (property: string) => properties.find(({ name }) => name === property)!.type;
  const named = (title: string) =>
    readTable(section, title).flatMap(({ names, cells }) =>
      names.map((name) => ({ name, description: cells[1]! })),
    );
  const fixed = new Set(others.map(({ name }) => name));
  const declaration = {
    kind: "class",
    customElement: true,
    tagName: "visual-search",
    name: "VisualSearchElement",
    superclass: { name: "HTMLElement" },
    description: "Visual search over a product catalog, wholly on the visitor's device.",
    attributes: options.flatMap(({ attribute, property, description }) =>
      attribute
        ? [{ name: attribute, fieldName: property, description, type: { text: typeOf(property) } }]
        : [],
    ),
    members: [
      ...options.map(({ attribute, property, description }) => ({
        kind: "field",
        name: property,
        privacy: "public",
        description,
        type: { text: typeOf(property) },
        ...(attribute && { attribute }),
        ...(fixed.has(property) && { readonly: true }),
      })),
      ...others
        .filter(({ isMethod }) => isMethod)
        .map(({ name, type, description }) => ({
          kind: "method",
          name,
          privacy: "public",
          description,
          ...signature(type),
        })),
    ],
    events: events.map((event) => ({
      ...event,
      type: { text: `CustomEvent<VisualSearchEvents["${event.name}"]>` },
    })),
    slots: named("slot"),
    cssParts: named("part"),
    cssProperties: named("custom property"),
  };
  const reference = { name: declaration.name, module: MODULE };
  return {
    schemaVersion: "1.0.0",
    modules: [
      {
        kind: "javascript-module",
        path: MODULE,
        declarations: [declaration],
        exports: [
          { kind: "js", name: declaration.name, declaration: reference },
          { kind: "custom-element-definition", name: declaration.tagName, declaration: reference },
        ],
      },
    ],
  };
}

/** `(photo: Blob, name?: string): Promise<void>` taken apart. */
function signature(type: string): object {
  const [, list, result] = /^\((.*)\): (.+)$/.exec(type)!;
  const parameters = list!
    .split(/,\s*/)
    .filter(Boolean)
    .map((parameter) => {
      const [, name, optional, text] = /^(\w+)(\?)?: (.+)$/.exec(parameter)!;
      return { name, type: { text }, ...(optional && { optional: true }) };
    });
  return { parameters, return: { type: { text: result } } };
}

export function makeCustomElements(): string {
  const manifest = customElements(readFileSync("README.md", "utf8"), readFileSync(API, "utf8"));
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
