import { arch, cpus } from "node:os";
import { type DiskCache, sha256Of } from "../../pictures/caches/disk-cache.ts";
import { sealed, unsealed } from "../../pictures/caches/sealed.ts";

/** How near one runtime's vectors of some pictures are to another's. */
export interface Cosines {
  /** Pictures that were embedded by both. */
  pictures: number;
  /** Of the vectors of one picture, the smallest and the mean one. */
  smallestCosine: number;
  meanCosine: number;
}

/** All that decides what numbers a runtime computes. */
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
 * That the runtime of a build agreed with that of browsers, remembered for the builds after it. Which products
 * saturate depends on the instructions that the processor has, so that the processor is a term of it, too.
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
    this.#key = sha256Of(JSON.stringify(all));
    this.#memory = memory;
  }

  /** What was found, if it is known. @throws `output-failed` */
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
