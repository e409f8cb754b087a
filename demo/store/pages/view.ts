/** What the store shows at an address. */
export interface View {
  title: string;
  element: HTMLElement;
  /** Settles once the products are there; rejects with what kept them away. */
  ready: Promise<unknown>;
}
