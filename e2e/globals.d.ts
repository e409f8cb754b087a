/** What `pages/page.js` puts on the page. */
declare global {
  var vitrine: typeof import("../src/index.ts");
  var search: import("../src/index.ts").VisualSearch;
  var violations: string[];
  var openSearch: (options?: Partial<import("../src/index.ts").OpenOptions>) => Promise<void>;
  var outcome: <T>(promise: Promise<T>) => Promise<{
    value?: T;
    name?: string;
    code?: string;
    message?: string;
    typed?: boolean;
  }>;
  var photo: (id: string) => Promise<Blob>;
  /** What `pages/element.js` puts on the page. */
  var add: (
    attributes?: Record<string, string>,
    parent?: Element | ShadowRoot,
  ) => import("../src/element/visual-search.ts").VisualSearchElement;
  var events: { type: string; detail: any }[];
}

export {};
