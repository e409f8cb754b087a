/** What a source of pictures is, and how addresses of pictures are read and shown. */

/** A picture file that is there to be read. */
export interface FoundPicture {
  /** Upper bound of its bytes; 1 or more. */
  readonly size: number;
  /** Stands for the file in its present state, if a hash can be remembered by it. */
  readonly identity?: string;
  /** @throws an `Error` with the reason */
  read(): Promise<Uint8Array>;
}

/** A place that pictures come from. */
export interface ImageSource {
  /** @throws an `Error` with the reason why there is no picture at the address */
  find(address: string): Promise<FoundPicture>;
}

/** Bytes of the largest picture file that is read. */
export const MAX_PICTURE_BYTES = 256 * 2 ** 20;

/** A picture whose length can be read. */
export function foundPicture(
  size: number,
  read: () => Promise<Uint8Array>,
  identity?: string,
): FoundPicture {
  if (size === 0) throw new Error("the image file is empty");
  if (size > MAX_PICTURE_BYTES) throw tooLong(size, MAX_PICTURE_BYTES);
  return { size, read, ...(identity !== undefined && { identity }) };
}

export function tooLong(size: number, most: number): Error {
  return new Error(`the image file has ${size} bytes, at most ${most}`);
}

/** The scheme of an address in lower case, without its colon; of a path, `undefined`. */
export function schemeOf(address: string): string | undefined {
  if (address.startsWith("//")) return "https";
  // A single letter is a drive of Windows.
  return /^([a-z][a-z0-9+.-]+):/i.exec(address)?.[1]?.toLowerCase();
}

const SHOWN = 200;

/** An address as a report may show it: cut, and without credentials. */
export function shownAddress(address: string): string {
  if (schemeOf(address) === "data") {
    const comma = address.indexOf(",");
    return `${address.slice(0, Math.min(comma < 0 ? 40 : comma, 80))}, ${address.length} characters`;
  }
  const plain = withoutCredentials(address);
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}

/** The address without name and password. */
export function withoutCredentials(address: string): string {
  return address.replace(/^((?:https?:)?[\\/]{2})[^/?#\\]*@/i, "$1");
}
