/** Writes the reference of `<visual-search>` in Markdown from its custom elements manifest. */
import type { ClassMethod, Package } from "custom-elements-manifest/schema";
import { type ElementField, findElement } from "../custom-elements.ts";

interface Described {
  name?: string;
  description?: string;
  default?: string;
}

/** Everything that a page can set, call, hear or style, by section. */
export function elementReference(manifest: Package): string {
  const element = findElement(manifest);
  const { members = [], events = [], slots = [], cssParts = [], cssProperties = [] } = element;
  const fields = members.filter((member): member is ElementField => member.kind === "field");
  const methods = members.filter((member): member is ClassMethod => member.kind === "method");
  return [
    `# \`<${element.tagName}>\``,
    element.description ?? "",
    "## Attributes and properties",
    table(
      ["Attribute", "Property", "Type", "Default", "Meaning"],
      fields.map((field) => [
        field.attribute ? code(field.attribute) : "",
        code(field.name),
        code(field.type?.text),
        field.default ? code(field.default) : "",
        (field.readonly ? "Read only. " : "") + (field.description ?? ""),
      ]),
    ),
    "## Methods",
    ...methods.flatMap((method) => [`### ${code(signature(method))}`, ...methodText(method)]),
    "## Events",
    "Events bubble and cross shadow roots.",
    table(
      ["Event", "Type", "Meaning"],
      events.map(({ name, type, description = "" }) => [code(name), code(type?.text), description]),
    ),
    "## Slots",
    described(["Slot", "Place"], slots),
    "## CSS parts",
    described(["Part", "What it is"], cssParts),
    "## CSS custom properties",
    table(
      ["Property", "Default", "Meaning"],
      cssProperties.map((property) => [
        code(property.name),
        property.default ? code(property.default) : "",
        property.description ?? "",
      ]),
    ),
  ]
    .map((block) => `${block}\n`)
    .join("\n");
}

function signature({ name, parameters = [], return: result }: ClassMethod): string {
  const list = parameters.map(
    ({ name, optional, type }) => `${name}${optional ? "?" : ""}: ${type?.text}`,
  );
  return `${name}(${list.join(", ")}): ${result?.type?.text ?? "void"}`;
}

function methodText({ description = "", parameters = [] }: ClassMethod): string[] {
  const list = parameters
    .filter((parameter) => parameter.description)
    .map((parameter) => `- ${code(parameter.name)}: ${parameter.description}`);
  return [description, ...(list.length > 0 ? [list.join("\n")] : [])];
}

function described(heads: readonly [string, string], rows: readonly Described[]): string {
  return table(
    heads,
    rows.map(({ name, description = "" }) => [code(name), description]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A table's cell is one line, in which a bar would end it. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

function code(text = ""): string {
  return `\`${text}\``;
}
