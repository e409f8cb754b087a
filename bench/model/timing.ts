/** How long the starter model takes in a browser. */
import { percentile, withPage } from "../browser.ts";

const WARM_UP = 20;
const ENCODINGS = 60;

/** Median milliseconds of the model's own run, warm, in Chromium's WebAssembly on one thread. */
export async function encodingTimes(): Promise<{ imageMs: number; textMs: number }> {
  const folders = { "/shop/": "public/demo", "/models/": "public/models" };
  const times = await withPage(folders, (page) =>
    page.evaluate(
      async ({ warmUp, encodings }) => {
        await openSearch({ device: "wasm" });
        const { items } = await search.browse({ limit: 1 });
        const picture = await (await fetch(items[0]!.image!)).blob();
        const run = async (query: (i: number) => Parameters<typeof search.query>[0]) => {
          const times: number[] = [];
          for (let i = 0; i < warmUp + encodings; i++) {
            await search.query(query(i), { limit: 1 });
            if (i >= warmUp) times.push(search.info.lastQuery!.encodeMs);
          }
          return times;
        };
        // A file of its own each time: the same one would not be encoded again.
        const image = await run(() => ({ image: new Blob([picture]) }));
        const text = await run((i) => ({ text: `a photo of a red dress number ${i}` }));
        if (search.info.threads !== 1) throw new Error("Expected encoders on one thread.");
        return { image, text };
      },
      { warmUp: WARM_UP, encodings: ENCODINGS },
    ),
  );
  return { imageMs: percentile(times.image, 0.5), textMs: percentile(times.text, 0.5) };
}
