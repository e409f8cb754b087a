import type { ImageSource } from "vitrine";

/** A picture to search with, and how to show it. */
export interface Photo {
  source: ImageSource;
  /** Address of the picture for an `<img>`. */
  preview: string;
  name: string;
}

/** A chosen, dropped or pasted file. It stays in the browser's memory. */
export function photoFromFile(file: File): Photo {
  return { source: file, preview: URL.createObjectURL(file), name: file.name || "your photo" };
}

/** A picture that the page shows already, so that searching with it fetches nothing. */
export function photoFromElement(image: HTMLImageElement, name: string): Photo {
  return { source: image, preview: image.currentSrc, name };
}

export function releasePhoto(photo: Photo): void {
  if (photo.source instanceof File) URL.revokeObjectURL(photo.preview);
}
