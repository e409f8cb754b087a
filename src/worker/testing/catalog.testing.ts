/** Catalogs on a local server, and engines that open them. */

import type { CatalogFile } from "../../catalog/files/file-set.ts";
import type { CatalogSource } from "../../catalog/writing/catalog-source.ts";
import { createCatalog } from "../../catalog/writing/create-catalog.ts";
import type { RgbaImage } from "../../encoder/index.ts";
import type { FileServer } from "../../store/server.testing.ts";
import { Engine, type EngineOptions } from "../engine.ts";
import type { Platform } from "../platform.ts";

/** A platform without encoders, for what must not need any. */
export const NO_ENCODERS: Platform = {
  decode: async (image, { region }) => ({ pixels: image as unknown as RgbaImage, region }),
  findGpu: async () => "There is none.",
  loadRuntime: async () => {
    throw new Error("no encoder should be needed");
  },
  runtimeFile: () => ({ bytes: 1000, sha256: "2".repeat(64) }),
  explainThreads: () => "It is a test.",
  browser: "test",
};

/** Serves a catalog at `/catalog/` instead of the one before. */
export async function serveCatalog(server: FileServer, source: CatalogSource): Promise<void> {
  serveFiles(server, await createCatalog(source));
}

export function serveFiles(server: FileServer, files: readonly CatalogFile[]): void {
  for (const path of server.files.keys()) {
    if (path.startsWith("/catalog/")) server.files.delete(path);
  }
  for (const { path, bytes } of files) {
    server.files.set(`/catalog/${path}`, bytes);
  }
}

export function openEngine(
  server: FileServer,
  change: Partial<EngineOptions> = {},
  platform: Platform = NO_ENCODERS,
): Promise<Engine> {
  return Engine.open(
    {
      catalog: server.url("/catalog/"),
      device: "auto",
      onProgress: () => {},
      onWarning: () => {},
      onLargeDownload: () => {},
      onInfo: () => {},
      ...change,
    },
    platform,
  );
}
