/** Scenes of the demo shop, of which it is known which products they show. */
export interface Scene {
  image: string;
  kind: "worn" | "laid";
  /** In pixels. */
  width: number;
  height: number;
  found: readonly Found[];
}

export interface Found {
  /** Id of the product. */
  product: string;
  category: string;
  /** Left, top, width and height in pixels. */
  box: readonly [number, number, number, number];
  /** Visible share of the product, 0 to 1. */
  visible: number;
}

/** Products that are smaller, or less visible, are not offered to search with. */
const LEAST_SIDE = 24;
const LEAST_VISIBLE = 0.5;

export const FOLDER = new URL("../demo/scenes/", document.baseURI).href;

export async function fetchScenes(): Promise<Scene[]> {
  const response = await fetch(`${FOLDER}scenes.json`);
  if (!response.ok) throw new Error(`Expected scenes.json, got the status ${response.status}.`);
  return (await response.json()) as Scene[];
}

export function searchable({ found }: Scene): Found[] {
  return found.filter(
    ({ box: [, , width, height], visible }) =>
      Math.min(width, height) >= LEAST_SIDE && visible >= LEAST_VISIBLE,
  );
}

/** The part of a photo in a box, as a picture. */
export async function cut(photo: Blob, [x, y, width, height]: Found["box"]): Promise<Blob> {
  const bitmap = await createImageBitmap(photo, x, y, width, height);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}
