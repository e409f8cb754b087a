/** The file or stream that an export is written to. */
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { isAbandoned, processTag } from "../write/process-tag.ts";
import { orOutputFailed } from "../write/whole-file.ts";

/** The destination of an export. */
export interface ExportOutput {
  /** Bytes written so far. */
  readonly bytes: number;
  /** Resolves once there is room for more. @throws `output-failed` */
  write(bytes: Uint8Array): Promise<void>;
  /** Completes it. @throws `output-failed` */
  finish(): Promise<void>;
  /** Discards what has been written. A file stays as it was before; a stream cannot be undone. */
  discard(): Promise<void>;
}

/** A file that is written under another name next to it, and takes its place once it is flushed to the disk. */
export class ExportFile implements ExportOutput {
  bytes = 0;
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Makes the folder if it is missing, and deletes what killed exports have left next to the file. */
  static async open(path: string): Promise<ExportFile> {
    return await orOutputFailed(`the export to ${path}`, async () => {
      const folder = dirname(path);
      await mkdir(folder, { recursive: true });
      const state = await stat(path).catch(() => undefined);
      if (state && !state.isFile()) throw new Error("there is something other than a file");
      const prefix = `.${basename(path)}.vitrine-export-`;
      for (const name of await readdir(folder)) {
        if (!name.startsWith(prefix)) continue;
        const left = join(folder, name);
        if (await isAbandoned(left, name.slice(prefix.length))) await rm(left, { force: true });
      }
      const temporary = join(folder, `${prefix}${processTag()}`);
      return new ExportFile(path, temporary, await open(temporary, "wx"));
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    await orOutputFailed(
      `the export to ${this.#path}`,
      async () => await this.#handle.writeFile(bytes),
    );
    this.bytes += bytes.length;
  }

  async finish(): Promise<void> {
    await orOutputFailed(`the export to ${this.#path}`, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.#path);
    });
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}

/** A stream of the caller, such as standard output, which stays open. */
export class ExportStream implements ExportOutput {
  bytes = 0;
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async write(bytes: Uint8Array): Promise<void> {
    // Not `drain`, which a pipe never emits once its reader is gone.
    await orOutputFailed("the export to the stream", () => {
      return new Promise<void>((resolve, reject) => {
        this.#stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    });
    this.bytes += bytes.length;
  }

  async finish(): Promise<void> {}

  async discard(): Promise<void> {}
}
