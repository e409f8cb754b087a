/** Accuracy, F1, recall and precision. */
import { cosine, nearest, type Vectors } from "./embedding.ts";

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/**
 * Accuracy of taking for each picture the label whose text is most similar, and the labels' F1 scores, each
 * weighted by its share of the pictures.
 */
export function zeroShot(
  pictures: Vectors,
  labels: readonly string[],
  names: readonly string[],
  texts: Vectors,
): { accuracy: number; f1: number } {
  const guesses = labels.map((_, i) => names[nearest(pictures, i, texts, 1)[0]!]!);
  const f1 = names.map((name) => {
    const right = labels.filter((label, i) => label === name && guesses[i] === name).length;
    const guessed = guesses.filter((guess) => guess === name).length;
    const there = labels.filter((label) => label === name).length;
    const precision = right / Math.max(1, guessed);
    const recall = right / Math.max(1, there);
    const score = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
    return (score * there) / labels.length;
  });
  return {
    accuracy: mean(labels.map((label, i) => Number(label === guesses[i]))),
    f1: f1.reduce((sum, score) => sum + score, 0),
  };
}

/** Share of texts whose own picture, that of the same row, is among the `k` most similar. */
export function recall(texts: Vectors, pictures: Vectors, k: number): number {
  const found = Array.from({ length: texts.count }, (_, i) => {
    const own = cosine(texts, i, pictures, i);
    let better = 0;
    for (let row = 0; row < pictures.count && better < k; row++) {
      if (cosine(texts, i, pictures, row) > own) better++;
    }
    return Number(better < k);
  });
  return mean(found);
}

/** Average share of each picture's 10 nearest others that have its label. */
export function neighbourPrecision(pictures: Vectors, labels: readonly string[]): number {
  return mean(
    labels.map((label, i) =>
      mean(nearest(pictures, i, pictures, 10, i).map((row) => Number(labels[row] === label))),
    ),
  );
}

/** For each query, how many of its 10 best rows are right. */
export function rightOfTen(
  queries: Vectors,
  among: Vectors,
  right: (query: number, row: number) => boolean,
): number[] {
  return Array.from(
    { length: queries.count },
    (_, i) => nearest(queries, i, among, 10).filter((row) => right(i, row)).length,
  );
}
