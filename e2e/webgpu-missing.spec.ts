/** Insisting on WebGPU in a browser without it. */
import { launchOptions } from "../scripts/browser.ts";
import { expect, test } from "./fixtures.ts";

const { args = [], ...launch } = launchOptions();

test.use({ launchOptions: { ...launch, args: [...args, "--disable-features=WebGPU"] } });

test("refuses the device webgpu before anything large is fetched", async ({ bare, site }) => {
  const outcomes = await bare.evaluate(async () => {
    await openSearch({ device: "webgpu" });
    const refused = await outcome(search.query({ text: "hat" }));
    await openSearch({ device: "auto" });
    return [refused, await outcome(search.query({ text: "hat" }, { limit: 1 }))];
  });
  expect(outcomes[0]).toMatchObject({ code: "device-unavailable", typed: true });
  expect(outcomes[1]!.value).toHaveLength(1);
  expect(site.requests.map(({ path }) => path).join()).not.toContain("asyncify.wasm");
});
