import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from "pg";

/**
 * Who asks for a connection. `lookups`: a verification waits for a secret; `decisions`: for credits or overrides; `rest`:
 * management calls, pages, the journal and upkeep.
 */
type Lane = "lookups" | "decisions" | "rest";

/** Connections that management calls can never take, so that they cannot starve verifications. */
const RESERVED = 8;
/** Statements about credits may wait for a row's lock: they never hold more than this many connections. */
const MOST_DECISIONS = 4;
/** After so many turns that were taken first, one goes to the rest, which would otherwise wait for ever. */
const FIRST_IN_A_ROW = 3;
const MOST_WAITING = 1_000;
/** Nobody waits longer for a decision; past this a statement that was not begun never is. */
const DECISION_MS = 2_000;

/** No connection was free in time. `lib/platform/outage.ts` knows it by its name. */
class LateError extends Error {
  override name = "LateError";
}

type Waiting = { begin: () => void; timer: NodeJS.Timeout };

/** Hands out the turns of a pool's connections: look-ups first, and no lane takes more than its share. */
class Turns {
  readonly #held: Record<Lane, number> = { lookups: 0, decisions: 0, rest: 0 };
  readonly #waiting: Record<Lane, Waiting[]> = { lookups: [], decisions: [], rest: [] };
  readonly #most: Record<Lane, number>;
  #taken = 0;
  #firstInARow = 0;

  constructor(
    readonly max: number,
    readonly patienceMs: number,
  ) {
    this.#most =
      max > RESERVED
        ? { lookups: max, decisions: MOST_DECISIONS, rest: max - RESERVED }
        : { lookups: max, decisions: max, rest: max };
  }

  get waiting(): number {
    return this.#waiting.lookups.length + this.#waiting.decisions.length + this.#waiting.rest.length;
  }

  /** Resolves with what gives the turn back. Rejects with LateError if none was free in time. */
  take(lane: Lane): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const line = this.#waiting[lane];
      if (line.length >= MOST_WAITING) {
        reject(new LateError("too many statements wait for a database connection"));
        return;
      }
      const ms = lane === "rest" ? this.patienceMs : Math.min(this.patienceMs, DECISION_MS);
      const late = () => {
        line.splice(line.indexOf(one), 1);
        reject(new LateError(`no database connection was free within ${ms} ms`));
      };
      const one = { begin: () => resolve(() => this.#giveBack(lane)), timer: setTimeout(late, ms).unref() };
      line.push(one);
      this.#handOut();
    });
  }

  #giveBack(lane: Lane): void {
    this.#held[lane]--;
    this.#taken--;
    this.#handOut();
  }

  #handOut(): void {
    while (this.#taken < this.max) {
      const lane = this.#next();
      const one = lane && this.#waiting[lane].shift();
      if (!one) return;
      clearTimeout(one.timer);
      this.#firstInARow = lane === "rest" ? 0 : this.#firstInARow + 1;
      this.#held[lane]++;
      this.#taken++;
      one.begin();
    }
  }

  #next(): Lane | undefined {
    const ready = (lane: Lane) => this.#waiting[lane].length > 0 && this.#held[lane] < this.#most[lane];
    if (this.#firstInARow >= FIRST_IN_A_ROW && ready("rest")) return "rest";
    return (["lookups", "decisions", "rest"] as const).find(ready);
  }
}

/** Single statements on the pool's connections, in a lane of their own. */
export type Queries = {
  query<Row extends QueryResultRow>(
    query: string | QueryConfig,
    values?: unknown[],
  ): Promise<QueryResult<Row>>;
};

/** True once the server has answered all that was sent. A connection given up before that is closed, not used again. */
const isReady = (client: PoolClient) =>
  (client as PoolClient & { readyForQuery?: boolean }).readyForQuery !== false;

/**
 * Puts turns in front of the pool's connections. What uses the pool itself is in the lane `rest`; the two other lanes are
 * returned. `giveUp`: a decision's statement that takes too long is given up, and its connection closed. Not so on the
 * embedded database, where a second connection must never be opened while the first one's statement runs.
 */
export function inTurns(
  pool: Pool,
  { max, patienceMs, giveUp }: { max: number; patienceMs: number; giveUp: boolean },
): { lookups: Queries; decisions: Queries } {
  const turns = new Turns(max, patienceMs);
  const connect: () => Promise<PoolClient> = pool.connect.bind(pool);
  const acquire = async (lane: Lane): Promise<PoolClient> => {
    const done = await turns.take(lane);
    try {
      const client = await connect();
      releaseInTurn(pool, client, max === 1, done);
      return client;
    } catch (error) {
      done();
      throw error;
    }
  };
  type Callback = (error: unknown, client?: PoolClient, release?: PoolClient["release"]) => void;
  // pg-pool's own `query` comes through here as well, with a callback.
  pool.connect = ((callback?: Callback) => {
    const acquired = acquire("rest");
    if (!callback) return acquired;
    acquired.then(
      (client) => callback(undefined, client, client.release),
      (error: unknown) => callback(error),
    );
  }) as Pool["connect"];
  Object.defineProperty(pool, "waitingCount", { get: () => turns.waiting });
  const limit = giveUp ? { query_timeout: DECISION_MS } : {};
  const queries = (lane: Lane): Queries => ({
    query: async (query, values) => {
      const client = await acquire(lane);
      const config = typeof query === "string" ? { text: query, ...(values && { values }) } : query;
      try {
        const result = await client.query({ ...limit, ...config });
        client.release();
        return result as never;
      } catch (error) {
        client.release(error instanceof Error ? error : true);
        throw error;
      }
    },
  });
  return { lookups: queries("lookups"), decisions: queries("decisions") };
}

/** Gives the turn back with the connection; the only one of a pool must be gone before another is opened. */
function releaseInTurn(pool: Pool, client: PoolClient, only: boolean, done: () => void): void {
  const release = client.release.bind(client);
  client.release = (error) => {
    const broken = error || !isReady(client);
    if (!broken || !only) {
      release(broken);
      done();
      return;
    }
    const onRemove = (removed: PoolClient) => {
      if (removed !== client) return;
      pool.off("remove", onRemove);
      done();
    };
    pool.on("remove", onRemove);
    release(broken);
  };
}
