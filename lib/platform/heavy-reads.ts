import type { Pool, PoolClient, QueryResultRow } from "pg";
import type { Ctx } from "./context";
import { Problem } from "./errors/problem";
import type { ReadLimits } from "./read-turns";
import type { Asking, Turn } from "./workspace-turns";

/** What a refusal names: the field that made the read so large, and what to do about it. */
export type Subject = { field: string; advice: string };

const LEAST_ROWS = 200;
const WAIT_MS = 3_000;
/** From the call on, waiting included; less than the time that a request of the API has. */
const READ_MS = 7_000;

const RETRY = { "Retry-After": "1" };

/** Refused for how much it reads, or how much is being read: a page says so instead of failing. */
export class ReadRefused extends Problem {}

function refusedTurn(turn: Exclude<Turn, "mine">, perWorkspace: number): ReadRefused {
  if (turn === "over_share") {
    const detail = `This workspace has as many large reads under way as it may (${perWorkspace}), and others waiting. Send fewer at once.`;
    return new ReadRefused("workspace_share_exceeded", detail, [], RETRY);
  }
  // Of one that is gone nobody sees the answer.
  const detail = "Too many large reads are under way. Try again in a moment.";
  return new ReadRefused("unavailable", detail, [], RETRY);
}

type Run = (text: string, values: unknown[]) => Promise<QueryResultRow[]>;

/** A large read under way. Each of its statements is short; between them others have their turn. */
export class HeavyRead {
  readonly maxRows: number;
  /** So many rows the next statement should read. */
  rows: number;
  readonly #until: number;
  #lastMs = 0;

  constructor(
    readonly limits: ReadLimits,
    readonly subject: Subject,
    readonly asking: Asking,
    readonly run: Run,
    since: number,
  ) {
    this.maxRows = limits.maxRows;
    this.rows = limits.pace.firstRows;
    this.#until = since + READ_MS;
  }

  /** Errors: invalid_request once the read takes too long. */
  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    if (this.asking.signal?.aborted) throw refusedTurn("gone", 0);
    if (performance.now() > this.#until) this.refuse(`takes longer than ${READ_MS / 1_000} s to read`);
    const began = performance.now();
    try {
      return (await this.run(text, [...values])) as Row[];
    } catch (error) {
      if ((error as { code?: unknown }).code !== "57014") throw error;
      return this.refuse(`takes longer than ${this.limits.statementMs / 1_000} s to read`);
    } finally {
      this.#lastMs = performance.now() - began;
    }
  }

  /** Fits the next statement's rows to how long the last one took. */
  adapt(): void {
    const { aimMs, mostRows } = this.limits.pace;
    const factor = Math.min(2, Math.max(0.25, aimMs / Math.max(1, this.#lastMs)));
    this.rows = Math.round(Math.min(mostRows, Math.max(LEAST_ROWS, this.rows * factor)));
  }

  /** 400 that names the field. */
  refuse(why: string, { field, advice }: Subject = this.subject): never {
    const message = `${why}; ${advice}`;
    throw new ReadRefused("invalid_request", `${field}: ${message}`, [{ field, message }]);
  }

  refuseRows(): never {
    return this.refuse(`would read more than ${this.maxRows.toLocaleString("en")} rows`);
  }
}

/**
 * One short part of a long read that has its own way to the database, after at most `waitMs`. Errors:
 * workspace_share_exceeded, unavailable.
 */
export async function inTurn<T>(ctx: Ctx, work: () => Promise<T>, waitMs = WAIT_MS): Promise<T> {
  const { reads } = ctx.rt;
  const turn = await reads.enter(ctx, waitMs);
  if (turn !== "mine") throw refusedTurn(turn, reads.limits.perWorkspace);
  try {
    return await work();
  } finally {
    reads.leave(ctx.workspaceId);
  }
}

/**
 * Does a large read in short statements. Not inside another: both would wait. Errors: workspace_share_exceeded,
 * unavailable if there are too many at once, invalid_request if it is too large.
 */
export async function readHeavily<T>(
  ctx: Ctx,
  subject: Subject,
  work: (read: HeavyRead) => Promise<T>,
): Promise<T> {
  const since = performance.now();
  const { reads, pool } = ctx.rt;
  const begin = (run: Run) => work(new HeavyRead(reads.limits, subject, ctx, run, since));
  return inTurn(ctx, () =>
    reads.database === "server" ? onServer(pool, reads.limits.statementMs, begin) : begin(onceOn(pool)),
  );
}

/** Runs each statement on its own: a transaction would block everyone else between them. */
const onceOn =
  (pool: Pool): Run =>
  async (text, values) => {
    const client = await pool.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      client.release();
    }
  };

/** In a transaction that cannot write, whose statements the server itself ends. */
async function onServer<T>(pool: Pool, statementMs: number, begin: (run: Run) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`begin read only; set local statement_timeout = ${statementMs}`);
    const result = await begin(async (text, values) => (await client.query(text, values)).rows);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    await rollback(client);
    throw error;
  }
}

async function rollback(client: PoolClient): Promise<void> {
  try {
    await client.query("rollback");
    client.release();
  } catch {
    // Lost, or in a state that nobody knows: closed rather than used again.
    client.release(true);
  }
}

/** A list in parts, for statements that read about as much for each item. */
export function* inParts<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
