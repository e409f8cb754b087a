/** Texts as the model has seen them in training: captions in English. */
/** A text of at most so many words is taken for a label and not a sentence. */
const LABEL_WORDS = 4;
/** Texts with such a beginning are sentences already, or say how something else is to change. */
const SENTENCE =
  /^(a|an|the|this|some|photos?|pictures?|images?|someone|woman|man|person|in|with|without|for|from|of|like|as|more|less|but|and|not|no|made)\b/i;

/**
 * A label as a caption would have it; any other text as it is.
 *
 * @example
 * phrase("red sneakers"); // "a photo of red sneakers"
 */
export function phrase(text: string): string {
  if (SENTENCE.test(text) || text.split(/\s+/).length > LABEL_WORDS) return text;
  return `a photo of ${text}`;
}

const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;

/** Whether most of the letters, if there are any, are not Latin ones. */
export function isNotLatin(text: string): boolean {
  const letters = text.match(LETTER)?.length ?? 0;
  return (text.match(LATIN)?.length ?? 0) * 2 < letters;
}
