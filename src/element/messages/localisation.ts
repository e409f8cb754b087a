/** The element's texts and formats in the visitor's language, as far as its messages have been fetched. */
import { Formats } from "../text/format.ts";
import { en } from "./en.ts";
import { type Language, languageOf, loadMessages, resolveLocale } from "./index.ts";
import { type Messages, type PartialMessages, withMessages } from "./messages.ts";

export interface LocalisationOptions {
  /** Called when the texts have changed; `isOtherLanguage` if they are in another language now. */
  onChange(isOtherLanguage: boolean): void;
  onError(error: unknown): void;
}

export class Localisation {
  readonly #options: LocalisationOptions;
  #wanted: Language = "en";
  #language: Language = "en";
  #texts: Messages = en;
  #formats = new Formats("en");

  constructor(options: LocalisationOptions) {
    this.#options = options;
  }

  /** English until the messages of another language have arrived. */
  get texts(): Messages {
    return this.#texts;
  }

  /** The language of the texts. */
  get language(): Language {
    return this.#language;
  }

  get formats(): Formats {
    return this.#formats;
  }

  /**
   * @param locales BCP 47 tags, of which the first valid one counts
   * @param currency ISO 4217 code for prices that name none
   * @param own the page's own texts
   */
  set(
    locales: readonly (string | null | undefined)[],
    currency: string | undefined,
    own: PartialMessages | undefined,
  ): void {
    const locale = resolveLocale(...locales);
    const language = languageOf(locale);
    this.#formats = new Formats(locale, currency);
    this.#wanted = language;
    if (language === "en") {
      this.#setTexts(language, en, own);
      return;
    }
    loadMessages(language).then(
      (messages) => {
        // Another language may have been asked for in the meantime.
        if (this.#wanted === language) this.#setTexts(language, messages, own);
      },
      // The texts stay as they are; the page hears of the error.
      (error: unknown) => this.#options.onError(error),
    );
  }

  #setTexts(language: Language, messages: Messages, own: PartialMessages | undefined): void {
    const isOther = language !== this.#language;
    this.#language = language;
    this.#texts = withMessages(messages, own);
    this.#options.onChange(isOther);
  }
}
