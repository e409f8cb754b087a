export type { RecallCertificate } from "../catalog/certificate.ts";
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
export { buildCatalog } from "./build.ts";
export { type BuildConfig, defineConfig, loadConfig } from "./config.ts";
export {
  checkDetector,
  DETECTOR_TYPES,
  type DetectorCheck,
  type DetectorType,
  type PrepareDetectorOptions,
  prepareDetector,
} from "./detector-prepare.ts";
export { type FeedInspection, inspectFeed } from "./dry-run.ts";
export {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOptions,
  type ExportProgress,
  type ExportReport,
  exportCatalog,
} from "./export.ts";
export type { ExportRow } from "./export-rows.ts";
export { type ColumnRole, FIELDS, type Field } from "./feed/columns.ts";
export type { Histogram } from "./histogram.ts";
export type { HttpCounts } from "./images/http-source.ts";
export type { DuplicateFinding, Finding, PictureQuality } from "./images/quality.ts";
export {
  type BytesByPart,
  type CatalogInspection,
  inspectCatalog,
  type SegmentInspection,
  verifyFolder,
  type WeightsInspection,
} from "./inspect.ts";
export type { FacetSummary, FieldCoverage, ItemSummary } from "./item-summary.ts";
export { threadCrew } from "./kernel-crew.ts";
export { type MergeOptions, type MergeProgress, mergeCatalogs } from "./merge.ts";
export type { MergeReport } from "./merge-report.ts";
export type { BuildRuntime } from "./model.ts";
export {
  type CheckModelOptions,
  type CheckProgress,
  checkModel,
  type ModelCheck,
  type ModelRun,
  type WeightsCheck,
} from "./model-check.ts";
export {
  type FetchModelOptions,
  type FetchProgress,
  type FetchReport,
  fetchModel,
} from "./model-fetch.ts";
export type { ModelFile, ModelRecord } from "./model-record.ts";
export type { BuildOptions, FeedOptions } from "./options.ts";
export { MODEL_PRESETS, type ModelPreset, type PresetName } from "./presets.ts";
export type { BuildProgress, BuildStage, StageProgress } from "./progress.ts";
export { type CatalogHit, type CatalogQuery, queryCatalog } from "./query.ts";
export type { RejectionReason } from "./rejections.ts";
export type {
  BuildReport,
  MergedShard,
  RejectedRow,
  RuntimeCheck,
  ThumbnailCounts,
} from "./report.ts";
export { readRulesFile } from "./rules-file.ts";
export { type CatalogServer, type ServeOptions, serveCatalog } from "./serve.ts";
export type { BuildWarning } from "./warnings.ts";
