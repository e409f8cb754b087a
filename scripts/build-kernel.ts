/** Compiles the AssemblyScript kernel and writes it as a module, so that no bundler has an asset to find. */
import { writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

const OUT = "src/vector/kernel/kernel.generated.ts";

export async function buildKernel(): Promise<number> {
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
    OUT,
    `// Made by scripts/build-kernel.ts from assembly/index.ts.\nexport const KERNEL_BASE64 =\n  "${base64}";\n`,
  );
  return wasm.length;
}
