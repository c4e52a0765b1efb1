import { sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import type { Ctx } from "./context";
import { refuseUnseen } from "./outage";

/** The server cancels a statement after this, before its connection would be given up: so it stays good. */
const STATEMENT = sql.raw("set local statement_timeout = 7000");

/** Where a verb that only reads asks: the open transaction, or the pool with no transaction around it. */
export function reading(ctx: Ctx): Reader {
  return ctx.tx ?? ctx.rt.db;
}

/**
 * Runs `work` in one transaction, or in the one already open in `ctx` (an embedded database has a single
 * connection, so a second must never be asked for inside). What `work` pushes to `afterCommit` runs once all of it holds.
 * If nobody waits for the answer any more, all of it is rolled back.
 */
export async function transact<T, More extends object = object>(
  ctx: Ctx<More>,
  work: (tx: Tx, inner: Ctx<More>) => Promise<T>,
): Promise<T> {
  if (ctx.tx) return work(ctx.tx, ctx);
  const afterCommit: (() => void)[] = [];
  const result = await ctx.rt.db.transaction(async (tx) => {
    // The embedded database knows no such limit.
    if (ctx.rt.config.databaseUrl) await tx.execute(STATEMENT);
    const done = await work(tx, { ...ctx, tx, afterCommit });
    refuseUnseen(ctx.signal);
    return done;
  });
  for (const run of afterCommit) run();
  return result;
}
