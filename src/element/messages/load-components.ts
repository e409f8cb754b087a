import type { ComponentMessages } from "./components.ts";
import { messagesLanguage } from "./index.ts";

/** Parts that are fetched when they are first needed. */
export const COMPONENTS = ["camera", "compare", "network", "region"] as const;
export type ComponentName = (typeof COMPONENTS)[number];

/** Words of the parts, in the files that only readers of a language fetch. */
const OTHERS: Record<string, () => Promise<ComponentMessages>> = {
  ar: async () => (await import("./components.ar.ts")).COMPONENTS_AR,
  de: async () => (await import("./components.de.ts")).COMPONENTS_DE,
  fr: async () => (await import("./components.fr.ts")).COMPONENTS_FR,
};

/** The parts, each of which defines its element and has English words. */
const PARTS: { [N in ComponentName]: () => Promise<ComponentMessages[N]> } = {
  camera: async () => (await import("../camera/camera.ts")).CAMERA_MESSAGES,
  compare: async () => (await import("../compare/compare.ts")).COMPARE_MESSAGES,
  network: async () => (await import("../network/network-panel.ts")).NETWORK_MESSAGES,
  region: async () => (await import("../region/region.ts")).REGION_MESSAGES,
};

/** Fetches a part of the widget, and its words in the language of this locale's messages. */
export async function loadComponent<N extends ComponentName>(
  name: N,
  locale: string,
): Promise<ComponentMessages[N]> {
  const [english, messages] = await Promise.all([
    PARTS[name](),
    OTHERS[messagesLanguage(locale)]?.(),
  ]);
  return messages?.[name] ?? english;
}
