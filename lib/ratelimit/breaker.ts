import type { Logger } from "pino";
import { pauseAfter } from "../platform/back-off";
import { within } from "../platform/outage";

const PROBES = { firstMs: 200, mostMs: 2_000 };

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
    this.#probeAfter(1);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #probeAfter(failures: number): void {
    this.#timer = setTimeout(() => void this.#probe(failures), pauseAfter(failures, PROBES));
    this.#timer.unref();
  }

  async #probe(failures: number): Promise<void> {
    try {
      await within(this.of.deadlineMs, this.of.probe());
    } catch {
      this.of.renew();
      this.#probeAfter(failures + 1);
      return;
    }
    this.open = false;
    this.log.info({ redis: this.of.name }, "Redis answers again: limits hold over all nodes");
  }
}
