export type { RecallCertificate } from "../catalog/certificate.ts";
export { type ErrorCode, VisualSearchError } from "../errors.ts";
export { buildCatalog } from "./build.ts";
export { FIELDS, type Field } from "./columns.ts";
export {
  type BytesByPart,
  type CatalogInspection,
  inspectCatalog,
  type SegmentInspection,
  verifyFolder,
  type WeightsInspection,
} from "./inspect.ts";
export { threadCrew } from "./kernel-crew.ts";
export type { BuildRuntime } from "./model.ts";
export type { BuildOptions } from "./options.ts";
export type { BuildProgress, BuildStage } from "./progress.ts";
export type { BuildReport, RejectedRow } from "./report.ts";
export type { BuildWarning } from "./warnings.ts";
