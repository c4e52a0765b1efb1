import { and, eq, inArray, sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { credits } from "@/db/schema";
import type { Ctx } from "../context";
import type { CreditsInput, CreditsView } from "./fields";
import { nextRefillSql, remainingSql } from "./refill";

/** Sets the credits of a key or identity, or takes them away (null: calls are not counted any more). */
export async function setCredits(
  tx: Tx,
  ctx: Ctx,
  ownerId: string,
  wanted: CreditsInput | null,
): Promise<void> {
  const own = and(eq(credits.workspaceId, ctx.workspaceId), eq(credits.ownerId, ownerId));
  if (!wanted) {
    await tx.delete(credits).where(own);
    return;
  }
  const at = new Date(ctx.rt.now());
  const { remaining, refill } = wanted;
  const row = {
    remaining,
    refillInterval: refill?.interval ?? null,
    refillAmount: refill?.amount ?? null,
    refillDay: refill?.interval === "monthly" ? (refill.day ?? 1) : null,
    updatedAt: at,
  };
  await tx
    .insert(credits)
    .values({ ownerId, workspaceId: ctx.workspaceId, ...row })
    .onConflictDoUpdate({ target: credits.ownerId, set: { ...row, nextRefillAt: null } });
  if (refill)
    await tx
      .update(credits)
      .set({
        nextRefillAt: sql.raw(
          nextRefillSql(`'${at.toISOString()}'::timestamptz`, "refill_interval", "refill_day"),
        ),
      })
      .where(own);
}

/** Adds to the balance as it is now, a refill that came due included; it stays due. Null if there are no credits. */
export async function addCredits(tx: Tx, ctx: Ctx, ownerId: string, more: number): Promise<boolean> {
  const now = `'${new Date(ctx.rt.now()).toISOString()}'::timestamptz`;
  const rows = await tx
    .update(credits)
    .set({
      remaining: sql`${sql.raw(remainingSql(now))} + ${more}`,
      nextRefillAt: sql.raw(
        `case when next_refill_at <= ${now} then ${nextRefillSql(now, "refill_interval", "refill_day")} else next_refill_at end`,
      ),
      updatedAt: new Date(ctx.rt.now()),
    })
    .where(and(eq(credits.workspaceId, ctx.workspaceId), eq(credits.ownerId, ownerId)))
    .returning({ ownerId: credits.ownerId });
  return rows.length > 0;
}

/** The credits of many keys or identities, by owner. A refill that has come due is counted as given. */
export async function creditsOf(
  tx: Reader,
  workspaceId: string,
  ownerIds: readonly string[],
  now: number,
): Promise<Map<string, CreditsView>> {
  if (ownerIds.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(credits)
    .where(and(eq(credits.workspaceId, workspaceId), inArray(credits.ownerId, [...ownerIds])));
  return new Map(rows.map((row) => [row.ownerId, view(row, now)]));
}

function view(row: typeof credits.$inferSelect, now: number): CreditsView {
  const due = row.nextRefillAt !== null && row.nextRefillAt.getTime() <= now;
  return {
    remaining: due ? Math.max(row.remaining, row.refillAmount ?? 0) : row.remaining,
    refill:
      row.refillInterval && row.refillAmount !== null
        ? { interval: row.refillInterval, amount: row.refillAmount, day: row.refillDay }
        : null,
    nextRefillAt: row.nextRefillAt?.toISOString() ?? null,
  };
}
