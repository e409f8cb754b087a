/** Where a model comes from: reads what a caller gives as `model`, `revision` and `baseUrl`. */
import { invalidArgument } from "../../../lib/checks.ts";
import { FETCH_MODEL_OPTIONS, isPlainHttpUrl } from "../../options/tables/model-options.ts";
import { findPreset } from "../presets.ts";

export const HUB = "https://huggingface.co";

export type SourceSpec =
  | { kind: "package"; name: string; licence: string }
  | {
      kind: "hub";
      base: string;
      repository: string;
      revision: string;
      /** Whether the caller has named the revision. */
      asked: boolean;
      licence?: string;
    }
  | { kind: "folder"; url: string };

export interface SourceOptions {
  /** A preset, `owner/name` on the hub, or the URL of a folder. */
  model: string;
  revision?: string;
  baseUrl?: string;
}

/** @throws VisualSearchError `invalid-argument` */
export function readSource({ model, revision, baseUrl }: SourceOptions): SourceSpec {
  const base = baseUrl === undefined ? HUB : new URL(baseUrl).href.replace(/\/+$/, "");
  const preset = findPreset(model);
  if (preset && preset.repository === undefined) {
    refuseBoth(`the preset ${model}`, revision, baseUrl);
    return { kind: "package", name: model, licence: preset.licence };
  }
  const asked = revision !== undefined;
  if (preset?.repository !== undefined) {
    return {
      kind: "hub",
      base,
      repository: preset.repository,
      revision: revision ?? preset.revision ?? "main",
      asked,
      licence: preset.licence,
    };
  }
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(model)) {
    return { kind: "hub", base, repository: model, revision: revision ?? "main", asked };
  }
  if (/^[a-z]+:/i.test(model)) {
    refuseBoth("a URL", revision, baseUrl);
    if (!isPlainHttpUrl(model)) {
      throw invalidArgument("model", "an http(s) URL without a query or a password", model);
    }
    return { kind: "folder", url: new URL(model).href.replace(/\/*$/, "/") };
  }
  throw invalidArgument("model", FETCH_MODEL_OPTIONS.model.kind.expected, model);
}

/** Only a repository on a hub has a revision and a base URL. */
function refuseBoth(model: string, revision: string | undefined, baseUrl: string | undefined) {
  for (const [key, value] of Object.entries({ revision, baseUrl })) {
    if (value === undefined) continue;
    throw invalidArgument(key, `nothing with ${model} as model`, value, "Leave it out.");
  }
}
