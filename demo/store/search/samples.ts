/** Photos for visitors who have none at hand: scenes with the shop's products in them. */
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
  worn("worn-0005.jpg", "trousers in a street"),
  laid("laid-0002.jpg", "clothes on the grass"),
  worn("worn-0001.jpg", "a dark jacket in a park"),
];

/** The address of a sample, relative to the page. */
export function sampleUrl({ file }: Sample): string {
  return new URL(`demo/scenes/${file}`, document.baseURI).href;
}
