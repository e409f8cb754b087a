/** Whether embeddings are those of the reference: speed without that would mean nothing. */
import type { EncodeApi } from "./pages.ts";
import { type BenchPhotos, type PhotoSize, pngOf, SIZES } from "./photos.ts";
import { cosine } from "./reference.ts";

export interface Accuracy {
  /** Smallest cosine to the reference, over the JPEG files. */
  min: number;
  /** The same by size of the photos. */
  bySize: Record<PhotoSize | "small", number>;
  /** Over PNG files of the pixels that the reference has: what the decoders differ by is left out. */
  minSamePixels: number;
}

export const photosToCompare = ({ files }: BenchPhotos) => [
  ...files.small,
  ...SIZES.flatMap((size) => files[size]),
];

export async function measureAccuracy(
  api: EncodeApi,
  photos: BenchPhotos,
  reference: readonly number[][],
): Promise<Accuracy> {
  const files = photosToCompare(photos);
  const jpegs = await api(
    "embed",
    "image",
    files.map((file) => `/photos/${file}`),
  );
  const pngs = await api(
    "embed",
    "image",
    files.map((file) => `/photos/${pngOf(file)}`),
  );
  const cosines = new Map(files.map((file, i) => [file, cosine(jpegs[i]!, reference[i]!)]));
  const minOf = (some: readonly string[]) => Math.min(...some.map((file) => cosines.get(file)!));
  return {
    min: minOf(files),
    bySize: Object.fromEntries(
      (["small", ...SIZES] as const).map((size) => [size, minOf(photos.files[size])]),
    ) as Accuracy["bySize"],
    minSamePixels: Math.min(...pngs.map((vector, i) => cosine(vector, reference[i]!))),
  };
}
