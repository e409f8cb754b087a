/**
 * `vitrine/build`: makes a catalog from a product feed and its pictures, in Node.js, and everything around it: shards,
 * inspection, export, models, detectors, a web server to try a catalog on.
 */

// Building a catalog.

export { buildCatalog } from "./build.ts";
export { type BuildConfig, defineConfig, loadConfig } from "./options/config.ts";
export type { BuildProgress, BuildStage, StageProgress } from "./options/progress.ts";
export { readRulesFile } from "./options/rules-file.ts";
export type { BuildOptions } from "./options/tables/build-options.ts";
export type { BuildRuntime } from "./options/tables/common-options.ts";
export type { FeedOptions } from "./options/tables/feed-options.ts";

// Looking at a feed before a build.

export type { ColumnRole } from "./feed/fields/column-log.ts";
export { FIELDS, type Field } from "./feed/fields/fields.ts";
export { type FeedInspection, inspectFeed } from "./inspect/dry-run.ts";

// The report of a build.

export type { RecallCertificate } from "../catalog/manifest/recall.ts";
export type { RuntimeCheck } from "./embed/self-check/check-result.ts";
export type { DuplicateFinding, Finding, PictureQuality } from "./pictures/quality/quality.ts";
export type { HttpCounts } from "./pictures/sources/http-source.ts";
export type { ThumbnailCounts } from "./pictures/thumbnails/thumbnail-counts.ts";
export type { BuildReport, MergedShard } from "./report/build-report.ts";
export type { Histogram } from "./report/histogram.ts";
export type { FacetSummary, FieldCoverage, ItemSummary } from "./report/item-summary.ts";
export type { RejectedRow, RejectionReason } from "./report/rejections.ts";
export type { BuildWarning } from "./report/warnings.ts";

// Joining shards.

export { mergeCatalogs } from "./merge/merge.ts";
export type { MergeOptions, MergeProgress } from "./options/tables/merge-options.ts";
export type { MergeReport } from "./report/build-report.ts";

// Looking into a catalog: what it has, whether it is sound, what a query finds.

export {
  type BytesByPart,
  type CatalogInspection,
  inspectCatalog,
  type SegmentInspection,
  verifyFolder,
  type WeightsInspection,
} from "./inspect/inspect.ts";
export { type CatalogHit, queryCatalog } from "./inspect/query.ts";
export type { CatalogQuery } from "./options/tables/query-options.ts";

// Serving a catalog with a page to try it on.

export type { ServeOptions } from "./options/tables/serve-options.ts";
export { type CatalogServer, serveCatalog } from "./serve/serve.ts";

// Exporting products and vectors.

export { type ExportReport, exportCatalog } from "./export/export.ts";
export type { ExportRow } from "./export/export-rows.ts";
export {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOptions,
  type ExportProgress,
} from "./options/tables/export-options.ts";

// Models.

export { type FetchReport, fetchModel } from "./models/fetch/model-fetch.ts";
export {
  checkModel,
  type ModelCheck,
  type ModelRun,
  type WeightsCheck,
} from "./models/model-check.ts";
export type { ModelFile, ModelRecord } from "./models/model-record.ts";
export { MODEL_PRESETS, type ModelPreset, type PresetName } from "./models/presets.ts";
export type {
  CheckModelOptions,
  CheckProgress,
  FetchModelOptions,
  FetchProgress,
} from "./options/tables/model-options.ts";

// Detectors.

export {
  checkDetector,
  type DetectorCheck,
  prepareDetector,
} from "./models/detectors/detector-prepare.ts";
export {
  DETECTOR_TYPES,
  type DetectorType,
  type PrepareDetectorOptions,
} from "./options/tables/detector-options.ts";

// Building an index on several threads.

export { threadCrew } from "./write/kernel-crew.ts";

// Errors, and types that `vitrine` has, too.

export { type ErrorCode, VisualSearchError } from "../lib/errors.ts";
export type {
  AttributeValue,
  Boost,
  Dtype,
  FacetCondition,
  FacetValue,
  Modality,
  NumberRange,
  Pin,
  Rules,
  Where,
} from "../lib/types.ts";
