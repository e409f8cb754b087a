/** The part of `preprocessor_config.json` that encoders and detectors share: how bytes become numbers. */
import { isNumberIn } from "../../lib/checks.ts";
import {
  boolean,
  custom,
  type InferOutput,
  nullish,
  type object,
  problemError,
  type Source,
} from "../../lib/schema.ts";

type Triple = readonly [number, number, number];

export const PREPROCESSOR_SOURCE: Source = {
  name: "preprocessor_config.json",
  code: "model-invalid",
  remedy: "Take the file again from the model repository.",
};

function triple(fits: (value: number) => boolean, expected: string) {
  const isTriple = (value: unknown) =>
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((entry) => typeof entry === "number" && fits(entry));
  return custom<Triple>(isTriple, expected);
}

const MEAN = "three numbers from -255 to 255";
const STD = "three numbers above 0, at most 255";

/** The fields; null counts as absent. */
export const NORMALISATION = {
  do_rescale: nullish(boolean("true or false"), true),
  do_normalize: nullish(boolean("true or false"), true),
  rescale_factor: nullish(
    custom<number>(
      (value) => isNumberIn(value, Number.MIN_VALUE, 1),
      "a number above 0, at most 1",
    ),
    1 / 255,
  ),
  image_mean: nullish(triple((mean) => Math.abs(mean) <= 255, MEAN)),
  image_std: nullish(triple((std) => std > 0 && std <= 255, STD)),
};

type Normalisation = InferOutput<ReturnType<typeof object<typeof NORMALISATION>>>;

/** What is done to each byte: times the factor, less its channel's mean, divided by its channel's deviation. */
interface Rescaling {
  rescaleFactor: number;
  mean: Triple;
  std: Triple;
}

/** @throws VisualSearchError `model-invalid` */
export function readNormalisation(config: Normalisation): Rescaling {
  const rescaleFactor = config.do_rescale ? config.rescale_factor : 1;
  if (!config.do_normalize) return { rescaleFactor, mean: [0, 0, 0], std: [1, 1, 1] };
  const { image_mean: mean, image_std: std } = config;
  const missing = (path: string, expected: string) =>
    problemError({ path, expected, got: undefined }, PREPROCESSOR_SOURCE);
  if (!mean) throw missing("image_mean", MEAN);
  if (!std) throw missing("image_std", STD);
  return { rescaleFactor, mean, std };
}
