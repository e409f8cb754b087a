export type { RecallCertificate } from "../catalog/writing/recall-certificate.ts";
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
export {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOptions,
  type ExportProgress,
  type ExportReport,
  exportCatalog,
} from "./export/export.ts";
export type { ExportRow } from "./export/export-rows.ts";
export { type ColumnRole, FIELDS, type Field } from "./feed/fields/columns.ts";
export { type FeedInspection, inspectFeed } from "./inspect/dry-run.ts";
export {
  type BytesByPart,
  type CatalogInspection,
  inspectCatalog,
  type SegmentInspection,
  verifyFolder,
  type WeightsInspection,
} from "./inspect/inspect.ts";
export { type CatalogHit, type CatalogQuery, queryCatalog } from "./inspect/query.ts";
export { type MergeOptions, type MergeProgress, mergeCatalogs } from "./merge/merge.ts";
export type { MergeReport } from "./merge/merge-report.ts";
export {
  checkDetector,
  DETECTOR_TYPES,
  type DetectorCheck,
  type DetectorType,
  type PrepareDetectorOptions,
  prepareDetector,
} from "./models/detectors/detector-prepare.ts";
export {
  type FetchModelOptions,
  type FetchProgress,
  type FetchReport,
  fetchModel,
} from "./models/fetch/model-fetch.ts";
export type { BuildRuntime } from "./models/model.ts";
export {
  type CheckModelOptions,
  type CheckProgress,
  checkModel,
  type ModelCheck,
  type ModelRun,
  type WeightsCheck,
} from "./models/model-check.ts";
export type { ModelFile, ModelRecord } from "./models/model-record.ts";
export { MODEL_PRESETS, type ModelPreset, type PresetName } from "./models/presets.ts";
export { type BuildConfig, defineConfig, loadConfig } from "./options/config.ts";
export type { BuildOptions, FeedOptions } from "./options/options.ts";
export type { BuildProgress, BuildStage, StageProgress } from "./options/progress.ts";
export { readRulesFile } from "./options/rules-file.ts";
export type { DuplicateFinding, Finding, PictureQuality } from "./pictures/quality/quality.ts";
export type { HttpCounts } from "./pictures/sources/http-source.ts";
export type { Histogram } from "./report/histogram.ts";
export type { FacetSummary, FieldCoverage, ItemSummary } from "./report/item-summary.ts";
export type { RejectionReason } from "./report/rejections.ts";
export type {
  BuildReport,
  MergedShard,
  RejectedRow,
  RuntimeCheck,
  ThumbnailCounts,
} from "./report/report.ts";
export type { BuildWarning } from "./report/warnings.ts";
export { type CatalogServer, type ServeOptions, serveCatalog } from "./serve/serve.ts";
export { threadCrew } from "./write/kernel-crew.ts";
