import type { Logger } from "pino";
import { pauseAfter } from "../../platform/back-off";
import { within } from "../../platform/outage";

const PAUSES = { firstMs: 50, mostMs: 5_000 };
const CONNECT_MS = 5_000;
/** A peer that is frozen or cut off sends no word of it: it is asked, so that a cut is known within 4 s. */
const PING_EVERY_MS = 2_000;
const PING_MS = 2_000;

/** One connection on which changes are heard. */
export type Listening = {
  /** Resolves when the connection has ended by itself. */
  ended: Promise<unknown>;
  ping(): Promise<unknown>;
  /** Never waits for the peer. */
  close(): void;
};

/** Connects, begins to listen, and resolves when nothing that is sent from now on can be missed. */
export type Listen = (hear: (line: string) => void) => Promise<Listening>;

export type ChannelEvents = { hear: (line: string) => void; onUp: () => void; log: Logger };

/** Listens for as long as the process runs: a connection that is lost, or does not answer, is made again. */
export class Channel {
  /** Null before the first attempt. */
  up: boolean | null = null;
  cuts = 0;
  /** All that was said before then has been heard, or `onUp` was called after it. Milliseconds since the epoch. */
  provenAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #now: Listening | undefined;
  #wake = () => {};

  constructor(
    readonly name: string,
    readonly listen: Listen,
    readonly events: ChannelEvents,
  ) {}

  /** Resolves when the first attempt has succeeded or failed. */
  async open(): Promise<void> {
    await this.#connect().catch((error: unknown) => this.#lost(error));
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#now?.close();
    this.#wake();
  }

  async #connect(): Promise<void> {
    const began = Date.now();
    const listening = this.listen(this.events.hear);
    try {
      this.#now = await within(CONNECT_MS, listening);
    } catch (error) {
      listening.then((late) => late.close()).catch(() => {});
      throw error;
    }
    if (this.#closed) this.#now.close();
    this.up = true;
    this.provenAt = began;
    this.events.onUp();
  }

  async #run(): Promise<void> {
    let failures = 1;
    while (!this.#closed) {
      try {
        if (!this.#now) {
          await this.#sleep(pauseAfter(failures++, PAUSES));
          if (this.#closed) return;
          await this.#connect();
          this.events.log.info({ channel: this.name }, "changes of other nodes are heard again");
        }
        failures = 1;
        if (this.#now) await this.#watch(this.#now);
      } catch (error) {
        if (!this.#closed) this.#lost(error);
      }
    }
  }

  /** Returns never; throws when the connection has ended or does not answer. */
  async #watch(listening: Listening): Promise<void> {
    let ended = false;
    void listening.ended.then(() => {
      ended = true;
      this.#wake();
    });
    for (;;) {
      await this.#sleep(PING_EVERY_MS);
      if (ended || this.#closed) throw new Error("the connection has ended");
      const asked = Date.now();
      await within(PING_MS, listening.ping());
      this.provenAt = asked;
    }
  }

  #lost(error: unknown): void {
    this.#now?.close();
    this.#now = undefined;
    // Once for each cut, not for each attempt to mend it.
    if (this.up !== false) {
      this.cuts++;
      const err = error instanceof Error ? error.message : String(error);
      const text = "changes of other nodes are not heard: they hold here after 10 s";
      this.events.log.warn({ channel: this.name, err }, text);
    }
    this.up = false;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
