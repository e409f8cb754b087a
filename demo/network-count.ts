/** Requests that the page has made since a moment. */
export interface Requests {
  /** Pictures that came over the network. */
  pictures: number;
  /** Everything else, even where the browser's cache answered. */
  others: number;
}

/**
 * Counts what the platform reports to a page. A worker's requests are reported to the worker alone:
 * for these the library's own byte progress has to speak.
 */
export function countRequests(onChange: (requests: Requests) => void): { stop(): void } {
  const since = performance.now();
  const requests: Requests = { pictures: 0, others: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry instanceof PerformanceResourceTiming && entry.startTime >= since) {
        note(entry, requests);
      }
    }
    onChange({ ...requests });
  });
  observer.observe({ type: "resource" });
  onChange({ ...requests });
  return { stop: () => observer.disconnect() };
}

function note(entry: PerformanceResourceTiming, requests: Requests): void {
  // A chosen photo is shown from memory.
  if (!/^https?:/.test(entry.name)) return;
  if (entry.initiatorType !== "img") requests.others++;
  else if (entry.transferSize > 0) requests.pictures++;
}
