/** Photos for visitors who have none at hand: scenes with products of the shop. */
export interface Sample {
  file: string;
  label: string;
  width: number;
  height: number;
}

const worn = (file: string, label: string): Sample => ({ file, label, width: 384, height: 512 });
const laid = (file: string, label: string): Sample => ({ file, label, width: 512, height: 384 });

export const SAMPLES: readonly Sample[] = [
  worn("worn-0059.jpg", "a hoodie and a shirt in a park"),
  worn("worn-0011.jpg", "a winter coat at home"),
  worn("worn-0053.jpg", "a swimsuit at the beach"),
  worn("worn-0005.jpg", "trousers on a street"),
  laid("laid-0002.jpg", "clothes on the grass"),
  worn("worn-0001.jpg", "a dark jacket in a park"),
];

/** The URL of a sample. */
export function sampleUrl({ file }: Sample): string {
  return new URL(`demo/scenes/${file}`, document.baseURI).href;
}
