/** Compiles the AssemblyScript kernels and writes them as modules, so that no bundler has an asset to find. */
import { writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

/** 4 GiB, the most that a 32-bit memory can have. */
const MAX_PAGES = 65_536;

export async function buildKernels(): Promise<void> {
  const resize = "src/encoder/resize";
  await compile(`${resize}/assembly/index.ts`, `${resize}/kernel.generated.ts`);
  const vector = "src/vector/kernel";
  await compile(`${vector}/assembly/index.ts`, `${vector}/kernel.generated.ts`);
  // For several threads over one memory, which Node builds graphs with.
  await compile(`${vector}/assembly/index.ts`, `${vector}/kernel-shared.generated.ts`, [
    ...["--enable", "threads", "--sharedMemory"],
    ...["--initialMemory", "1", "--maximumMemory", String(MAX_PAGES)],
  ]);
}

async function compile(source: string, module: string, options: string[] = []): Promise<void> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      source,
      ...["--outFile", "kernel.wasm"],
      ...["--runtime", "stub"],
      ...["--enable", "simd"],
      ...["--optimizeLevel", "3", "--converge"],
      "--importMemory",
      "--noAssert",
      ...options,
    ],
    {
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") wasm = contents;
      },
    },
  );
  if (error || !wasm) throw new Error(`${source} does not compile.\n${stderr.toString()}`);
  const base64 = Buffer.from(wasm).toString("base64");
  await writeFile(
    module,
    `// Made by scripts/build-kernel.ts from assembly/index.ts.\nexport const KERNEL_BASE64 =\n  "${base64}";\n`,
  );
}
