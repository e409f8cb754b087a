/** JSON documents, whose products are handed out as they are read. */
import { TokenParser, TokenType } from "@streamparser/json";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import type { FeedRow } from "../feed-record.ts";
import { sampleOf } from "../fields/plain-text.ts";
import { MAX_LINE_LENGTH } from "../source/text-lines.ts";
import { jsonRow, kindOf, LongNumberTokenizer } from "./json-record.ts";
import type { TextStart } from "./text-start.ts";

/** Characters between two products of a document beyond which it cannot be one of products. */
const MAX_RECORD_LENGTH = 64 * 2 ** 20;

/** Properties of a document's root whose list holds the products. */
const LISTS: ReadonlySet<unknown> = new Set(["products", "items", "@graph", "itemListElement"]);

const MAX_DEPTH = 200;
const DEPTH_OF: Partial<Record<TokenType, number>> = {
  [TokenType.LEFT_BRACE]: 1,
  [TokenType.LEFT_BRACKET]: 1,
  [TokenType.RIGHT_BRACE]: -1,
  [TokenType.RIGHT_BRACKET]: -1,
};

/** One of these makes a product of a root object that has no list of products. */
const PRODUCT_KEYS = ["@type", "@id", "id", "sku", "handle"];

export function isJson({ text, extension }: TextStart): boolean {
  return text.startsWith("[") || text.startsWith("{") || extension === ".json";
}

/**
 * Rows of one or several JSON documents, one after another: arrays of objects, objects with such an
 * array as `products`, `items`, `@graph` or `itemListElement`, or single products. They are handed out
 * as they are read.
 *
 * @throws VisualSearchError `feed-invalid` if a document is broken, cut off, or holds nothing of the kind
 */
export async function* readJson(chunks: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  const documents = new Documents();
  for await (const chunk of chunks) {
    documents.write(chunk);
    yield* documents.take();
  }
  documents.end();
  yield* documents.take();
}

/** Takes JSON in pieces, and gives the rows that they have completed. */
class Documents {
  readonly #tokenizer = new LongNumberTokenizer({ separator: "" });
  readonly #parser = new TokenParser({ separator: "" });
  #rows: FeedRow[] = [];
  #count = 0;
  #written = 0;
  /** What had been written when the last row was complete. */
  #atRow = 0;
  #hasList = false;
  #hasDocument = false;
  #depth = 0;

  constructor() {
    this.#tokenizer.onToken = (parsed) => {
      this.#depth += DEPTH_OF[parsed.token] ?? 0;
      if (this.#depth > MAX_DEPTH) throw invalidJson(`it is nested ${MAX_DEPTH} deep`);
      this.#parser.write(parsed);
    };
    this.#parser.onValue = ({ value, key, parent, stack }) => {
      if (stack.length === 0) {
        this.#endDocument(value);
      } else if (Array.isArray(parent)) {
        const isListed = stack.length === 1 || (stack.length === 2 && LISTS.has(stack[1]!.key));
        if (!isListed) return;
        this.#hasList = true;
        this.#add(value);
        // It has been handed out: the document need not hold it.
        parent.pop();
      } else if (stack.length === 1 && LISTS.has(key) && Array.isArray(value)) {
        this.#hasList = true;
      }
    };
  }

  write(chunk: string): void {
    this.#written += chunk.length;
    this.#run(() => this.#tokenizer.write(chunk));
    if (this.#written - this.#atRow > MAX_RECORD_LENGTH) {
      throw new VisualSearchError(
        "feed-invalid",
        `Expected record ${this.#count + 1} of the feed to end within ${MAX_RECORD_LENGTH} characters, got more. ` +
          "Export a list of products, or JSONL (one product a line).",
      );
    }
  }

  end(): void {
    try {
      this.#tokenizer.end();
      this.#parser.end();
    } catch (error) {
      throw invalidJson(`it ends within record ${this.#count + 1}`, error);
    }
    if (!this.#hasDocument) throw invalidJson("there is nothing in it");
  }

  *take(): Generator<FeedRow> {
    const rows = this.#rows;
    this.#rows = [];
    yield* rows;
  }

  #run(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof VisualSearchError) throw error;
      throw invalidJson(messageOf(error), error);
    }
  }

  #endDocument(root: unknown): void {
    this.#hasDocument = true;
    if (!this.#hasList && !Array.isArray(root)) {
      const single = productOf(root);
      if (single === undefined) throw noProducts(root);
      this.#add(single);
    }
    this.#hasList = false;
  }

  #add(value: unknown): void {
    this.#count++;
    const length = this.#written - this.#atRow;
    this.#atRow = this.#written;
    // Only what spans many chunks can be that long.
    const row =
      length > MAX_LINE_LENGTH && JSON.stringify(value).length > MAX_LINE_LENGTH
        ? {
            line: this.#count,
            error: `the record is longer than ${MAX_LINE_LENGTH} characters`,
            sample: sampleOf(JSON.stringify(value).slice(0, 1000)),
          }
        : jsonRow(this.#count, value);
    this.#rows.push(row);
  }
}

function productOf(root: unknown): object | undefined {
  if (typeof root !== "object" || root === null) return undefined;
  const inner = "product" in root ? root.product : undefined;
  if (typeof inner === "object" && inner !== null) return inner;
  return PRODUCT_KEYS.some((key) => Object.hasOwn(root, key)) ? root : undefined;
}

function invalidJson(why: string, cause?: unknown): VisualSearchError {
  return new VisualSearchError(
    "feed-invalid",
    `Expected valid JSON as the feed, got other text: ${why}. Export it again, or name it .jsonl if it has ` +
      "one product a line.",
    { cause },
  );
}

function noProducts(root: unknown): VisualSearchError {
  const keys =
    typeof root === "object" && root !== null && !Array.isArray(root)
      ? ` with ${Object.keys(root).slice(0, 10).join(", ") || "nothing in it"}`
      : "";
  return new VisualSearchError(
    "feed-invalid",
    `Expected an array of products or {"products": [...]} as the JSON feed, got ${kindOf(root)}${keys}. Export ` +
      "it again.",
  );
}
