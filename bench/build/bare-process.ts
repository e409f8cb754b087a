/** `session.run` alone, on tensors that are ready, with the session that a build would have. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { batchOf } from "../../src/build/models/model.ts";
import { findWeights, readModelFile, readModelFolder } from "../../src/build/models/model-files.ts";
import { mulberry32 } from "../../src/lib/random.ts";

const WARM_UP = 5;
const DIFFERENT = 4;

const { model, count, threads } = JSON.parse(process.argv[2]!);
const { manifest } = await readModelFolder(model);
const [{ image }] = await findWeights(model);
const bytes = await readModelFile(model, image);
const session = await InferenceSession.create(bytes, {
  executionProviders: ["cpu"],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
});
const batch = batchOf(bytes);
const { width, height } = manifest.processor.output;
const random = mulberry32(1);
const inputs = Array.from({ length: DIFFERENT }, () => {
  const values = new Float32Array(batch * 3 * height * width);
  for (let i = 0; i < values.length; i++) values[i] = random() / 2 ** 31 - 1;
  return new Tensor("float32", values, [batch, 3, height, width]);
});
const name = session.inputNames[0]!;
const run = (i: number) => session.run({ [name]: inputs[i % DIFFERENT]! });
for (let i = 0; i < WARM_UP; i++) await run(i);
const runs = Math.ceil(count / batch);
const began = performance.now();
for (let i = 0; i < runs; i++) await run(i);
const seconds = (performance.now() - began) / 1000;
process.stdout.write(`${JSON.stringify({ imagesPerSecond: (runs * batch) / seconds, batch })}\n`);
