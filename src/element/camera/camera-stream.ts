/** Opens a camera and takes pictures with it, without any interface. */
/** Why there is no picture. */
export type CameraProblem =
  /** The visitor, the browser's settings or the page's policy forbid it. */
  | "denied"
  | "no-device"
  | "in-use"
  /** The page is neither https nor localhost. */
  | "insecure"
  /** The browser has no camera interface. */
  | "unsupported"
  /** Anything else, which the error's own message explains. */
  | "failed";

/** The visitor may crop the photo, and what is left should still have enough pixels for an encoder. */
const WANTED = { width: { ideal: 2560 }, height: { ideal: 1920 } };
const JPEG_QUALITY = 0.92;
/** Some drivers never deliver a still picture. After this time the preview's frame is taken instead. */
const STILL_MS = 4000;

/** Why the camera cannot even be asked for, if so. */
export function obstacle(): CameraProblem | undefined {
  if (!isSecureContext) return "insecure";
  return (navigator.mediaDevices as MediaDevices | undefined) ? undefined : "unsupported";
}

/** The problem behind an error of `getUserMedia`, by the names in the Media Capture and Streams specification. */
export function problemOf(error: unknown): CameraProblem {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no-device";
    case "NotReadableError":
    case "AbortError":
      return "in-use";
    default:
      return "failed";
  }
}

/** The camera on the back of a phone, or the only one. */
export const FIRST_CHOICE: readonly MediaTrackConstraints[] = [
  { facingMode: { ideal: "environment" } },
];

/**
 * How to ask for the camera after this one, in the order to try: the one on the other side of a phone, else the next
 * one in the list, else the same one again.
 */
export function otherCamera(
  { facingMode, deviceId }: MediaTrackSettings,
  cameras: readonly Pick<MediaDeviceInfo, "deviceId">[],
): MediaTrackConstraints[] {
  const others: MediaTrackConstraints[] = [];
  const opposite = { user: "environment", environment: "user" }[facingMode ?? ""];
  if (opposite) others.push({ facingMode: { exact: opposite } });
  const at = cameras.findIndex((camera) => camera.deviceId === deviceId);
  for (const id of [cameras[(at + 1) % cameras.length]?.deviceId, deviceId]) {
    if (id) others.push({ deviceId: { exact: id } });
  }
  return others;
}

/** Opens the first of these cameras that exists. Rejects as `getUserMedia` does. */
export async function openCamera(choices: readonly MediaTrackConstraints[]): Promise<MediaStream> {
  for (const [i, choice] of choices.entries()) {
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { ...WANTED, ...choice },
      });
    } catch (error) {
      const isMissing = error instanceof DOMException && error.name === "OverconstrainedError";
      if (!isMissing || i === choices.length - 1) throw error;
    }
  }
  throw new RangeError("Expected at least one camera to try, got none. Pass one.");
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The device's cameras. The list is complete only once the page may use a camera. */
export async function listCameras(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput");
}

interface StillCapture {
  takePhoto(): Promise<Blob>;
}

/** A JPEG or PNG in the camera's full resolution, or the frame on display if the camera takes no still pictures. */
export async function takePicture(stream: MediaStream, video: HTMLVideoElement): Promise<Blob> {
  // Drawn first: while Chromium takes a still picture, the video may have no frame.
  const frame = await drawFrame(video);
  const [track] = stream.getVideoTracks();
  // Only Chromium has it, so that it is not in the DOM types.
  const { ImageCapture } = globalThis as {
    ImageCapture?: new (track: MediaStreamTrack) => StillCapture;
  };
  if (ImageCapture && track) {
    const still = await within(STILL_MS, () => new ImageCapture(track).takePhoto());
    if (still && still.size > 0 && /^image\/(jpeg|png)$/.test(still.type)) return still;
  }
  return toJpeg(frame);
}

/** What the work yields, or `undefined` if it fails or takes longer, as some drivers do. */
function within<T>(ms: number, work: () => Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    Promise.resolve()
      .then(work)
      .then(resolve, () => resolve(undefined))
      .finally(() => clearTimeout(timer));
  });
}

async function drawFrame(video: HTMLVideoElement): Promise<HTMLCanvasElement> {
  // On a busy machine Chromium's video loses its size for a moment, even after its first frame.
  const end = performance.now() + STILL_MS;
  while (video.videoWidth === 0 && performance.now() < end) {
    await new Promise(requestAnimationFrame);
  }
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return canvas;
}

async function toJpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY);
  });
  if (blob) return blob;
  throw new RangeError(
    `Expected a frame of the camera, got ${canvas.width} x ${canvas.height} pixels. Try again.`,
  );
}
