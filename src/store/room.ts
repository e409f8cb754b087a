/** How much room the browser has for files. */

/** What the browser says about its storage, in bytes; absent if it does not say. */
export interface Room {
  quotaBytes?: number;
  usageBytes?: number;
}

/** The browser's estimate of the storage of the page's origin. */
export async function estimateRoom(): Promise<Room> {
  const storage = (globalThis as { navigator?: { storage?: StorageManager } }).navigator?.storage;
  if (!storage?.estimate) return {};
  try {
    const { quota, usage } = await storage.estimate();
    return {
      ...(quota !== undefined && { quotaBytes: quota }),
      ...(usage !== undefined && { usageBytes: usage }),
    };
  } catch {
    // An origin without storage has no estimate.
    return {};
  }
}
