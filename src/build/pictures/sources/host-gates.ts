import { setTimeout as sleep } from "node:timers/promises";

/** Pictures in a row that a host has failed on, after which each further one is tried once only. */
const DOWN_AFTER = 10;

interface Host {
  active: number;
  /** Time before which nothing more is asked of it. */
  pausedUntil: number;
  failures: number;
}

/** How many requests run at one time, of all hosts and of each; hosts that ask for it are left in peace. */
export class HostGates {
  readonly #most: number;
  readonly #mostPerHost: number;
  readonly #hosts = new Map<string, Host>();
  #waiting: { host: Host; start: () => void }[] = [];
  #active = 0;

  constructor(most: number, mostPerHost: number) {
    this.#most = most;
    this.#mostPerHost = mostPerHost;
  }

  /** Runs `work` in turn. @throws the reason of `signal`, also while it waits out a pause */
  async with<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const host = this.#host(name);
    for (let wait = 1; wait > 0; ) {
      signal?.throwIfAborted();
      wait = host.pausedUntil - Date.now();
      if (wait > 0) await sleep(wait, undefined, signal && { signal }).catch(() => {});
    }
    await new Promise<void>((start) => {
      this.#waiting.push({ host, start });
      this.#startWaiting();
    });
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      this.#active--;
      host.active--;
      this.#startWaiting();
    }
  }

  pause(name: string, milliseconds: number): void {
    const host = this.#host(name);
    host.pausedUntil = Math.max(host.pausedUntil, Date.now() + milliseconds);
  }

  /** Notes how a picture of a host went in the end. */
  settle(name: string, succeeded: boolean): void {
    const host = this.#host(name);
    host.failures = succeeded ? 0 : host.failures + 1;
  }

  /** Whether it has failed so often that patience would only draw the build out. */
  isDown(name: string): boolean {
    return this.#host(name).failures >= DOWN_AFTER;
  }

  #host(name: string): Host {
    let host = this.#hosts.get(name);
    if (!host) {
      host = { active: 0, pausedUntil: 0, failures: 0 };
      this.#hosts.set(name, host);
    }
    return host;
  }

  #startWaiting(): void {
    this.#waiting = this.#waiting.filter(({ host, start }) => {
      if (this.#active >= this.#most || host.active >= this.#mostPerHost) return true;
      this.#active++;
      host.active++;
      start();
      return false;
    });
  }
}
