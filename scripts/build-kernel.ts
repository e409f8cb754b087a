/**
 * Compiles the AssemblyScript kernels into TypeScript modules, so that no bundler has to find an asset: for each
 * kernel `exports.generated.ts`, which declares what it exports, and its bytes in `wasm.generated.ts`. Those in
 * `wasm-asserting.generated.ts` check their assertions; the unit tests run them instead (vite.config.ts).
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

/** 4 GiB, the most that a 32-bit memory can have. */
const MAX_PAGES = 65_536;

/** Several threads over one memory, with which Node builds graphs. */
const SHARED_MEMORY = [
  ...["--enable", "threads", "--sharedMemory"],
  ...["--initialMemory", "1", "--maximumMemory", String(MAX_PAGES)],
];

const BUILDS = [
  { suffix: "", options: ["--noAssert"] },
  // An assertion that fails traps; the names of functions tell where.
  { suffix: "-asserting", options: ["--debug"] },
];

export async function buildKernels(): Promise<void> {
  await buildKernel("src/encoder/resize");
  await buildKernel("src/vector/kernel", { "-shared": SHARED_MEMORY });
}

/**
 * Compiles `assembly/index.ts` of a folder.
 *
 * @param variants further builds of it, with the options of the compiler by the suffix of their module
 */
async function buildKernel(
  folder: string,
  variants: Record<string, readonly string[]> = {},
): Promise<void> {
  for (const [variant, variantOptions] of Object.entries({ "": [], ...variants })) {
    for (const { suffix, options } of BUILDS) {
      const compiled = await compile(folder, [...variantOptions, ...options]);
      const name = `wasm${variant}${suffix}`;
      const opening = `The kernel's bytes, compiled with ${[...variantOptions, ...options].join(" ")}`;
      const base64 = Buffer.from(compiled.wasm).toString("base64");
      await write(folder, name, opening, `export const KERNEL_BASE64 =\n  "${base64}";\n`);
      if (name === "wasm") {
        await write(folder, "exports", "What the kernel exports", declare(compiled));
      }
    }
  }
}

async function write(folder: string, name: string, opening: string, code: string): Promise<void> {
  const header = `/** ${opening}. Made by scripts/build-kernel.ts from ${folder}/assembly. */\n\n`;
  await writeFile(`${folder}/${name}.generated.ts`, header + code);
}

interface Compiled {
  wasm: Uint8Array<ArrayBuffer>;
  /** AssemblyScript's own declarations of the exports, as of `--bindings raw`. */
  declarations: string;
}

async function compile(folder: string, options: readonly string[]): Promise<Compiled> {
  const source = `${folder}/assembly/index.ts`;
  const outputs = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main(
    [
      source,
      ...["--outFile", "kernel.wasm"],
      ...["--bindings", "raw"],
      ...["--runtime", "stub"],
      ...["--enable", "simd"],
      ...["--optimizeLevel", "3", "--converge"],
      // A failed assertion needs no message, which would have to stand in memory: that is the caller's.
      ...["--use", "abort="],
      "--importMemory",
      ...options,
    ],
    {
      writeFile: (name, contents) => {
        outputs.set(name, contents);
      },
    },
  );
  const wasm = outputs.get("kernel.wasm");
  const declarations = outputs.get("kernel.d.ts");
  if (error || !(wasm instanceof Uint8Array) || typeof declarations !== "string") {
    throw new Error(`${source} does not compile.\n${stderr.toString()}`);
  }
  return { wasm: new Uint8Array(wasm), declarations };
}

/** In AssemblyScript's declarations: where an export comes from, its kind, name and, of a function, signature. */
const DECLARATION =
  /\/\*\*\s*(?:\* )?(?<path>\S+)(?:(?!\*\/).)*\*\/\s*export (?<kind>function|const) (?<name>\w+)(?<signature>\([^;]*)?/gs;

/** TypeScript for the exports: the functions as an interface, the constants with their values. */
function declare({ wasm, declarations }: Compiled): string {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } });
  const functions: string[] = [];
  const constants: string[] = [];
  for (const { groups = {} } of declarations.matchAll(DECLARATION)) {
    const { path = "", kind, name = "", signature = "" } = groups;
    const value = exports[name];
    if (kind === "function") {
      // WebAssembly itself has no booleans.
      const raw = signature.replace(/: boolean$/, ": number");
      functions.push(`${docOf(path)}${name}${raw};`);
    } else if (value instanceof WebAssembly.Global) {
      constants.push(`${docOf(path)}export const ${name} = ${value.value};\n`);
    }
  }
  return `${constants.map((constant) => `${constant}\n`).join("")}/** The functions of the kernel. Addresses are byte offsets into the memory, scores float64, truth values 0 or 1. */
export interface Kernel {
${functions.join("\n").replace(/^(?=.)/gm, "  ")}
}

/** A new instance of the kernel over a memory. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  // The interface was made of the very exports.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}
`;
}

/** The comment of an export in its source. AssemblyScript has its path as "folder/module/name". */
function docOf(path: string): string {
  const [, file, name] = /^(.+)\/(\w+)$/.exec(path) ?? [];
  const source = readFileSync(`${file}.ts`, "utf8");
  const pattern = `(/\\*\\*(?:(?!\\*/).)*\\*/\\n)export (?:function|const) ${name}\\b`;
  return new RegExp(pattern, "s").exec(source)?.[1] ?? "";
}

if (import.meta.filename === process.argv[1]) await buildKernels();
