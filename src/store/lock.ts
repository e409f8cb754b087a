/**
 * Runs a task that no other tab of this origin runs under the same name at the same time. Where the platform
 * has no locks (insecure contexts, sandboxed frames), it runs at once.
 *
 * Rejects with the signal's reason where that is aborted while waiting.
 */
export async function exclusively<T>(
  name: string,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  if (!locks) return task();
  let started = false;
  try {
    return await locks.request(name, signal ? { signal } : {}, () => {
      started = true;
      return task();
    });
  } catch (error) {
    if (started || signal?.aborted) throw error;
    return task();
  }
}
