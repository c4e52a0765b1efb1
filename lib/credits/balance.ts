import { and, eq, inArray, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { credits } from "@/db/schema";
import { isSameContent } from "../platform/content";
import type { TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { type CreditsChange, type CreditsInput, type CreditsView, MAX_CREDITS } from "./fields";
import { nextRefillSql } from "./refill";

/** Sets the credits of a key or identity, or takes them away (null: calls are not counted any more). */
export async function setCredits(ctx: TxCtx, ownerId: string, wanted: CreditsInput | null): Promise<void> {
  const own = and(eq(credits.workspaceId, ctx.workspaceId), eq(credits.ownerId, ownerId));
  if (!wanted) {
    await ctx.tx.delete(credits).where(own);
    return;
  }
  const at = new Date(ctx.rt.now());
  const { remaining } = wanted;
  const refill = asShown(wanted.refill);
  const row = {
    remaining,
    refillInterval: refill?.interval ?? null,
    refillAmount: refill?.amount ?? null,
    refillDay: refill?.day ?? null,
    updatedAt: at,
  };
  await ctx.tx
    .insert(credits)
    .values({ ownerId, workspaceId: ctx.workspaceId, ...row })
    .onConflictDoUpdate({
      target: [credits.workspaceId, credits.ownerId],
      set: { ...row, nextRefillAt: null },
    });
  if (refill)
    await ctx.tx
      .update(credits)
      .set({
        nextRefillAt: sql.raw(
          nextRefillSql(`'${at.toISOString()}'::timestamptz`, "refill_interval", "refill_day"),
        ),
      })
      .where(own);
}

type Changed = { before: CreditsView | null; after: CreditsView | null };

/**
 * Changes what is given and leaves the rest, from the balance as it is now, a refill that came due included. The row is
 * locked, so that no spending falls between. Null takes the credits away. Null is answered where nothing changes.
 */
export async function changeCredits(
  ctx: TxCtx,
  ownerId: string,
  wanted: CreditsChange | null,
): Promise<Changed | null> {
  const before = await lockCredits(ctx, ownerId);
  if (!before && !wanted) return null;
  const remaining = wanted?.remaining ?? before?.remaining;
  if (wanted && remaining === undefined) {
    const message = "is required: there are no credits yet";
    throw new Problem("invalid_request", `credits.remaining: ${message}`, [
      { field: "credits.remaining", message },
    ]);
  }
  const refill = wanted?.refill === undefined ? asGiven(before?.refill) : wanted.refill;
  // Written anew, the same credits would begin to wait for their refill again.
  if (before && wanted && remaining === before.remaining && isSameContent(asShown(refill), before.refill))
    return null;
  await setCredits(ctx, ownerId, wanted && remaining !== undefined ? { remaining, refill } : null);
  const after = (await creditsOf(ctx.tx, ctx.workspaceId, [ownerId], ctx.rt.now())).get(ownerId) ?? null;
  return JSON.stringify(before) === JSON.stringify(after) ? null : { before, after };
}

function asShown(refill: CreditsInput["refill"]): CreditsView["refill"] {
  if (!refill) return null;
  const { interval, amount, day } = refill;
  return { interval, amount, day: interval === "monthly" ? (day ?? 1) : null };
}

function asGiven(refill: CreditsView["refill"] | undefined): CreditsInput["refill"] {
  return refill ? { ...refill, day: refill.day ?? undefined } : null;
}

/** The credits as they are now, kept from being spent until the transaction ends. */
async function lockCredits(ctx: TxCtx, ownerId: string): Promise<CreditsView | null> {
  const [row] = await ctx.tx
    .select()
    .from(credits)
    .where(and(eq(credits.workspaceId, ctx.workspaceId), eq(credits.ownerId, ownerId)))
    .for("update");
  return row ? view(row, ctx.rt.now()) : null;
}

/** Credits as an audit event names them: when the next refill is due follows from the rest. */
export function auditedCredits(credits: CreditsView | null) {
  return credits && { remaining: credits.remaining, refill: credits.refill };
}

type Topped = { before: CreditsView | null; after: CreditsView };

/**
 * A top-up (`add`) or a new balance (`set`); a refill goes on as before. Setting begins to count where nothing was
 * counted. Errors: conflict (nothing to add to), invalid_request (more than there can be).
 */
export async function topUp(
  ctx: TxCtx,
  ownerId: string,
  change: { add?: number | undefined; set?: number | undefined },
): Promise<Topped> {
  const before = await lockCredits(ctx, ownerId);
  if (!before && change.set === undefined)
    throw new Problem(
      "conflict",
      "Calls are not counted here, so there is nothing to add to. Set credits first.",
    );
  const remaining = change.set ?? (before?.remaining ?? 0) + (change.add ?? 0);
  if (remaining > MAX_CREDITS) {
    const message = `would make more than ${MAX_CREDITS.toLocaleString("en")} credits`;
    throw new Problem("invalid_request", `add: ${message}`, [{ field: "add", message }]);
  }
  const refill = asGiven(before?.refill);
  await setCredits(ctx, ownerId, { remaining, refill });
  const after = (await creditsOf(ctx.tx, ctx.workspaceId, [ownerId], ctx.rt.now())).get(ownerId);
  if (!after) throw new Error("credits were not written");
  return { before, after };
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
