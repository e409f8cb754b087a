/** How many requests run at a time, and which hosts are left alone for a while. */
import { sleep } from "../../../lib/abort.ts";

/** Failures of a host in a row after which each further picture is asked for only once. */
const DOWN_AFTER = 10;

interface Host {
  active: number;
  /** Time before which it gets no request. */
  pausedUntil: number;
  failures: number;
}

/** Limits how many requests run at a time, to all hosts and to each. A host that asks for it gets a pause. */
export class HostGates {
  readonly #max: number;
  readonly #maxPerHost: number;
  readonly #hosts = new Map<string, Host>();
  #waiting: { host: Host; start: () => void }[] = [];
  #active = 0;

  constructor(max: number, maxPerHost: number) {
    this.#max = max;
    this.#maxPerHost = maxPerHost;
  }

  /** Runs `work` when it is its turn. @throws the reason of `signal`, also during a pause */
  async with<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const host = this.#host(name);
    for (let wait = 1; wait > 0; ) {
      signal?.throwIfAborted();
      wait = host.pausedUntil - Date.now();
      if (wait > 0) await sleep(wait, signal);
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

  /** Notes whether a picture of a host arrived in the end. */
  settle(name: string, succeeded: boolean): void {
    const host = this.#host(name);
    host.failures = succeeded ? 0 : host.failures + 1;
  }

  /** Whether it has failed so often that retries would only delay the build. */
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
      if (this.#active >= this.#max || host.active >= this.#maxPerHost) return true;
      this.#active++;
      host.active++;
      start();
      return false;
    });
  }
}
