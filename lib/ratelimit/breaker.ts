import type { Logger } from "pino";

const FIRST_PROBE_MS = 200;
const LAST_PROBE_MS = 2_000;

/**
 * Rejects if `work` has not settled after `ms`. An answer that has arrived meanwhile but was not read yet, because this
 * process was busy, still counts: timers run before the sockets are read.
 */
export function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${ms} ms`));
    const timer = setTimeout(() => setImmediate(() => setImmediate(late)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

type Probed = { name: string; deadlineMs: number; probe(): Promise<unknown>; renew(): void };

/**
 * Open from the first failure on, so that nobody else waits for what is gone; it asks by itself, every 0.2 to 2 s, whether
 * it is back, and closes.
 */
export class Breaker {
  open = false;
  outages = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly of: Probed,
    readonly log: Logger,
  ) {}

  failed(error: unknown): void {
    if (this.open) return;
    this.open = true;
    this.outages++;
    // The end of a message may repeat the whole command.
    const why = (error instanceof Error ? error.message : String(error)).slice(0, 120);
    this.log.warn(
      { redis: this.of.name, err: why },
      "Redis does not answer: limits hold for this process only",
    );
    this.#probeIn(FIRST_PROBE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #probeIn(ms: number): void {
    this.#timer = setTimeout(() => void this.#probe(ms), ms);
    this.#timer.unref();
  }

  async #probe(waited: number): Promise<void> {
    try {
      await within(this.of.probe(), this.of.deadlineMs);
    } catch {
      this.of.renew();
      this.#probeIn(Math.min(waited * 2, LAST_PROBE_MS));
      return;
    }
    this.open = false;
    this.log.info({ redis: this.of.name }, "Redis answers again: limits hold over all nodes");
  }
}
