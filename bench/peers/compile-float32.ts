/** Compiles the float32 kernel of the bench. */
import asc from "assemblyscript/asc";

/** Brute force over float32 with SIMD; `float32.ts` says what it exports. */
const SOURCE = `
let rows: usize = 0;
let count: i32 = 0;
let dim: i32 = 0;

export function setRows(rowsAt: usize, rowCount: i32, numbers: i32): void {
  rows = rowsAt;
  count = rowCount;
  dim = numbers;
}

function dot(a: usize, b: usize): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  let i = 0;
  for (; i + 16 <= dim; i += 16) {
    const p = a + (<usize>i << 2), q = b + (<usize>i << 2);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(p), v128.load(q)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(p, 32), v128.load(q, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(p, 48), v128.load(q, 48)));
  }
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let sum = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1)
    + f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3);
  for (; i < dim; i++) {
    sum += load<f32>(a + (<usize>i << 2)) * load<f32>(b + (<usize>i << 2));
  }
  return sum;
}

export function scores(query: usize, out: usize): void {
  const step = <usize>dim << 2;
  for (let i = 0; i < count; i++) store<f32>(out + (<usize>i << 2), dot(rows + i * step, query));
}

export function search(query: usize, k: i32, buckets: usize, bucket: i32, out: usize): i32 {
  const ids = out + (<usize>k << 2), step = <usize>dim << 2;
  let found = 0, least: f32 = -Infinity;
  for (let i = 0; i < count; i++) {
    if (buckets && load<u8>(buckets + i) != bucket) continue;
    const score = dot(rows + i * step, query);
    if (found == k && score <= least) continue;
    let at = found < k ? found++ : k - 1;
    for (; at > 0 && load<f32>(out + (<usize>(at - 1) << 2)) < score; at--) {
      store<f32>(out + (<usize>at << 2), load<f32>(out + (<usize>(at - 1) << 2)));
      store<u32>(ids + (<usize>at << 2), load<u32>(ids + (<usize>(at - 1) << 2)));
    }
    store<f32>(out + (<usize>at << 2), score);
    store<u32>(ids + (<usize>at << 2), i);
    least = load<f32>(out + (<usize>(found - 1) << 2));
  }
  return found;
}
`;

export async function compileFloat32Kernel(): Promise<Uint8Array<ArrayBuffer>> {
  let wasm: Uint8Array | undefined;
  const flags = ["--runtime", "stub", "--enable", "simd", "--optimizeLevel", "3", "--noAssert"];
  const { error, stderr } = await asc.main(
    ["scan.ts", "--outFile", "scan.wasm", "--importMemory", ...flags],
    {
      readFile: (name) => (name === "scan.ts" ? SOURCE : null),
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`The float32 scan does not compile.\n${stderr.toString()}`);
  return Uint8Array.from(wasm);
}
