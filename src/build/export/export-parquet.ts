/** Writes an export as Parquet. */
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { ExportOutput } from "./export-output.ts";
import type { ExportRow } from "./export-rows.ts";
import type { RowWriter } from "./export-writer.ts";

/** Bytes of vectors in a row group. A few times as many are in memory. */
const GROUP_BYTES = 2 ** 20;
const MAX_GROUP_ROWS = 10_000;

/** Columns besides the vector, in their order. */
const COLUMNS = [
  { name: "key", type: "STRING", required: true },
  { name: "id", type: "STRING", required: true },
  { name: "picture", type: "INT32" },
  { name: "title", type: "STRING", required: true },
  { name: "price", type: "DOUBLE" },
  { name: "currency", type: "STRING" },
  { name: "brand", type: "STRING" },
  { name: "category", type: "STRING" },
  { name: "colour", type: "STRING" },
  { name: "link", type: "STRING" },
  { name: "image", type: "STRING" },
  { name: "imageSource", type: "STRING" },
  { name: "attributes", type: "JSON", required: true },
] as const satisfies readonly { name: keyof ExportRow; type: string; required?: true }[];

/** The column of the vector: a list of float32 values, none of which may be missing. */
const VECTOR_SCHEMA: readonly SchemaElement[] = [
  { name: "vector", repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
];

/** Rows as Parquet, a row group at a time. */
export class ParquetRowWriter implements RowWriter {
  readonly #file: ParquetWriter;
  readonly #hasVectors: boolean;
  readonly #groupRows: number;
  #rows: ExportRow[] = [];

  /**
   * @param dim numbers of a vector; `undefined` without vectors
   * @param metadata for the footer of the file
   */
  constructor(output: ExportOutput, dim: number | undefined, metadata: Record<string, string>) {
    const rows = dim === undefined ? MAX_GROUP_ROWS : Math.floor(GROUP_BYTES / (4 * dim));
    this.#groupRows = Math.max(1, Math.min(rows, MAX_GROUP_ROWS));
    this.#hasVectors = dim !== undefined;
    this.#file = new ParquetWriter({
      writer: new OutputWriter(output),
      schema: schemaOf(this.#hasVectors),
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      createdBy: "vitrine",
    });
  }

  async add(row: ExportRow): Promise<void> {
    if (this.#rows.push(row) >= this.#groupRows) await this.#writeGroup();
  }

  async finish(): Promise<void> {
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#file.finish();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    const columnData: ColumnSource[] = COLUMNS.map(({ name }) => ({
      name,
      data: rows.map((row) => row[name] ?? null),
    }));
    if (this.#hasVectors) {
      columnData.push({
        name: "vector",
        data: rows.map(({ vector }) => Array.from(vector!)),
        // All vectors differ, and compressing them is not worth the time.
        encoding: "PLAIN",
        codec: "UNCOMPRESSED",
        statistics: false,
      });
    }
    await this.#file.write({ columnData, rowGroupSize: rows.length });
  }
}

function schemaOf(hasVectors: boolean): SchemaElement[] {
  const columns = COLUMNS.map((column): SchemaElement => {
    const { name, type } = column;
    const repetition_type = "required" in column ? "REQUIRED" : "OPTIONAL";
    if (type === "INT32" || type === "DOUBLE") return { name, type, repetition_type };
    const converted_type = type === "JSON" ? "JSON" : "UTF8";
    return { name, type: "BYTE_ARRAY", converted_type, repetition_type };
  });
  const num_children = columns.length + (hasVectors ? 1 : 0);
  return [{ name: "root", num_children }, ...columns, ...(hasVectors ? VECTOR_SCHEMA : [])];
}

/** Passes bytes on after each row group and at the end. */
class OutputWriter extends ByteWriter {
  readonly #output: ExportOutput;

  constructor(output: ExportOutput) {
    super(1 << 16);
    this.#output = output;
  }

  async flush(): Promise<void> {
    const bytes = this.getBytes();
    if (bytes.length === 0) return;
    await this.#output.write(bytes);
    this.index = 0;
  }

  override async finish(): Promise<void> {
    await this.flush();
  }
}
