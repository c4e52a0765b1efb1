import type { Pool } from "pg";
import { nextRefillSql, remainingSql } from "./refill";

/** `remaining` is what is left after the decision; nothing was spent if it is not `spent`. */
export type Spending = { spent: boolean; remaining: number };

type Waiting = { cost: number; done: (result: Spending | "unavailable") => void };

type Row = { have: string; granted: string };

/** A statement carries at most this many spends of one owner; more wait for the next. */
const MAX_JOINED = 1_000;

/**
 * Spends of one owner join into one statement: it grants, in their order, as many as the balance holds. `have` counts a
 * refill that has come due; the row is locked, so two nodes come one after the other and nothing is ever below zero.
 */
const SPEND = {
  name: "spend-credits",
  text: `with balance as (
           select owner_id, next_refill_at <= $3 as due, ${remainingSql("$3")} as have
             from credits where owner_id = $1 for update),
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
          where c.owner_id = b.owner_id
      returning b.have, g.total as granted`,
};

/** Exact and durable: what was answered as spent is in the database before the answer. */
export class CreditLedger {
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #busy = new Set<string>();

  constructor(
    readonly pool: Pool,
    readonly now: () => number,
  ) {}

  /** Takes `cost` (0 reads) of the key's or identity's credits. `unavailable`: the database does not answer. */
  spend(ownerId: string, cost: number): Promise<Spending | "unavailable"> {
    return new Promise((done) => {
      const line = this.#waiting.get(ownerId);
      if (line) line.push({ cost, done });
      else this.#waiting.set(ownerId, [{ cost, done }]);
      if (!this.#busy.has(ownerId)) void this.#work(ownerId);
    });
  }

  async #work(ownerId: string): Promise<void> {
    this.#busy.add(ownerId);
    for (let line = this.#waiting.get(ownerId); line && line.length > 0; line = this.#waiting.get(ownerId)) {
      const joined = line.splice(0, MAX_JOINED);
      try {
        // What did not fit behind a larger one may fit by itself: it is asked again, and in the end is alone.
        line.unshift(...(await this.#settle(ownerId, joined)));
      } catch {
        for (const one of joined) one.done("unavailable");
      }
    }
    this.#waiting.delete(ownerId);
    this.#busy.delete(ownerId);
  }

  /** Answers those that are decided and returns the others. */
  async #settle(ownerId: string, joined: Waiting[]): Promise<Waiting[]> {
    const { rows } = await this.pool.query<Row>({
      ...SPEND,
      values: [ownerId, joined.map((one) => one.cost), new Date(this.now())],
    });
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
