/** Tests of what a report says of rejected rows and warnings. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { joinRejections, Rejections } from "./rejections.ts";
import { joinWarnings, Warnings } from "./warnings.ts";

test("a million rows are counted, and few are kept", () => {
  const rejections = new Rejections();
  const warnings = new Warnings();
  for (let line = 1_000_000; line > 0; line--) {
    const reason = line % 2 === 0 ? `the id is that of line ${line}` : `"${line}" is no row`;
    const words = line % 1000 === 1 ? `reason ${"x".repeat((line / 1000) % 400)}` : reason;
    rejections.add({ line, id: `p${line}`, reason: words, sample: "s".repeat(200) });
    warnings.add(`"column ${line % 5000}" is cut`, line, `p${line}`, "f".repeat(500));
  }
  expect(rejections.count).toBe(1_000_000);
  const rows = rejections.list();
  expect(rows).toHaveLength(1000);
  expect(rows).toEqual(rows.toSorted((a, b) => a.line - b.line));
  const reasons = rejections.reasons();
  expect(reasons.length).toBeLessThanOrEqual(101);
  expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(1_000_000);
  expect(reasons[0]).toMatchObject({ reason: "the id is that of line N", count: 500_000 });
  expect(rejections.repeatedIds()).toMatchObject({ count: 500_000, examples: { length: 10 } });
  const list = warnings.list();
  expect(list.length).toBeLessThanOrEqual(201);
  expect(list.reduce((sum, { count }) => sum + count, 0)).toBe(1_000_000);
  const report = { rows, reasons, list, repeated: rejections.repeatedIds() };
  expect(JSON.stringify(report).length).toBeLessThan(2_500_000);
});

test("details of a row are kept apart from its reason", () => {
  const rejections = new Rejections();
  rejections.add({ line: 2, reason: "broken (a.jpg)" }, "broken");
  rejections.add({ line: 1, reason: "broken (b.jpg)" }, "broken");
  expect(rejections.reasons()).toMatchObject([{ reason: "broken", count: 2 }]);
  expect(rejections.list().map(({ reason }) => reason)).toEqual([
    "broken (b.jpg)",
    "broken (a.jpg)",
  ]);
});

function listsOf(rejections: Rejections) {
  return {
    rejected: rejections.list(),
    rejectedBy: rejections.reasons(),
    repeatedIds: rejections.repeatedIds(),
  };
}

test("joined rejections and warnings of shards are those of the whole feed", () => {
  const kind = fc.constantFrom("the id is that of line 7", '"x" is no price', "no title", "a", "b");
  const row = fc.record({ kind, part: fc.nat(3) });
  const byReason = (a: { reason: string }, b: { reason: string }) => (a.reason < b.reason ? -1 : 1);
  const byMessage = (a: { message: string }, b: { message: string }) =>
    a.message < b.message ? -1 : 1;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 2500, size: "max" }), (rows) => {
      const whole = { rejections: new Rejections(), warnings: new Warnings() };
      const parts = Array.from({ length: 4 }, () => ({
        rejections: new Rejections(),
        warnings: new Warnings(),
      }));
      for (const [line, { kind, part }] of rows.entries()) {
        for (const { rejections, warnings } of [whole, parts[part]!]) {
          rejections.add({ line, reason: kind });
          warnings.add(kind, line, `p${line}`, "found");
        }
      }
      const joined = joinRejections(parts.map(({ rejections }) => listsOf(rejections)));
      const wanted = listsOf(whole.rejections);
      expect(joined.rejected).toEqual(wanted.rejected);
      expect(joined.repeatedIds).toEqual(wanted.repeatedIds);
      expect(joined.rejectedBy.toSorted(byReason)).toEqual(wanted.rejectedBy.toSorted(byReason));
      const warnings = joinWarnings(parts.flatMap(({ warnings }) => warnings.list()));
      expect(warnings.toSorted(byMessage)).toEqual(whole.warnings.list().toSorted(byMessage));
    }),
    { seed: 2, numRuns: 20 },
  );
});

test("joined lists are as short as those of one build", () => {
  const parts = Array.from({ length: 9 }, (_, part) => {
    const rejections = new Rejections();
    const warnings = new Warnings();
    for (let line = 0; line < 3000; line++) {
      const word = `${"y".repeat(part)}${"x".repeat(line % 300)}`;
      rejections.add({ line, reason: word });
      warnings.add(`${part} ${line % 300}`, line, "p", "found");
    }
    return { lists: listsOf(rejections), warnings: warnings.list() };
  });
  const { rejected, rejectedBy } = joinRejections(parts.map(({ lists }) => lists));
  expect(rejected).toHaveLength(1000);
  expect(rejectedBy.length).toBeLessThanOrEqual(101);
  expect(rejectedBy.reduce((sum, { count }) => sum + count, 0)).toBe(27_000);
  const warnings = joinWarnings(parts.flatMap(({ warnings }) => warnings));
  expect(warnings.length).toBeLessThanOrEqual(201);
  expect(warnings.reduce((sum, { count }) => sum + count, 0)).toBe(27_000);
});
