/** Reads a manifest that may come from anywhere: its version, its form, and whether its fields agree. */
import { shown } from "../../lib/checks.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { parse, parseJson, problemError, type Source, unknown } from "../../lib/schema.ts";
import { DTYPES, type Dtype } from "../../lib/types.ts";
import { IMAGE_SPACE, type Spaces } from "../spaces/spaces.ts";
import type { EncoderBinding, ModelWeights } from "./encoder-binding.ts";
import { MANIFEST_FORMAT, MANIFEST_VERSION, type Manifest, type Segment } from "./manifest.ts";
import {
  ENCODER_PART,
  HEAD,
  MANIFEST,
  MAX_ROWS,
  type ManifestJson,
  SPACE_FILES,
} from "./manifest-schema.ts";

const SOURCE: Source = {
  name: "the catalog's manifest",
  code: "catalog-invalid",
  remedy: "Check the catalog's URL, or build the catalog again.",
};

/**
 * Reads a manifest.
 *
 * @throws VisualSearchError `catalog-invalid` or `catalog-unsupported`
 * @example
 * const manifest = parseManifest(await response.text());
 */
export function parseManifest(text: string): Manifest {
  const json: unknown = parseJson(unknown(), text, SOURCE);
  const { version } = parse(HEAD, json, SOURCE);
  if (version !== MANIFEST_VERSION) {
    throw new VisualSearchError(
      "catalog-unsupported",
      `Expected catalog version ${MANIFEST_VERSION}, got ${shown(version)}. ` +
        "Use a Vitrine that reads it, or build the catalog again with this one.",
    );
  }
  const part = parse(ENCODER_PART, json, SOURCE);
  const encoder = readEncoder(part.encoder);
  const { name, created, ...rest } = parse(MANIFEST, json, SOURCE);
  const manifest = { ...part, name, created, ...rest };
  checkItems(manifest);
  const spaces = readSpaces(manifest);
  const others = Object.keys(spaces).filter((name) => name !== IMAGE_SPACE);
  const { shard } = manifest;
  if (shard && shard.number > shard.of) {
    throw wrong("shard.number", `an integer from 1 to ${shard.of}`, shard.number);
  }
  return {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    name,
    created,
    items: manifest.items,
    encoder,
    ...rest,
    spaces,
    segments: manifest.segments.map((segment, i) => readSegment(segment, i, others)),
  };
}

function wrong(path: string, expected: string, got: unknown): VisualSearchError {
  return problemError({ path, expected, got }, SOURCE);
}

/** How many items are gone is known once the changes are read. */
function checkItems({ items, segments }: ManifestJson): void {
  const rows = segments.reduce((sum, segment) => sum + segment.items, 0);
  const hasChanges = segments.some(({ changes }) => changes);
  if (rows <= MAX_ROWS && (hasChanges ? items <= rows : items === rows)) return;
  throw wrong("items", `the segments' ${rows}`, items);
}

function readSpaces({ spaces, encoder }: ManifestJson): Spaces {
  for (const [name, { dim, per }] of Object.entries(spaces)) {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
      throw wrong("spaces", "names of 1 to 32 letters a to z, digits and -", name);
    }
    if (dim !== encoder.dim) {
      throw wrong(`spaces.${name}.dim`, `${encoder.dim}, as the encoder`, dim);
    }
    if (name === IMAGE_SPACE && per) throw wrong("spaces.image.per", "no such field", per);
  }
  if (Object.hasOwn(spaces, IMAGE_SPACE)) return spaces as Spaces;
  throw wrong("spaces.image", "a space", undefined);
}

function readSegment(
  { spaces, ...segment }: ManifestJson["segments"][number],
  at: number,
  others: readonly string[],
): Segment {
  const { items, vectors } = segment;
  if (vectors !== undefined && vectors < items) {
    throw wrong(`segments[${at}].vectors`, `at least one for each of ${items} items`, vectors);
  }
  if (others.length === 0) return segment;
  const given = Object(spaces) as Record<string, unknown>;
  const entries = others.map((name) => {
    const path = `segments[${at}].spaces.${name}`;
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    return [name, parse(SPACE_FILES, own, { ...SOURCE, name: `${path} of ${SOURCE.name}` })];
  });
  return { ...segment, spaces: Object.fromEntries(entries) };
}

/** Weights of number formats that this reader does not know are left out, except for the first. */
function readEncoder(encoder: ManifestJson["encoder"]): EncoderBinding {
  encoder.weights.forEach(({ image, text, canary }, i) => {
    const at = `encoder.weights[${i}]`;
    for (const [half, path] of Object.entries({ image, text })) {
      if (encoder.files.some((file) => file.path === path)) continue;
      throw wrong(`${at}.${half}`, "the path of one of encoder.files", path);
    }
    for (const [modality, { length }] of Object.entries(canary)) {
      if (length === encoder.dim) continue;
      throw wrong(`${at}.canary.${modality}`, `${encoder.dim} numbers`, length);
    }
  });
  const [first, ...others] = encoder.weights.map(knownWeights);
  if (first) {
    return { ...encoder, weights: [first, ...others.filter((entry) => entry !== undefined)] };
  }
  throw new VisualSearchError(
    "catalog-unsupported",
    `Expected the items to be embedded with weights in one of the formats ${DTYPES.join(", ")}, got ` +
      "another at encoder.weights[0]. Use a Vitrine that knows it, or build the catalog again.",
  );
}

function knownWeights({
  dtype,
  textDtype = dtype,
  ...rest
}: ManifestJson["encoder"]["weights"][number]): ModelWeights | undefined {
  if (!isDtype(dtype) || !isDtype(textDtype)) return undefined;
  return { dtype, ...(textDtype !== dtype && { textDtype }), ...rest };
}

function isDtype(name: string): name is Dtype {
  return (DTYPES as readonly string[]).includes(name);
}
