/** The components of the widget that are fetched when they are first needed. */
import type { ComponentMessages } from "./components.ts";
import { type Language, loadComponentMessages } from "./index.ts";

/** Each module defines its element. The class is used here, or bundlers would leave out its definition. */
const COMPONENTS: { [Name in ComponentName]: () => Promise<ComponentMessages[Name]> } = {
  camera: async () => (await import("../camera/camera.ts")).VisualSearchCamera.english,
  compare: async () => (await import("../compare/compare.ts")).VisualSearchCompare.english,
  network: async () => (await import("../network/network-panel.ts")).VisualSearchNetwork.english,
  region: async () => (await import("../region/region.ts")).VisualSearchRegion.english,
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
