/** Remembers which runtimes have agreed. */
import { arch, cpus } from "node:os";
import { sha256Text } from "../../hashes.ts";
import type { DiskCache } from "../../pictures/caches/disk-cache.ts";
import { sealed, unsealed } from "../../pictures/caches/sealed.ts";
import type { Cosines } from "./check-result.ts";

/** Everything that decides which numbers a runtime computes. */
export interface AgreementTerms {
  /** SHA-256 of the weights, lower-case hex. */
  weights: string;
  /** The preprocessing settings as canonical text. */
  preprocessing: string;
  /** Both runtimes with their versions. */
  embeddedWith: string;
  reference: string;
  threads: number;
}

/**
 * That the runtime of a build agreed with that of browsers, remembered for later builds. Which int8 products
 * saturate depends on the instructions of the processor, so the processor is one of the terms.
 */
export class Agreement {
  readonly #key: string;
  readonly #memory: Pick<DiskCache, "read" | "write">;

  /** @param processor its architecture and model. Default: those of this machine */
  constructor(
    terms: AgreementTerms,
    memory: Pick<DiskCache, "read" | "write">,
    processor = `${arch()} ${[...new Set(cpus().map(({ model }) => model))].join(", ")}`,
  ) {
    const { weights, preprocessing, embeddedWith, reference, threads } = terms;
    const all = [weights, preprocessing, embeddedWith, reference, threads, processor];
    this.#key = sha256Text(JSON.stringify(all));
    this.#memory = memory;
  }

  /** How close the runtimes were, if it is known. @throws `output-failed` */
  async recall(): Promise<Cosines | undefined> {
    const file = await this.#memory.read("agreements", this.#key);
    const bytes = file && unsealed(file);
    if (bytes?.length !== 3 * Float64Array.BYTES_PER_ELEMENT) return undefined;
    const [pictures, smallestCosine, meanCosine] = new Float64Array(bytes.buffer);
    return { pictures: pictures!, smallestCosine: smallestCosine!, meanCosine: meanCosine! };
  }

  /** @throws `output-failed` */
  async remember({ pictures, smallestCosine, meanCosine }: Cosines): Promise<void> {
    const numbers = Float64Array.of(pictures, smallestCosine, meanCosine);
    await this.#memory.write("agreements", this.#key, sealed(new Uint8Array(numbers.buffer)));
  }
}
