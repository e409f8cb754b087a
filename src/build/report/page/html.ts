/** Report page: markup in template literals, with everything from a feed escaped. */

/** Markup, which needs no escaping. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value in markup: texts are escaped, lists are joined, and missing values leave nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** A template of markup. Values that are not markup themselves are escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.map((text, i) => text + render(values[i])).join(""));
}

/**
 * Escapes text for an element or a quoted attribute. Control characters, half surrogate pairs and marks that change the
 * direction of text are replaced or left out.
 */
export function escapeHtml(text: string): string {
  return (
    text
      .replace(/[\ud800-\udfff]/gu, "\ufffd")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it replaces.
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g, "\ufffd")
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}

function render(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return escapeHtml(String(part));
}
