/** Files by their content, in pieces that are verified one by one. */

/** A file that is known by its content. */
export interface ContentRef {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** SHA-256 of each consecutive piece of a file that is longer than one. */
  chunks?: readonly string[] | undefined;
}

/** Where the pieces of a file begin and end, and what each must hash to. */
export interface Pieces {
  readonly count: number;
  start(piece: number): number;
  /** One past its last byte. */
  end(piece: number): number;
  /** The piece that has this byte. */
  at(offset: number): number;
  sha256(piece: number): string;
}

/** A file without hashes of its pieces is a single piece. */
export function piecesOf({ bytes, sha256, chunks = [] }: ContentRef, pieceBytes: number): Pieces {
  const count = Math.ceil(bytes / pieceBytes);
  if (count < 2 || chunks.length !== count) {
    return { count: 1, start: () => 0, end: () => bytes, at: () => 0, sha256: () => sha256 };
  }
  return {
    count,
    start: (piece) => piece * pieceBytes,
    end: (piece) => Math.min((piece + 1) * pieceBytes, bytes),
    at: (offset) => Math.floor(offset / pieceBytes),
    sha256: (piece) => chunks[piece]!,
  };
}
