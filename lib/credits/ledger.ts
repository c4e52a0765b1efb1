import type { Queries } from "@/db/turns";
import { type DatabaseWatch, within } from "../platform/outage";
import { nextRefillSql, remainingSql } from "./refill";

/** `remaining` is what is left after the decision; nothing was spent if it is not `spent`. */
export type Spending = { spent: boolean; remaining: number };

type Waiting = { cost: number; askedAt: number; done: (result: Spending | "unavailable") => void };

/** What a workspace has under way: its owners whose spends wait for a statement, and how many statements run. */
type Share = { ready: string[]; running: number; waiting: number };

type Row = { have: string; granted: string };

/** A statement carries at most this many spends of one owner; more wait for the next. */
const MAX_JOINED = 1_000;
/** Statements of one workspace at once, so that another workspace's next one is never far. */
const STATEMENTS_AT_ONCE = 2;
/** Spends that wait. What comes on top is answered `unavailable` at once. */
const MOST_OF_WORKSPACE = 5_000;
const MOST_IN_ALL = 20_000;
/** Nobody waits longer. A statement given up may have been carried out: then credits are lost, never spent twice. */
const SPEND_MS = 2_000;

/**
 * Spends of one owner join into one statement: it grants, in their order, as many as the balance holds. `have` counts a
 * refill that has come due; the row is locked, so two nodes come one after the other and nothing is ever below zero.
 */
const SPEND = {
  name: "spend-credits",
  text: `with balance as (
           select next_refill_at <= $3 as due, ${remainingSql("$3")} as have
             from credits where workspace_id = $4 and owner_id = $1 for update),
         asked as (
           select sum(cost) over (order by place) as running
             from unnest($2::bigint[]) with ordinality as t(cost, place)),
         granted as (
           select coalesce(max(running), 0) as total from asked, balance where running <= have)
         update credits c
            set remaining = b.have - g.total, updated_at = $3,
                next_refill_at = case when b.due then ${nextRefillSql("$3::timestamptz", "c.refill_interval", "c.refill_day")}
                                 else c.next_refill_at end
           from balance b, granted g
          where c.workspace_id = $4 and c.owner_id = $1
      returning b.have, g.total as granted`,
};

/** Exact and durable: what was answered as spent is in the database before the answer. */
export class CreditLedger {
  readonly #lines = new Map<string, Waiting[]>();
  readonly #shares = new Map<string, Share>();
  #waiting = 0;

  constructor(
    readonly queries: Queries,
    readonly now: () => number,
    readonly watch: Pick<DatabaseWatch, "away" | "report"> = { away: false, report: () => {} },
  ) {}

  /**
   * Takes `cost` (0 reads) of the key's or identity's credits. `unavailable`: the database does not answer, or too many
   * spends wait.
   */
  spend(workspaceId: string, ownerId: string, cost: number): Promise<Spending | "unavailable"> {
    if (this.watch.away || this.#waiting >= MOST_IN_ALL) return Promise.resolve("unavailable");
    const share = this.#shares.get(workspaceId) ?? { ready: [], running: 0, waiting: 0 };
    if (share.waiting >= MOST_OF_WORKSPACE) return Promise.resolve("unavailable");
    this.#shares.set(workspaceId, share);
    share.waiting++;
    this.#waiting++;
    return new Promise((resolve) => {
      const done: Waiting["done"] = (result) => {
        share.waiting--;
        this.#waiting--;
        resolve(result);
      };
      const one = { cost, askedAt: performance.now(), done };
      const line = this.#lines.get(ownerId);
      if (line) {
        line.push(one);
        return;
      }
      this.#lines.set(ownerId, [one]);
      share.ready.push(ownerId);
      this.#start(workspaceId, share);
    });
  }

  #start(workspaceId: string, share: Share): void {
    while (share.running < STATEMENTS_AT_ONCE) {
      const ownerId = share.ready.shift();
      if (ownerId === undefined) break;
      share.running++;
      void this.#work(workspaceId, ownerId, share).finally(() => {
        share.running--;
        this.#start(workspaceId, share);
      });
    }
    if (share.running === 0 && share.ready.length === 0) this.#shares.delete(workspaceId);
  }

  /** One statement for an owner; what is still undecided waits for the owner's next turn. */
  async #work(workspaceId: string, ownerId: string, share: Share): Promise<void> {
    const line = this.#lines.get(ownerId) ?? [];
    const late = this.watch.away ? Number.POSITIVE_INFINITY : performance.now() - SPEND_MS;
    const joined = line.splice(0, MAX_JOINED).filter((one) => {
      if (one.askedAt > late) return true;
      one.done("unavailable");
      return false;
    });
    try {
      // A spend that did not fit behind a larger one may fit alone, so it is tried again until it is alone.
      if (joined.length > 0) line.unshift(...(await this.#settle(workspaceId, ownerId, joined)));
    } catch (error) {
      this.watch.report("credits", error);
      for (const one of joined) one.done("unavailable");
    }
    if (line.length > 0) share.ready.push(ownerId);
    else this.#lines.delete(ownerId);
  }

  /** Answers those that are decided and returns the others. */
  async #settle(workspaceId: string, ownerId: string, joined: Waiting[]): Promise<Waiting[]> {
    const values = [ownerId, joined.map((one) => one.cost), new Date(this.now()), workspaceId];
    const { rows } = await within(SPEND_MS, this.queries.query<Row>({ ...SPEND, values }));
    const [row] = rows;
    if (!row) {
      // The credits were taken away a moment ago: nothing limits any more.
      for (const one of joined) one.done({ spent: true, remaining: Number.MAX_SAFE_INTEGER });
      return [];
    }
    let left = Number(row.have);
    let running = 0;
    const undecided: Waiting[] = [];
    for (const one of joined) {
      running += one.cost;
      if (running <= Number(row.granted)) {
        left -= one.cost;
        one.done({ spent: true, remaining: left });
      } else undecided.push(one);
    }
    return undecided.filter((one) => {
      if (one.cost <= left) return true;
      one.done({ spent: false, remaining: left });
      return false;
    });
  }
}
