/** What a fault says about the database, and whether it answers at all. */

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

const OF_PG =
  /^(Connection terminated|Connection ended|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** The error and what caused it, outermost first. */
export function causesOf(error: unknown): unknown[] {
  const causes = [error];
  for (let at = error; at instanceof Error && at.cause && causes.length < 8; at = at.cause)
    causes.push(at.cause);
  return causes;
}

const codeOf = (error: Error) => ("code" in error && typeof error.code === "string" ? error.code : "");

/**
 * Is this fault a database that does not answer? By Node's network codes, PostgreSQL's classes 08, 53 and 57P (appendix A
 * of its manual), and the messages of `pg` that carry no code.
 */
export function isOutage(error: unknown): boolean {
  return causesOf(error).some((at) => {
    if (!(at instanceof Error)) return false;
    const code = codeOf(at);
    return at.name === LATE || NETWORK.has(code) || /^(08|53|57P)/.test(code) || OF_PG.test(at.message);
  });
}

/** It answers, but could not do this now: serialization failures and deadlocks. */
export function isContention(error: unknown): boolean {
  return causesOf(error).some((at) => at instanceof Error && /^(40001|40P01)$/.test(codeOf(at)));
}

// By name: Next has its own copy of every class.
const LATE = "LateError";
/** No answer within the time that there was. */
export class LateError extends Error {
  override name = LATE;
}

/**
 * Rejects with LateError if `work` is not done in time. What it began is left to end by itself. An answer that has arrived
 * but was not read yet, because this process was busy, still counts: timers run before the sockets are read.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new LateError(`no answer within ${ms} ms`));
    const timer = setTimeout(() => setImmediate(() => setImmediate(late)), ms);
    const settled = <A>(settle: (value: A) => void) => {
      return (value: A) => {
        clearTimeout(timer);
        settle(value);
      };
    };
    work.then(settled(resolve), settled(reject));
  });
}

const PING_MS = 1_000;
const PAUSE_MS = 250;

/**
 * Knows whether the database answers. The first fault that says it does not opens the outage; from then on nobody waits
 * for it: what is known goes on from memory, the rest is refused at once, and one small query, again and again, finds out
 * when it is back.
 */
export class DatabaseWatch {
  away = false;
  outages = 0;
  #closed = false;

  constructor(
    readonly ping: () => Promise<unknown>,
    readonly onChange: (away: boolean) => void = () => {},
  ) {}

  /** Tells of a fault; only one that means an outage counts. */
  failed(error: unknown): void {
    if (this.away || this.#closed || !isOutage(error)) return;
    this.away = true;
    this.outages++;
    this.onChange(true);
    void this.#awaitReturn();
  }

  async #awaitReturn(): Promise<void> {
    while (!this.#closed) {
      try {
        await within(PING_MS, this.ping());
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
      }
    }
    this.away = false;
    if (!this.#closed) this.onChange(false);
  }

  close(): void {
    this.#closed = true;
  }
}
