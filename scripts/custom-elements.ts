/**
 * Makes `custom-elements.json` (schema 1.0.0), from which editors know the widget and the reference is written, out of
 * docstrings: the analyzer reads the element's class, and a plugin adds its table of properties and its events.
 */
import { readFileSync } from "node:fs";
import type { Plugin } from "@custom-elements-manifest/analyzer";
import * as analyzer from "@custom-elements-manifest/analyzer/index.js";
import type {
  Attribute,
  ClassField,
  CustomElement,
  CustomElementDeclaration,
  Event,
  Package,
} from "custom-elements-manifest/schema";
import { attributeOf, PROPERTIES } from "../src/element/properties.ts";

const API = "src/element/api.ts";
const PROPERTY_TABLE = "src/element/properties.ts";
/** The module that a page loads, relative to the package. */
const MODULE = "dist/element.js";

/** Schema 1.0.0 says both, and its types leave the second out of the first. */
export type ElementDeclaration = CustomElementDeclaration & CustomElement;
export type ElementField = ClassField & {
  attribute?: string;
  readonly?: boolean;
  reflects?: boolean;
};

type Phase = Parameters<NonNullable<Plugin["analyzePhase"]>>[0];
type TypeScript = Phase["ts"];
type Node = Phase["node"];

/** The package's types leave out the two values that its README names. */
const { create, ts } = analyzer as unknown as {
  create(options: { modules: Node[]; plugins: Plugin[] }): Package;
  ts: TypeScript;
};

/** What a docstring says: its text, and the value of its `@default`. */
function docOf(node: Node): { description: string; default?: string } {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = (comment: Parameters<typeof ts.getTextOfJSDocComment>[0]) =>
    ts.getTextOfJSDocComment(comment)?.trim() ?? "";
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "default");
  return {
    description: docs.map(({ comment }) => unwrapped(text(comment))).join("\n\n"),
    ...(tag && { default: text(tag.comment) }),
  };
}

function withoutComments(type: Node): string {
  const printer = ts.createPrinter({ removeComments: true });
  const text = printer.printNode(ts.EmitHint.Unspecified, type, type.getSourceFile());
  return text.replaceAll(/\s+/g, " ");
}

/** Lines of a docstring are wrapped; its paragraphs are kept. */
function unwrapped(text: string): string {
  return text.replaceAll(/(?<!\n)\n(?!\n)/g, " ");
}

/** Rows of the table `PROPERTIES`, each `name: property<Type>(…)` with a docstring. */
function readProperties(table: Node): { field: ElementField; attribute?: Attribute }[] {
  if (!ts.isObjectLiteralExpression(table)) return [];
  return table.properties.map((row) => {
    const name = row.name!.getText() as keyof typeof PROPERTIES;
    const call = ts.isPropertyAssignment(row) ? row.initializer : undefined;
    const type = call && ts.isCallExpression(call) ? call.typeArguments?.[0]?.getText() : undefined;
    if (!type) {
      throw new Error(
        `Expected ${name} of ${PROPERTY_TABLE} as property<Type>(…), got ${row.getText()}. Give its type.`,
      );
    }
    const doc = { ...docOf(row), type: { text: type } };
    const attribute = attributeOf(name);
    return {
      field: {
        kind: "field",
        name,
        privacy: "public",
        ...doc,
        ...(attribute !== false && { attribute }),
        ...(PROPERTIES[name].reflect && { reflects: true }),
      },
      ...(attribute !== false && { attribute: { name: attribute, fieldName: name, ...doc } }),
    };
  });
}

/** Members of the interface `VisualSearchEvents`, each `"name": Detail` with a docstring. */
function readEvents(events: Node): Event[] {
  if (!ts.isInterfaceDeclaration(events)) return [];
  return events.members.map((member) => {
    const name = (member.name as { text: string } & Node).text;
    const detail = ts.isPropertySignature(member) && member.type;
    const type = { text: `CustomEvent<${detail ? withoutComments(detail) : "unknown"}>` };
    return { name, type, description: docOf(member).description };
  });
}

/** Adds to the element's class what is declared beside it. */
function declaredBeside(): Plugin {
  let properties: ReturnType<typeof readProperties> = [];
  let events: Event[] = [];
  return {
    name: "vitrine-properties-and-events",
    collectPhase({ node }) {
      if (ts.isVariableDeclaration(node) && node.name.getText() === "PROPERTIES") {
        properties = readProperties(node.initializer!);
      }
      if (ts.isInterfaceDeclaration(node) && node.name.text === "VisualSearchEvents") {
        events = readEvents(node);
      }
    },
    packageLinkPhase({ customElementsManifest }) {
      const element = findElement(customElementsManifest);
      const members = element.members ?? [];
      for (const member of members) member.privacy = "public";
      for (const described of [element, ...members]) {
        described.description = unwrapped(described.description ?? "");
      }
      element.members = [...properties.map(({ field }) => field), ...members];
      element.attributes = properties.flatMap(({ attribute }) => attribute ?? []);
      element.events = events;
    },
  };
}

/** The widget's declaration. */
export function findElement(manifest: Package): ElementDeclaration {
  const element = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .find((declaration) => "tagName" in declaration && declaration.tagName !== undefined);
  if (!element) throw new Error(`Expected a class with @tag in ${API}, got none. Add the tag.`);
  return element as ElementDeclaration;
}

/** The manifest, with the element as the export of the package's module. */
export function makeManifest(): Package {
  const modules = [PROPERTY_TABLE, API].map((path) =>
    ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true),
  );
  const element = findElement(create({ modules, plugins: [declaredBeside()] }));
  const reference = { name: element.name, module: MODULE };
  return {
    schemaVersion: "1.0.0",
    readme: "",
    modules: [
      {
        kind: "javascript-module",
        path: MODULE,
        declarations: [element],
        exports: [
          { kind: "js", name: element.name, declaration: reference },
          { kind: "custom-element-definition", name: element.tagName!, declaration: reference },
        ],
      },
    ],
  };
}

export function makeCustomElements(): string {
  return `${JSON.stringify(makeManifest(), null, 2)}\n`;
}
