/** What the camera's dialog says, in English. */
import type { CameraProblem } from "./camera-stream.ts";

export interface CameraMessages {
  /** Title of the dialog. */
  title: string;
  close: string;
  /** While the browser may be asking for permission. */
  asking: string;
  /** For screen readers, once the picture is there. */
  live: string;
  /** Name of the moving picture. */
  preview: string;
  shutter: string;
  /** Button for the camera on the other side. */
  switch: string;
  retry: string;
  /** What is wrong, and what to do about it. */
  problems: Readonly<Record<CameraProblem, { title: string; remedy: string }>>;
}

export const CAMERA_MESSAGES: CameraMessages = {
  title: "Take a photo",
  close: "Close the camera",
  asking: "Waiting for the camera. Your browser may ask you to allow it.",
  live: "The camera is on. Your photo stays on this device.",
  preview: "Camera preview",
  shutter: "Take the photo",
  switch: "Switch camera",
  retry: "Try again",
  problems: {
    denied: {
      title: "The camera is blocked",
      remedy:
        "This page may not use the camera. Allow it for this site in your browser’s settings, or choose a photo instead.",
    },
    "no-device": {
      title: "No camera found",
      remedy: "Connect a camera, or choose a photo instead.",
    },
    "in-use": {
      title: "The camera is in use",
      remedy: "Another app may be using it. Close that app and try again.",
    },
    insecure: {
      title: "The camera needs a secure page",
      remedy:
        "Browsers only allow the camera on pages with https. Choose a photo instead, or open the shop with https.",
    },
    unsupported: {
      title: "This browser doesn’t support the camera",
      remedy: "Choose a photo instead, or try another browser.",
    },
    failed: {
      title: "The camera didn’t start",
      remedy: "Try again, or choose a photo instead.",
    },
  },
};
