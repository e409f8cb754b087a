/** Facts of a finished catalog, for the report. */
import type { SegmentTotals } from "../inspect/inspect.ts";
import type { BuildReport, OtherBytes } from "./build-report.ts";

/** The bytes by part, and the recall of each index. */
export function catalogFacts(
  { bytes, segments }: Pick<SegmentTotals, "bytes" | "segments">,
  others: OtherBytes,
): Pick<Required<BuildReport>, "parts" | "recall"> {
  const recall = segments.flatMap(({ live, recall, spaces = {} }, segment) =>
    Object.entries({ image: { recall }, ...spaces }).flatMap(([space, { recall: certificate }]) =>
      certificate ? [{ space, segment, items: live, certificate }] : [],
    ),
  );
  return { parts: { ...bytes, ...others }, recall };
}

/** Bytes of what a catalog has only once, if it has it. */
export function furtherBytes(
  files: readonly { path: string; bytes: Uint8Array }[],
): Pick<OtherBytes, "concepts" | "pairs"> {
  const bytesOf = (...kinds: string[]) =>
    files
      .filter(({ path }) => kinds.some((kind) => path.startsWith(`segments/${kind}-`)))
      .reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const concepts = bytesOf("concepts", "probes");
  const pairs = bytesOf("pairs");
  return { ...(concepts > 0 && { concepts }), ...(pairs > 0 && { pairs }) };
}
