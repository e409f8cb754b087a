/** The least that lets a page call a worker, so that what is measured is the library in it. */

type Methods = Record<string, (...args: never[]) => unknown>;

interface Call {
  id: number;
  method: string;
  args: unknown[];
}

interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** A worker's methods as a page sees them. */
export type Remote<T extends Methods> = {
  [M in keyof T]: (...args: Parameters<T[M]>) => Promise<Awaited<ReturnType<T[M]>>>;
};

export function answer(methods: Methods): void {
  addEventListener("message", async ({ data }: MessageEvent<Call>) => {
    const { id, method, args } = data;
    let reply: Reply;
    try {
      reply = { id, value: await methods[method]!(...(args as never[])) };
    } catch (error) {
      reply = {
        id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
    postMessage(reply);
  });
}

export function connect<T extends Methods>(url: string): Remote<T> {
  const worker = new Worker(url, { type: "module" });
  const pending = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    pending.get(data.id)?.(data);
    pending.delete(data.id);
  });
  worker.addEventListener("error", (event) => {
    for (const [id, settle] of pending) settle({ id, error: event.message || `${url} failed` });
    pending.clear();
  });
  const call = (method: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, ({ value, error }) =>
        error === undefined ? resolve(value) : reject(new Error(error)),
      );
      worker.postMessage({ id, method, args } satisfies Call);
    });
  return new Proxy({} as Remote<T>, {
    get:
      (_, method: string) =>
      (...args: unknown[]) =>
        call(method, args),
  });
}
