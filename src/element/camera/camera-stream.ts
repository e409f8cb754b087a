/** What the platform offers of cameras, without anything to look at. */

/** Why there is no picture. */
export type CameraProblem =
  /** The shopper, the browser's settings or the page's policy say no. */
  | "denied"
  | "no-device"
  | "in-use"
  /** The page is neither https nor localhost. */
  | "insecure"
  /** The browser has no camera interface. */
  | "unsupported"
  /** Anything else, which the error's own message explains. */
  | "failed";

/** A photo is cut to a part of itself, which should have pixels enough for an encoder; a preview needs fewer. */
const WANTED = { width: { ideal: 2560 }, height: { ideal: 1920 } };
const JPEG_QUALITY = 0.92;
/** Some drivers never answer for a still picture; the preview's frame then has to do. */
const STILL_MS = 4000;

/** What stands in the way before anybody is asked. */
export function obstacle(): CameraProblem | undefined {
  if (!isSecureContext) return "insecure";
  return (navigator.mediaDevices as MediaDevices | undefined) ? undefined : "unsupported";
}

/** By the names of the errors that the Media Capture specification has `getUserMedia` reject with. */
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

/** The camera on the back of a phone, or the one that there is. */
export const FIRST_CHOICE: readonly MediaTrackConstraints[] = [
  { facingMode: { ideal: "environment" } },
];

/**
 * How to ask for the camera after this one, in the order to try: a phone's on its other side, else the next of
 * the list, else the same one again.
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

/** Opens the first camera of the choices that exists. Rejects as `getUserMedia` does. */
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
  throw new RangeError("Expected at least one choice of camera, got none.");
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Complete only once a camera may be used. */
export async function listCameras(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput");
}

interface StillCapture {
  takePhoto(): Promise<Blob>;
}

/** A JPEG or PNG in the camera's full resolution, or the frame on display where it takes no stills. */
export async function takePicture(stream: MediaStream, video: HTMLVideoElement): Promise<Blob> {
  // Drawn before a still is asked for, during which Chromium's video may have no frame.
  const frame = await drawFrame(video);
  const [track] = stream.getVideoTracks();
  // Not in the DOM types, for only Chromium has it.
  const { ImageCapture } = globalThis as {
    ImageCapture?: new (track: MediaStreamTrack) => StillCapture;
  };
  if (ImageCapture && track) {
    const still = await within(STILL_MS, () => new ImageCapture(track).takePhoto());
    if (still && still.size > 0 && /^image\/(jpeg|png)$/.test(still.type)) return still;
  }
  return toJpeg(frame);
}

/** `undefined` where it fails, which drivers do for reasons of their own, or takes longer. */
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
  // On a busy machine Chromium's video loses its size for a moment, even after its first picture.
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
    `Expected a frame of the camera, got one of ${canvas.width} x ${canvas.height} pixels.`,
  );
}
