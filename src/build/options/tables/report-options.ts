/** Options of the commands that write a catalog with a report beside it, and the paths they stand for. */
import { relative, resolve, sep } from "node:path";
import { invalidArgument } from "../../../lib/checks.ts";
import type { Option } from "../option.ts";
import { FILE, FLAG, FOLDER } from "../values.ts";

export const OUT = {
  kind: FOLDER,
  help: "folder of the catalog; made, or replaced if it is a catalog",
  group: "Catalog",
  required: true,
} satisfies Option<string>;

export const REPORT = {
  kind: FILE,
  help: "what was read and left out, and why",
  group: "Output",
  defaultText: "<out>.report.json",
} satisfies Option<string>;

export const HTML = {
  kind: FLAG,
  help: "leave out the page beside the report, .html, for a person to look at",
  group: "Output",
  default: true,
} satisfies Option<boolean>;

/** Where a report goes. */
export interface ReportPaths {
  report: string;
  /** The report as a page, if it is written. */
  htmlReport: string | undefined;
}

/** @throws VisualSearchError `invalid-argument` if the report would be in the catalog's folder */
export function reportPaths(options: { out: string; report?: string; html: boolean }): ReportPaths {
  const { out, html, report = `${resolve(out)}.report.json` } = options;
  if (!isOutside(report, out)) {
    throw invalidArgument(
      "report",
      "a file outside the catalog's folder, which is replaced",
      report,
    );
  }
  return { report, htmlReport: html ? `${report.replace(/\.json$/i, "")}.html` : undefined };
}

export function isOutside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way.startsWith(`..${sep}`) || way === "..";
}
