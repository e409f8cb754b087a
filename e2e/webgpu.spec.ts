import { launchOptions } from "../scripts/browser.ts";
import { expect, test } from "./fixtures.ts";

const { args = [], ...launch } = launchOptions();

// Chromium's software adapter: right, slow, and on every machine.
const WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
test.use({ launchOptions: { ...launch, args: [...args, ...WEBGPU] } });

test("the device webgpu gives the hits of wasm, once it has passed the self-check", async ({
  bare,
}) => {
  test.slow();
  const { webgpu, wasm, info } = await bare.evaluate(async () => {
    await openSearch();
    const { items } = await search.browse({ limit: 1, offset: 10 });
    const image = await photo(items[0]!.id);
    const vectors = async () => [
      [...(await search.embed(image))],
      [...(await search.embed("a red dress"))],
    ];
    const wasm = await vectors();
    search.close();
    await openSearch({ device: "webgpu" });
    return { wasm, webgpu: await vectors(), info: search.info };
  });
  expect(info.device).toBe("webgpu");
  wasm.forEach((vector, i) => {
    const cosine = vector.reduce((sum, x, d) => sum + x * webgpu[i]![d]!, 0);
    expect(cosine).toBeGreaterThan(0.995);
  });
});
