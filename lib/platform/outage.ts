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

const LOST =
  /^(Connection terminated|Connection ended|Client has encountered a connection error|Client was closed)/;
const SLOW = /^(timeout exceeded when trying to connect|Query read timeout)/;

/** The error and what caused it, outermost first. */
export function causesOf(error: unknown): unknown[] {
  const causes = [error];
  for (let at = error; at instanceof Error && at.cause && causes.length < 8; at = at.cause)
    causes.push(at.cause);
  return causes;
}

/** For the log: drizzle's own message repeats the query's parameters, so of a failed query only its cause speaks. */
export function described(causes: readonly unknown[]): string {
  const root = causes.at(-1);
  if (!(root instanceof Error)) return String(root);
  const [outer] = causes;
  const frames =
    outer instanceof Error ? (outer.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const code = "code" in root && typeof root.code === "string" ? ` (${root.code})` : "";
  return [`${root.name}: ${root.message}${code}`, ...frames].join("\n");
}

const codeOf = (error: Error) => ("code" in error && typeof error.code === "string" ? error.code : "");

const hasCause = (error: unknown, is: (cause: Error, code: string) => boolean) =>
  causesOf(error).some((at) => at instanceof Error && is(at, codeOf(at)));

/**
 * Has the database refused or lost the connection? By Node's network codes, PostgreSQL's classes 08 and 57P (appendix A
 * of its manual), and the messages of `pg` that carry no code.
 */
export const isOutage = (error: unknown): boolean =>
  hasCause(error, (at, code) => NETWORK.has(code) || /^(08|57P)/.test(code) || LOST.test(at.message));

/**
 * Was there no answer in time, or no room (class 53)? That may be this statement alone: it was slow, it waited for a lock,
 * or others' work was before it. Whether the database answers at all, only a small query of its own can tell.
 */
export const isBusy = (error: unknown): boolean =>
  hasCause(error, (at, code) => at.name === LATE || /^(53|57014$)/.test(code) || SLOW.test(at.message));

/** It answers, but could not do this now: serialization failures and deadlocks. */
export const isContention = (error: unknown): boolean =>
  hasCause(error, (_, code) => code === "40001" || code === "40P01");

/** It answers, but takes no writes: a standby, or a server that was set to read-only. */
export const isReadOnly = (error: unknown): boolean => hasCause(error, (_, code) => code === "25006");

// By name: Next has its own copy of every class.
const LATE = "LateError";
/** No answer within the time that there was. */
export class LateError extends Error {
  override name = LATE;
}

/** Throws LateError if nobody waits for the answer any more. Work of many steps asks between them. */
export function refuseUnseen(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new LateError("nobody waits for the answer any more");
}

/**
 * Rejects with LateError if `work` is not done in time. What it began goes on until its next look at its signal. An answer that has arrived
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

const PING_MS = 2_000;
const PAUSE_MS = 250;
/** A fault that goes on is told once in this time, for each place. */
const REPORT_MS = 1_000;

/** `away`: it does not answer. `read_only`: it answers, and refuses writes. */
export type DatabaseState = "up" | "read_only" | "away";

/**
 * Knows whether the database answers. A lost connection opens the outage, and so does a slow statement if a small query
 * is not answered either: a statement that was itself slow is no outage. From then on nobody waits for the database: what
 * is known goes on from memory, the rest is refused at once, and the small query, again and again, finds out when it is back.
 */
export class DatabaseWatch {
  away = false;
  /** It answers, but refuses writes. */
  readOnly = false;
  outages = 0;
  #closed = false;
  #asking: Promise<boolean> | null = null;
  #waiting = false;
  readonly #toldAt = new Map<string, number>();

  constructor(
    readonly ping: () => Promise<{ readOnly: boolean }>,
    readonly onChange: (state: DatabaseState) => void = () => {},
    readonly onFault: (place: string, error: unknown) => void = () => {},
    readonly pingMs = PING_MS,
  ) {}

  /** Tells of a fault; only one that says something about the database itself counts. */
  failed(error: unknown): void {
    if (this.away || this.#closed) return;
    if (isOutage(error)) this.#set(true, this.readOnly);
    else if (isBusy(error) || isReadOnly(error)) void this.answers();
  }

  /** Tells of a fault behind an answer that says nothing of it. */
  report(place: "look-up" | "credits" | "overrides", error: unknown): void {
    const now = performance.now();
    if (now - (this.#toldAt.get(place) ?? Number.NEGATIVE_INFINITY) >= REPORT_MS) {
      this.#toldAt.set(place, now);
      this.onFault(place, error);
    }
    this.failed(error);
  }

  /** One small query. Who asks while it is under way shares it. */
  answers(): Promise<boolean> {
    this.#asking ??= within(this.pingMs, this.ping())
      .then(
        ({ readOnly }) => this.#set(false, readOnly),
        () => this.#set(true, this.readOnly),
      )
      .then(() => {
        this.#asking = null;
        return !this.away;
      });
    return this.#asking;
  }

  #set(away: boolean, readOnly: boolean): void {
    if (this.#closed || (away === this.away && readOnly === this.readOnly)) return;
    if (away && !this.away) this.outages++;
    this.away = away;
    this.readOnly = readOnly;
    this.onChange(away ? "away" : readOnly ? "read_only" : "up");
    if (away || readOnly) void this.#awaitReturn();
  }

  async #awaitReturn(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    while (!this.#closed && (this.away || this.readOnly)) {
      await this.answers();
      if (this.away || this.readOnly) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
    }
    this.#waiting = false;
  }

  close(): void {
    this.#closed = true;
  }
}
