/** A JSON-LD document: its nodes, which may stand for each other by their ids, and the texts in them. */
import { flat, plain } from "../fields/plain-text.ts";

export type Node = Readonly<Record<string, unknown>>;

const PRODUCT_TYPES = new Set([
  "Product",
  "ProductGroup",
  "ProductModel",
  "IndividualProduct",
  "SomeProducts",
]);

/** Properties under which documents have their products. */
const CONTAINERS = ["@graph", "itemListElement", "item", "mainEntity", "itemOffered", "product"];
/** Nodes in nodes that are looked into. */
export const MAX_DEPTH = 12;

/** A record. Within it, `{"@id": ...}` stands for the node with that id. */
export class JsonLdDocument {
  readonly #root: Node;
  readonly #byId = new Map<string, Node>();

  constructor(root: Node) {
    this.#root = root;
    this.#index(root, 0);
  }

  /** The products that are not in another one, in the document's order. */
  products(): Node[] {
    const found = new Set<Node>();
    this.#find(this.#root, found, 0);
    const inner = new Set([...found].flatMap((node) => this.nodes(node.hasVariant)));
    return [...found].filter((node) => !inner.has(node));
  }

  resolve(value: unknown): unknown {
    if (!isNode(value)) return value;
    const keys = Object.keys(value);
    return keys.length === 1 && keys[0] === "@id"
      ? (this.#byId.get(String(value["@id"])) ?? value)
      : value;
  }

  nodes(value: unknown): Node[] {
    if (value === undefined) return [];
    return flat(value)
      .map((part) => this.resolve(part))
      .filter(isNode);
  }

  #index(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH) return;
    if (Array.isArray(value)) for (const part of value) this.#index(part, depth + 1);
    else if (isNode(value)) {
      const id = value["@id"];
      if (typeof id === "string" && Object.keys(value).length > 1 && !this.#byId.has(id)) {
        this.#byId.set(id, value);
      }
      for (const part of Object.values(value)) this.#index(part, depth + 1);
    }
  }

  #find(value: unknown, found: Set<Node>, depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const node of this.nodes(value)) {
      if (found.has(node)) continue;
      if (typesOf(node).some((type) => PRODUCT_TYPES.has(type))) found.add(node);
      else for (const key of CONTAINERS) this.#find(node[key], found, depth + 1);
    }
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of a node's types, without the address or the prefix before them. */
export function typesOf(node: Node): string[] {
  return flat(node["@type"] ?? [])
    .filter((type) => typeof type === "string")
    .map((type) => type.replace(/^.*[/#:]/, ""));
}

/** A text, or the name of the thing that stands for it; several with commas between them. */
export function named(value: unknown, document: JsonLdDocument): string {
  return names(value, document).join(", ");
}

export function names(value: unknown, document: JsonLdDocument): string[] {
  if (value === undefined) return [];
  return flat(value)
    .map((part) => document.resolve(part))
    .map((part) => (isNode(part) ? text(part.name) : text(part)))
    .filter((part) => part !== "");
}

/** A text of JSON-LD, where `{"@value": ...}` is one, too. */
export function text(value: unknown): string {
  if (isNode(value)) return plain(value["@value"]);
  return plain(flat(value).map((part) => (isNode(part) ? part["@value"] : part)));
}
