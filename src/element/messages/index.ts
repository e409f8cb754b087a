import { en } from "./en.ts";
import type { Messages } from "./messages.ts";

/** Languages beside English, each in a file that only its readers fetch. */
const OTHERS: Record<string, () => Promise<Messages>> = {
  ar: async () => (await import("./ar.ts")).ar,
  de: async () => (await import("./de.ts")).de,
  fr: async () => (await import("./fr.ts")).fr,
};

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** The locale if it is one, else the page's, else the browser's. */
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

/** The messages of a locale's language where there are any, else in English. */
export async function loadMessages(locale: string): Promise<Messages> {
  return isBuiltIn(locale) ? en : OTHERS[languageOf(locale)]!();
}

/** True where the messages of this language come with the element. */
export function isBuiltIn(locale: string): boolean {
  return !Object.hasOwn(OTHERS, languageOf(locale));
}

/** The language that the messages of a locale are in, for the element's `lang`. */
export function messagesLanguage(locale: string): string {
  const language = languageOf(locale);
  return Object.hasOwn(OTHERS, language) ? language : "en";
}

export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

function languageOf(locale: string): string {
  return locale.split("-")[0]!.toLowerCase();
}
