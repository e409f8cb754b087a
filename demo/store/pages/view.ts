/** What the store shows at an address. */
export interface View {
  title: string;
  element: HTMLElement;
  /** Settles once the products are shown, or rejects with the reason why they are not. */
  ready: Promise<unknown>;
}
