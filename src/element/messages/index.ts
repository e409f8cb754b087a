/**
 * The languages that the widget speaks. To add one, write its two files, `xx.ts` for the widget and `components.xx.ts`
 * for what it fetches later, and give it a line in `LANGUAGES`.
 */
import type { ComponentMessages } from "./components.ts";
import { en } from "./en.ts";
import type { Messages } from "./messages.ts";

interface LanguageFiles {
  readonly direction: "ltr" | "rtl";
  messages(): Promise<Messages>;
  /** Absent for English, whose words come with each component. */
  components?(): Promise<ComponentMessages>;
}

/** Each file is fetched by readers of its language only. */
const LANGUAGES = {
  en: { direction: "ltr", messages: async () => en },
  ar: {
    direction: "rtl",
    messages: async () => (await import("./ar.ts")).ar,
    components: async () => (await import("./components.ar.ts")).COMPONENTS_AR,
  },
  de: {
    direction: "ltr",
    messages: async () => (await import("./de.ts")).de,
    components: async () => (await import("./components.de.ts")).COMPONENTS_DE,
  },
  fr: {
    direction: "ltr",
    messages: async () => (await import("./fr.ts")).fr,
    components: async () => (await import("./components.fr.ts")).COMPONENTS_FR,
  },
} satisfies Record<string, LanguageFiles>;

export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as Language[];

/** The language of a locale's messages: English for locales whose language has none. */
export function languageOf(locale: string): Language {
  const language = locale.split("-")[0]!.toLowerCase();
  return Object.hasOwn(LANGUAGES, language) ? (language as Language) : "en";
}

export function loadMessages(language: Language): Promise<Messages> {
  return LANGUAGES[language].messages();
}

/** The words of the components, or `undefined` for English. */
export async function loadComponentMessages(
  language: Language,
): Promise<ComponentMessages | undefined> {
  const files: LanguageFiles = LANGUAGES[language];
  return files.components?.();
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return LANGUAGES[language].direction;
}

/** The first of these that is a locale, in its canonical form. */
export function resolveLocale(...wanted: (string | null | undefined)[]): string {
  for (const locale of wanted) {
    if (!locale) continue;
    try {
      const [canonical] = Intl.getCanonicalLocales(locale);
      if (canonical) return canonical;
    } catch {
      // Not a locale: the next one may be.
    }
  }
  return "en";
}
