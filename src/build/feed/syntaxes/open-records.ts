/** Opens a file of a feed, whatever its syntax. */
import type { Readable } from "node:stream";
import type { FeedRow } from "../feed-record.ts";
import { type ByteSource, openSource, STDIN, withFile } from "../source/byte-source.ts";
import type { FeedFile } from "../source/feed-files.ts";
import { decodeStart, decodeText, detectEncoding } from "../source/text-encoding.ts";
import { refuseForeignFiles } from "./foreign-files.ts";
import { readText, type SyntaxName, syntaxOf } from "./index.ts";
import { isParquet, readParquet } from "./parquet.ts";
import { readPictureFolder } from "./picture-folder.ts";
import { textStart } from "./text-start.ts";

export interface OpenOptions {
  /** What stands for standard input. Default: that of the process. */
  input?: Readable;
  /** Encoding of texts, by a label of the WHATWG's Encoding Standard. Default: detected. */
  encoding?: string;
  signal?: AbortSignal;
  /** Told what a person should know of the file as a whole. */
  onNote?: (note: string) => void;
}

/** The records of one file, whatever they stand for. */
export interface OpenRecords {
  syntax: SyntaxName;
  /** Read once, to its end or until `return`. */
  rows: AsyncGenerator<FeedRow>;
}

/**
 * Opens a file, standard input (`-`), or a folder of pictures, by its content.
 *
 * @throws VisualSearchError `feed-invalid`, also while the rows are read, if it cannot be read to its end, is
 * empty, or is no feed
 */
export async function openRecords(file: FeedFile, options: OpenOptions = {}): Promise<OpenRecords> {
  if ("pictureFolder" in file) {
    return { syntax: "pictures", rows: readPictureFolder(file.pictureFolder) };
  }
  const { input = process.stdin, signal } = options;
  const source = await openSource(file.path, input, signal);
  try {
    if (isParquet(source.start)) {
      return { syntax: "parquet", rows: withFile(source, (path) => readParquet(path, signal)) };
    }
    return openText(source, file.path === STDIN ? "" : file.path, options);
  } catch (error) {
    await source.blocks.return(undefined);
    throw error;
  }
}

function openText(source: ByteSource, path: string, options: OpenOptions): OpenRecords {
  const { start, name, blocks } = source;
  const { encoding, onNote } = options;
  refuseForeignFiles(start, name);
  const known = encoding === undefined ? detectEncoding(start, name) : { label: encoding };
  const syntax = syntaxOf(textStart(decodeStart(start, known), path));
  const text = decodeText(blocks, known, (guess) =>
    onNote?.(
      `The feed ${name} is not UTF-8 and was read as ${guess}. If that is wrong, name its encoding with ` +
        "--encoding.",
    ),
  );
  return { syntax, rows: readText(syntax, text) };
}
