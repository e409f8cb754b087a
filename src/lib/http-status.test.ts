/** Tests of which HTTP answers are worth another try. */
import { expect, it } from "vitest";
import { isRetryableStatus } from "./http-status.ts";

it("tries again what a busy server, a network of caches or early data refuse", () => {
  const retryable = [408, 425, 429, 500, 502, 503, 504, 520, 530];
  expect(retryable.filter((status) => !isRetryableStatus(status))).toEqual([]);
});

it("does not try again what will never be answered otherwise", () => {
  const final = [200, 206, 304, 400, 401, 403, 404, 410, 416, 451, 501, 505];
  expect(final.filter((status) => isRetryableStatus(status))).toEqual([]);
});
