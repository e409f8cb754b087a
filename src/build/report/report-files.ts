/** Writes a report beside the catalog: as JSON for programs, and as a page for people. */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { processTag } from "../write/process-tag.ts";
import type { PageReport } from "./build-report.ts";
import type { Album } from "./page/album.ts";
import { reportPage } from "./page/page.ts";

/**
 * Writes the report to its `reportPath`, and its page to `htmlPath` if it has one.
 *
 * @param album small pictures for the page
 * @throws `output-failed`
 */
export async function writeReport(report: PageReport, album: Album | undefined): Promise<void> {
  const { htmlPath, reportPath } = report;
  if (htmlPath !== undefined) await writeWhole(htmlPath, reportPage(report, album));
  await writeWhole(reportPath, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Writes the whole file or nothing. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp-${processTag()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "w");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new VisualSearchError(
      "output-failed",
      `The report cannot be written to ${path}: ${messageOf(error)}. Choose another file with --report.`,
      { cause: error },
    );
  }
}
