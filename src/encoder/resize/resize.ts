/** Resizing of pictures, bit for bit as Pillow does it. */
import { VisualSearchError } from "../../lib/errors.ts";
import type { RgbaImage } from "../rgba-image.ts";
import { type Coefficients, coefficients, type Resample } from "./coefficients.ts";
import { JOB_BYTES } from "./exports.generated.ts";
import { createResizeKernel, type ResizeKernel } from "./kernel.ts";

/** A part of a picture, in its pixels. */
export interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ResizeOptions {
  /** The part of the source to resize. */
  box: Window;
  /** Size of the whole resized box. */
  outWidth: number;
  outHeight: number;
  /** The part of the resized box to compute. */
  window: Window;
  resample: Resample;
}

/** Bytes of source rows that are processed at one time, so that they stay in the processor's caches. */
const BAND_BYTES = 1 << 18;
/** Bytes beyond which a picture is refused: its sides differ too much. */
const MAX_BYTES = 1 << 29;
/** Memory that is kept for the next picture. */
const KEPT_BYTES = 1 << 25;

let kept: ResizeKernel | undefined;

/**
 * Resizes 8-bit RGBA, blended with white, with an antialiasing filter, bit for bit as `Image.resize` of Pillow up to 12.3
 * (its `Resample.c`) does with RGB: columns first, then rows, rounded to 8 bits in between. Pillow 13 takes the rows of
 * some tall pictures first. Only the window is computed.
 *
 * @returns `window.width * window.height` RGBA pixels, row-major; their alpha is undefined
 * @throws VisualSearchError `image-too-large` if an extreme shape would need too much memory
 */
export function resizeImage(image: RgbaImage, options: ResizeOptions): Uint8Array {
  const { box, outWidth, outHeight, window, resample } = options;
  checkShape(options);
  const columns = coefficients(box.width, outWidth, window.left, window.width, resample);
  const rows = coefficients(box.height, outHeight, window.top, window.height, resample);
  const firstRow = rows.starts[0]!;
  rows.starts.forEach((start, i) => {
    rows.starts[i] = start - firstRow;
  });
  const rowCount = rows.end - firstRow;
  const stride = box.width * 4;
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / stride));

  const kernel = kept ?? createResizeKernel();
  kept = undefined;
  let end = 0;
  const place = (bytes: number) => {
    const address = end;
    end = Math.ceil((end + bytes) / 16) * 16;
    return address;
  };
  const job = place(JOB_BYTES);
  const columnsAt = placeCoefficients(columns, place);
  const rowsAt = placeCoefficients(rows, place);
  const band = place(bandRows * stride + columns.taps * 4);
  const squeezed = place((rowCount + rows.taps) * window.width * 4);
  const out = place(window.height * window.width * 4);
  kernel.grow(end);
  writeCoefficients(kernel, columns, columnsAt);
  writeCoefficients(kernel, rows, rowsAt);
  for (let y = 0; y < rowCount; y += bandRows) {
    const height = Math.min(bandRows, rowCount - y);
    copyRows(image, box, firstRow + y, height, kernel.bytes(band, height * stride));
    kernel.flatten(band, height * box.width);
    const out = squeezed + y * window.width * 4;
    const { taps } = columns;
    kernel.putJob(job, {
      ...columnsAt,
      source: band,
      stride,
      height,
      taps,
      count: window.width,
      out,
    });
    kernel.resizeRows(job);
  }
  kernel.putJob(job, {
    ...rowsAt,
    source: squeezed,
    stride: window.width * 4,
    height: rowCount,
    taps: rows.taps,
    count: window.height,
    out,
  });
  kernel.resizeColumns(job);
  const result = kernel.bytes(out, window.height * window.width * 4).slice();
  if (kernel.size <= KEPT_BYTES) kept = kernel;
  return result;
}

function checkShape({ box, outWidth, outHeight, window }: ResizeOptions): void {
  // The narrowed rows, and 4 bytes for each coefficient; no filter reaches further than 6 source pixels.
  const coefficients =
    window.width * (box.width / outWidth) + window.height * (box.height / outHeight);
  const bytes = box.height * window.width * 4 + coefficients * 6 * 4;
  if (bytes <= MAX_BYTES) return;
  throw new VisualSearchError(
    "image-too-large",
    `Expected a picture of a usual shape, got ${box.width} x ${box.height} pixels, which would need ` +
      `${Math.round(bytes)} bytes to resize. Crop it.`,
  );
}

interface Addresses {
  starts: number;
  pairs: number;
}

function placeCoefficients(
  { starts, pairs }: Coefficients,
  place: (bytes: number) => number,
): Addresses {
  return { starts: place(starts.byteLength), pairs: place(pairs.byteLength) };
}

function writeCoefficients(
  kernel: ResizeKernel,
  { starts, pairs }: Coefficients,
  addresses: Addresses,
): void {
  kernel.bytes(addresses.starts, starts.byteLength).set(new Uint8Array(starts.buffer));
  kernel.bytes(addresses.pairs, pairs.byteLength).set(new Uint8Array(pairs.buffer));
}

/** Copies `count` rows of the box from its row `first` on. */
function copyRows(
  { data, width }: RgbaImage,
  { left, top, width: boxWidth }: Window,
  first: number,
  count: number,
  out: Uint8Array,
): void {
  const start = ((top + first) * width + left) * 4;
  if (boxWidth === width) {
    out.set(data.subarray(start, start + out.length));
    return;
  }
  for (let y = 0; y < count; y++) {
    const from = start + y * width * 4;
    out.set(data.subarray(from, from + boxWidth * 4), y * boxWidth * 4);
  }
}
