/** Who builds a graph: one or more instances of the kernel over one memory. */
import type { Kernel } from "../kernel/exports.generated.ts";
import { createKernel } from "../kernel/kernel.ts";

/** The functions of the kernel that build a graph. */
export const BUILD_CALLS = [
  "setRows",
  "setVisited",
  "setPending",
  "setBlocks",
  "setWorkspace",
  "proposeRows",
  "linkRows",
] as const satisfies readonly (keyof Kernel)[];

/** A function of the kernel that builds a graph. */
export type BuildCall = (typeof BUILD_CALLS)[number];

/** The arguments of each of these functions: addresses and numbers. */
export type BuildArguments = { [Call in BuildCall]: Parameters<Kernel[Call]> };

type BuildKernel = { [Call in BuildCall]: (...args: BuildArguments[Call]) => void };

/** One or more instances of the kernel over one memory. */
export interface Crew {
  /** Number of instances. */
  readonly size: number;
  readonly memory: WebAssembly.Memory;
  /** Calls a function in every instance, each with its own arguments, and waits until all are done. */
  run<Call extends BuildCall>(call: Call, args: (part: number) => BuildArguments[Call]): void;
  /** Ends the instances. */
  end(): void;
}

/**
 * Makes a crew.
 *
 * @param bytes the memory that a crew of a size needs
 */
export type CrewFactory = (bytes: (size: number) => number) => Crew;

/** One instance, on the calling thread. */
export const soloCrew: CrewFactory = (bytes) => {
  const { kernel, memory } = createKernel(bytes(1));
  return {
    size: 1,
    memory,
    run: (call, args) => callKernel(kernel, call, args(0)),
    end: () => {},
  };
};

/** Calls a function of an instance. */
export function callKernel<Call extends BuildCall>(
  kernel: BuildKernel,
  call: Call,
  args: BuildArguments[Call],
): void {
  kernel[call](...args);
}
