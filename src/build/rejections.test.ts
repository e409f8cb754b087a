import { expect, test } from "vitest";
import { Rejections } from "./rejections.ts";
import { Warnings } from "./warnings.ts";

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

test("what is particular to a row is told apart from its reason", () => {
  const rejections = new Rejections();
  rejections.add({ line: 2, reason: "broken (a.jpg)" }, "broken");
  rejections.add({ line: 1, reason: "broken (b.jpg)" }, "broken");
  expect(rejections.reasons()).toMatchObject([{ reason: "broken", count: 2 }]);
  expect(rejections.list().map(({ reason }) => reason)).toEqual([
    "broken (b.jpg)",
    "broken (a.jpg)",
  ]);
});
