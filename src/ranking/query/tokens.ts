/** The words of texts, as they are compared. */

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text: compatible characters (NFKC), in lower case. */
export function tokenize(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().match(WORDS) ?? [];
}

/** Whether a text has the words of a phrase next to each other and in their order; never those of an empty phrase. */
export function hasPhrase(text: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  for (let at = 0; at + phrase.length <= text.length; at++) {
    if (phrase.every((word, i) => text[at + i] === word)) return true;
  }
  return false;
}

/** The words of a text without their English plural, so that "dresses" has the word "dress". */
export function stems(text: string): string[] {
  return tokenize(text).map((word) => {
    if (/(?:ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
    if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
    return /[^us]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
  });
}
