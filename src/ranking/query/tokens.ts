const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text as they are compared: of compatible characters, in lower case. */
export function wordsOf(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().match(WORDS) ?? [];
}

/** Whether a text has the words of another whole, next to each other and in their order; never those of none. */
export function hasWords(text: readonly string[], words: readonly string[]): boolean {
  if (words.length === 0) return false;
  for (let at = 0; at + words.length <= text.length; at++) {
    if (words.every((word, i) => text[at + i] === word)) return true;
  }
  return false;
}
