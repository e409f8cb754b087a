/** What a build takes over from the previous catalog. */
import type { Catalog } from "../../catalog/catalog.ts";
import { readProbes } from "../../catalog/concepts/probes.ts";
import type { FileRef } from "../../catalog/files/file-ref.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import { needsTexts, type SpaceChoice, spacesOf } from "../../catalog/spaces/spaces.ts";
import { keptPictures } from "../../catalog/update/kept-pictures.ts";
import { verifyCatalog } from "../../catalog/verify/verify-catalog.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Modality } from "../../lib/types.ts";
import { fingerprintOf } from "../hashes.ts";
import type { PictureFacts } from "../pictures/picture-facts.ts";
import type { Pictures } from "../pictures/pictures.ts";
import type { ProductPicture, ProductWithPictures } from "../products/product-with-pictures.ts";
import { openFolder } from "../write/catalog-folder.ts";
import type { KnownConceptSet } from "./concepts/concept-set.ts";
import { PHRASES } from "./concepts/concepts.ts";
import { PROBE_SET } from "./concepts/probes.ts";
import type { EmbedMemory } from "./embed-images.ts";

/** Products whose picture files are read at a time. */
const READ_AT_ONCE = 16;

/** A catalog whose vectors can be taken over. */
export interface PreviousCatalog {
  folder: string;
  catalog: Catalog;
  read: (file: FileRef) => Promise<Uint8Array>;
}

/**
 * Opens the catalog that a build goes on from, or says why the build has to start from scratch. Every byte of the
 * catalog must be right, and its vectors must come from the same model in the same way.
 *
 * @param choice the spaces that the new catalog will have beside `image`
 */
export async function openPrevious(
  folder: string,
  encoder: EncoderBinding,
  choice: SpaceChoice,
): Promise<PreviousCatalog | { note: string }> {
  const refusal = (why: string) => ({
    note: `Every picture was embedded, because the previous catalog ${folder} ${why}.`,
  });
  try {
    const files = await openFolder(folder);
    const { problems, catalog } = await verifyCatalog(files);
    if (!catalog || problems.length > 0) return refusal(`is damaged (${problems[0]})`);
    const { encoder: old } = catalog.manifest;
    const { dtype } = old.weights[0];
    if (dtype !== encoder.weights[0].dtype) return refusal(`has the dtype ${dtype}`);
    const halves = needsTexts(choice) ? (["image", "text"] as const) : (["image"] as const);
    if (halves.some((half) => weightsHash(old, half) !== weightsHash(encoder, half))) {
      return refusal(`was built with the model ${old.id}, revision ${old.revision.slice(0, 12)}`);
    }
    if (old.preprocessing !== encoder.preprocessing || old.dim !== encoder.dim) {
      return refusal("was built with other preprocessing");
    }
    const { spaces } = catalog.manifest;
    if (JSON.stringify(spaces) !== JSON.stringify(spacesOf(encoder.dim, choice))) {
      return refusal(`has other vector spaces (${Object.keys(spaces).join(", ")})`);
    }
    return { folder, catalog, read: ({ path }) => files.read(path) };
  } catch (error) {
    return refusal(`cannot be read (${messageOf(error)})`);
  }
}

/** The concepts and probes of the previous catalog, as far as this build would make the same ones. */
export async function knownConcepts(
  { catalog, read }: PreviousCatalog,
  encoder: EncoderBinding,
): Promise<KnownConceptSet> {
  const { manifest, concepts, dim } = catalog;
  const { closeMatch } = manifest;
  if (weightsHash(manifest.encoder, "text") !== weightsHash(encoder, "text")) {
    return { concepts: undefined, probes: undefined };
  }
  const probes = closeMatch && readProbes(await read(closeMatch.probes), dim);
  return {
    concepts: concepts?.phrases === PHRASES ? concepts : undefined,
    probes: probes?.set === PROBE_SET ? probes : undefined,
  };
}

/** SHA-256 of the weights that embedded the items. Other formats may change, and so may an unused half. */
function weightsHash({ weights, files }: EncoderBinding, half: Modality): string | undefined {
  return files.find(({ path }) => path === weights[0][half])?.sha256;
}

/** The vector that a picture keeps. */
export interface KeptPicture {
  /** Which picture of the same product it is in the previous catalog. */
  picture: number;
  /** Of its file, 32 bytes. */
  sha256: Uint8Array;
  /** Where they are remembered. */
  facts: PictureFacts | undefined;
}

export interface KeepContext {
  source: Pick<Pictures, "sha256">;
  /** What earlier builds know of pictures. */
  memory?: Pick<EmbedMemory, "get">;
  /** Told the number of products that have been compared so far. */
  onDone?: (count: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * For each picture of each product the vector that it keeps, if the previous catalog has the same picture of the
 * product.
 *
 * @throws the reason of `signal` when it aborts
 */
export async function findKept(
  { products, previous }: { products: readonly ProductWithPictures[]; previous: Catalog },
  { source, memory, onDone, signal }: KeepContext,
): Promise<(KeptPicture | undefined)[][]> {
  const kept: (KeptPicture | undefined)[][] = products.map(() => []);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < products.length) {
      signal?.throwIfAborted();
      const i = next++;
      const { item, pictures } = products[i]!;
      if (previous.rowOf(item.id) !== undefined) {
        const hashes = await hashesOf(pictures, source);
        const fingerprints = new Uint8Array(pictures.length * FINGERPRINT_BYTES);
        for (const [p, sha256] of hashes.entries()) {
          if (sha256) fingerprints.set(fingerprintOf(sha256), p * FINGERPRINT_BYTES);
        }
        for (const [p, picture] of keptPictures(previous, item.id, fingerprints).entries()) {
          const sha256 = hashes[p];
          if (picture < 0 || !sha256) continue;
          kept[i]![p] = { picture, sha256, facts: (await memory?.get(sha256))?.facts };
        }
      }
      onDone?.(++done);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, work));
  return kept;
}

/** SHA-256 of the pictures. One that cannot be read is reported when it is to be embedded. */
async function hashesOf(
  pictures: readonly ProductPicture[],
  source: Pick<Pictures, "sha256">,
): Promise<(Uint8Array | undefined)[]> {
  const hashes: (Uint8Array | undefined)[] = [];
  for (const { name } of pictures) {
    hashes.push(await source.sha256(name).catch(() => undefined));
  }
  return hashes;
}
