/** Writes a report beside the catalog: as JSON for programs, and as a page for people. */
import { orOutputFailed, writeWhole } from "../write/whole-file.ts";
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
  if (htmlPath !== undefined) await writeFile(htmlPath, reportPage(report, album));
  await writeFile(reportPath, `${JSON.stringify(report, undefined, 2)}\n`);
}

async function writeFile(path: string, text: string): Promise<void> {
  const remedy = "Choose another file with --report.";
  await orOutputFailed(`the report to ${path}`, () => writeWhole(path, text), remedy);
}
