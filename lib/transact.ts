import type { Reader, Tx } from "@/db/client";
import type { Ctx } from "./context";

/** Where a verb that only reads asks: the open transaction, or the pool with no transaction around it. */
export function reading(ctx: Ctx): Reader {
  return ctx.tx ?? ctx.rt.db;
}

/**
 * Runs `work` in one transaction, or in the one already open in `ctx` (an embedded database has a single
 * connection, so a second must never be asked for inside). What `work` pushes to `afterCommit` runs once all of it holds.
 */
export async function transact<T>(ctx: Ctx, work: (tx: Tx, inner: Ctx) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx.tx, ctx);
  const afterCommit: (() => void)[] = [];
  const result = await ctx.rt.db.transaction((tx) => work(tx, { ...ctx, tx, afterCommit }));
  for (const run of afterCommit) run();
  return result;
}
