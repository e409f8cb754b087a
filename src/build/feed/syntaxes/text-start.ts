/** How a text begins, by which its syntax is recognised. */
import { extname } from "node:path";

export interface TextStart {
  /** Without a byte order mark and white space before it. */
  readonly text: string;
  /** Of the file's name in lower case, without `.gz`. It decides only if the text leaves it open. */
  readonly extension: string;
}

export function textStart(text: string, path: string): TextStart {
  return {
    text: text.replace(/^[\ufeff\s\0]+/, ""),
    extension: extname(path.replace(/\.gz$/i, "")).toLowerCase(),
  };
}
