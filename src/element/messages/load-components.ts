/** The components of the widget that are fetched when they are first needed. */
import type { ComponentMessages } from "./components.ts";
import { type Language, loadComponentMessages } from "./index.ts";

/** Each module defines its element and brings its English words. */
const COMPONENTS: { [Name in ComponentName]: () => Promise<ComponentMessages[Name]> } = {
  camera: async () => (await import("../camera/camera.ts")).CAMERA_MESSAGES,
  compare: async () => (await import("../compare/compare.ts")).COMPARE_MESSAGES,
  network: async () => (await import("../network/network-panel.ts")).NETWORK_MESSAGES,
  region: async () => (await import("../region/region.ts")).REGION_MESSAGES,
};

export type ComponentName = keyof ComponentMessages;

export const COMPONENT_NAMES = Object.keys(COMPONENTS) as ComponentName[];

/** Fetches a component and its words in this language. */
export async function loadComponent<Name extends ComponentName>(
  name: Name,
  language: Language,
): Promise<ComponentMessages[Name]> {
  const [english, messages] = await Promise.all([
    COMPONENTS[name](),
    loadComponentMessages(language),
  ]);
  return messages?.[name] ?? english;
}
