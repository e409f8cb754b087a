/** Memory of a page with its encoders, measured by the browser. */
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";

export interface ProcessMemory {
  residentMiB: number;
  /** The most that it ever had. */
  peakMiB: number;
}

const FIELDS = { residentMiB: "VmRSS", peakMiB: "VmHWM" } as const;

/**
 * Memory of the largest renderer, which is that of the page where there is no other; `null` where the
 * system does not tell.
 */
export async function rendererMemory(
  context: BrowserContext,
  page: Page,
): Promise<ProcessMemory | null> {
  const session = await (context.browser() ?? page.context().browser())?.newBrowserCDPSession();
  if (!session || process.platform !== "linux") return null;
  const { processInfo } = (await session.send("SystemInfo.getProcessInfo")) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      const mib = (field: string) =>
        Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
      return { residentMiB: mib(FIELDS.residentMiB), peakMiB: mib(FIELDS.peakMiB) };
    });
  return sizes.sort((a, b) => b.residentMiB - a.residentMiB)[0] ?? null;
}
