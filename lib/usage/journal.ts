import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { UsageEvent, UsageJournal } from "./event";
import { sumEvents } from "./sums";
import { writeBatch } from "./write-batch";

/** How long an event waits at most before its batch is written. What is on a page is this old, plus the write. */
const FLUSH_MS = 500;
const BATCH_EVENTS = 5_000;
/** The database may be away until this many wait; beyond it events are dropped, counted and logged. */
const MAX_WAITING_EVENTS = 1_000_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

type Deps = { pool: Pool; log: Logger; now: () => number };

class BatchingJournal implements UsageJournal {
  /** Names this process's batches; with the sequence it makes each batch count once, however often it is sent. */
  readonly #writer = randomUUID();
  #sequence = 0;
  #waiting: UsageEvent[] = [];
  #dropped = 0;
  #writing: Promise<void> | null = null;
  #closed = false;
  readonly #timer: NodeJS.Timeout;

  constructor(readonly deps: Deps) {
    this.#timer = setInterval(() => this.#begin(), FLUSH_MS);
    this.#timer.unref();
  }

  record(event: UsageEvent): void {
    if (this.#waiting.length >= MAX_WAITING_EVENTS) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(event);
  }

  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#writing) await this.#begin();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closed = true;
    await this.flush();
  }

  #begin(): Promise<void> {
    if (this.#writing) return this.#writing;
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    if (this.#dropped > 0) {
      this.deps.log.error(
        { events: this.#dropped },
        "usage events dropped: the database was away for too long",
      );
      this.#dropped = 0;
    }
    const events = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < events.length; from += BATCH_EVENTS) {
      const batch = events.slice(from, from + BATCH_EVENTS);
      await this.#write({ events: batch, sums: sumEvents(batch) }, ++this.#sequence);
    }
  }

  /** Sends one batch until it is there. Sent twice, it is still counted once: the sequence tells. */
  async #write(batch: Parameters<typeof writeBatch>[3], sequence: number): Promise<void> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
      try {
        return await writeBatch(this.deps.pool, this.#writer, sequence, batch);
      } catch (error) {
        this.deps.log.warn(
          { err: error instanceof Error ? error.message : String(error) },
          "usage batch not written, trying again",
        );
        // At the end of the process there is one try more, not an endless one.
        if (this.#closed && wait > FIRST_RETRY_MS) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }
}

/** Records verifications and writes them in batches off the requests' path. */
export async function openJournal(deps: Deps): Promise<UsageJournal> {
  return new BatchingJournal(deps);
}
