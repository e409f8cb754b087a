/** Compiles the AssemblyScript kernel and writes it as a module, so that no bundler has an asset to find. */
import { writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

const FOLDER = "src/vector/kernel";
/** 4 GiB, the most that a 32-bit memory can have. */
const MAX_PAGES = 65_536;

/** For one thread, and for several over one memory, which Node builds graphs with. */
export async function buildKernel(): Promise<void> {
  await compile("kernel", []);
  await compile("kernel-shared", [
    ...["--enable", "threads", "--sharedMemory"],
    ...["--initialMemory", "1", "--maximumMemory", String(MAX_PAGES)],
  ]);
}

async function compile(name: string, options: string[]): Promise<void> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      "src/vector/kernel/assembly/index.ts",
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
  if (error || !wasm) throw new Error(`The kernel does not compile.\n${stderr.toString()}`);
  const base64 = Buffer.from(wasm).toString("base64");
  await writeFile(
    `${FOLDER}/${name}.generated.ts`,
    `// Made by scripts/build-kernel.ts from assembly/index.ts.\nexport const KERNEL_BASE64 =\n  "${base64}";\n`,
  );
}
