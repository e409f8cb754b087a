/** Writes small ONNX models for tests, by the fields of onnx.proto. */

type Field = readonly [number: number, value: number | string | Uint8Array];

/** A protocol buffers message: integers as varints, texts and bytes with their length. */
function message(...fields: readonly Field[]): Uint8Array {
  const out: number[] = [];
  for (const [number, value] of fields) {
    if (typeof value === "number") {
      varint(out, number << 3);
      varint(out, value);
    } else {
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
      varint(out, (number << 3) | 2);
      varint(out, bytes.length);
      for (const byte of bytes) out.push(byte);
    }
  }
  return Uint8Array.from(out);
}

function varint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** A number for a fixed dimension, a name for a free one. */
export interface OnnxValue {
  name: string;
  shape: readonly (number | string)[];
}

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  ints?: Readonly<Record<string, readonly number[]>>;
  int?: Readonly<Record<string, number>>;
}

export interface OnnxConstant {
  name: string;
  shape: readonly number[];
  /** float32, or int64 as BigInt. */
  data: Float32Array | BigInt64Array;
}

export interface OnnxGraph {
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  constants: readonly OnnxConstant[];
  nodes: readonly OnnxNode[];
}

const FLOAT = 1;
const INT64 = 7;
const INT_ATTRIBUTE = 2;
const INTS_ATTRIBUTE = 7;
const IR_VERSION = 8;
const OPSET = 13;

export function onnxModel({ inputs, outputs, constants, nodes }: OnnxGraph): Uint8Array {
  const graph = message(
    ...nodes.map((node): Field => [1, nodeProto(node)]),
    [2, "test"],
    ...constants.map((constant): Field => [5, tensorProto(constant)]),
    ...inputs.map((value): Field => [11, valueProto(value)]),
    ...outputs.map((value): Field => [12, valueProto(value)]),
  );
  return message([1, IR_VERSION], [7, graph], [8, message([1, ""], [2, OPSET])]);
}

function nodeProto({ op, inputs, outputs, ints = {}, int = {} }: OnnxNode): Uint8Array {
  const attributes = [
    ...Object.entries(ints).map(([name, values]) =>
      message([1, name], ...values.map((value): Field => [8, value]), [20, INTS_ATTRIBUTE]),
    ),
    ...Object.entries(int).map(([name, value]) =>
      message([1, name], [3, value], [20, INT_ATTRIBUTE]),
    ),
  ];
  return message(
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, op],
    ...attributes.map((attribute): Field => [5, attribute]),
  );
}

function tensorProto({ name, shape, data }: OnnxConstant): Uint8Array {
  return message(
    ...shape.map((size): Field => [1, size]),
    [2, data instanceof Float32Array ? FLOAT : INT64],
    [8, name],
    [9, new Uint8Array(data.buffer)],
  );
}

function valueProto({ name, shape }: OnnxValue): Uint8Array {
  const dimensions = shape.map(
    (size): Field => [1, typeof size === "number" ? message([1, size]) : message([2, size])],
  );
  return message([1, name], [2, message([1, message([1, FLOAT], [2, message(...dimensions)])])]);
}
