/** A picture file that is there to be read. */
export interface FoundPicture {
  /** Bytes at most, at least one. */
  readonly size: number;
  /** Of its file as it is, where a hash can be remembered by that. */
  readonly identity?: string;
  /** @throws an `Error` with the reason */
  read(): Promise<Uint8Array>;
}

/** Where pictures come from. */
export interface ImageSource {
  /** @throws an `Error` with the reason why there is no picture at the address */
  find(address: string): Promise<FoundPicture>;
}

/** Bytes of a picture file that is still read. */
export const MAX_PICTURE_BYTES = 256 * 2 ** 20;

/** The picture itself, checked for a length that can be read. */
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

/** The address without name and password; it stays as it is where there are none. */
export function withoutCredentials(address: string): string {
  return address.replace(/^((?:https?:)?[\\/]{2})[^/?#\\]*@/i, "$1");
}
