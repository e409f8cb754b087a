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
  worn("worn-0001.jpg", "a leather jacket in a park"),
  worn("worn-0003.jpg", "a dark jacket in a street"),
  worn("worn-0007.jpg", "shorts and sandals at home"),
  laid("laid-0002.jpg", "clothes on the grass"),
  laid("laid-0004.jpg", "things laid out"),
  worn("worn-0005.jpg", "somebody passing by"),
];

/** The address of a sample, relative to the page. */
export function sampleUrl({ file }: Sample): string {
  return new URL(`demo/scenes/${file}`, document.baseURI).href;
}
