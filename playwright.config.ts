/** The browser tests: two at a time, each with a site of its own. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./scripts/browser.ts";

export default defineConfig({
  testDir: "e2e",
  outputDir: ".cache/playwright",
  workers: 2,
  timeout: 60_000,
  // A test that only passes the second time has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  use: { launchOptions: launchOptions() },
});
