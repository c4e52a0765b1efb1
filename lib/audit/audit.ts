import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { auditEvents, auditHeads } from "@/db/schema";
import { canonicalJson } from "../platform/content";
import type { Ctx, TxCtx } from "../platform/context";
import { newId } from "../platform/ids";
import type { AuditAction, AuditTargetType } from "./actions";

export type AuditTarget = { type: AuditTargetType; id: string; name: string };

export type AuditEntry = {
  action: AuditAction;
  target: AuditTarget;
  /** The changed fields only, never a secret or a hash. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

export const GENESIS = Buffer.alloc(32);

type Hashed = Omit<typeof auditEvents.$inferInsert, "hash" | "previousHash">;

/** SHA-256 over the previous hash and the event's own fields. */
export function auditHash(previous: Buffer, event: Hashed): Buffer {
  const text = canonicalJson({ ...event, at: event.at.toISOString() });
  return createHash("sha256").update(previous).update(text).digest();
}

const INSERTED_AT_ONCE = 500;

/** Writes one audit event in the change's own transaction, at the end of its workspace's chain. */
export async function audit(ctx: TxCtx, entry: AuditEntry): Promise<void> {
  await auditAll(ctx, [entry]);
}

/** The same for many changes that are one act; they follow each other in the chain. */
export async function auditAll(ctx: TxCtx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  // The insert makes the head of a new workspace, the update locks it: events of one workspace have one order.
  await ctx.tx
    .insert(auditHeads)
    .values({ workspaceId: ctx.workspaceId, sequence: 0, hash: GENESIS })
    .onConflictDoNothing();
  const [head] = await ctx.tx
    .update(auditHeads)
    .set({ sequence: sql`${auditHeads.sequence} + ${entries.length}` })
    .where(eq(auditHeads.workspaceId, ctx.workspaceId))
    .returning();
  if (!head) throw new Error("the audit chain has no head");
  let previous = head.hash;
  const first = head.sequence - entries.length + 1;
  const rows = entries.map((entry, i) => {
    const event = eventOf(ctx, entry, first + i);
    const row = { ...event, previousHash: previous, hash: auditHash(previous, event) };
    previous = row.hash;
    return row;
  });
  for (let i = 0; i < rows.length; i += INSERTED_AT_ONCE)
    await ctx.tx.insert(auditEvents).values(rows.slice(i, i + INSERTED_AT_ONCE));
  await ctx.tx.update(auditHeads).set({ hash: previous }).where(eq(auditHeads.workspaceId, ctx.workspaceId));
}

function eventOf(ctx: Ctx, entry: AuditEntry, sequence: number): Hashed {
  const now = ctx.rt.now();
  // Hash what will be read: jsonb gives back no `undefined` and no Dates, text no half of a surrogate pair.
  const stored = JSON.parse(
    JSON.stringify({ before: entry.before ?? null, after: entry.after ?? null }),
  ) as Pick<Hashed, "before" | "after">;
  return {
    workspaceId: ctx.workspaceId,
    sequence,
    id: newId("audit", now),
    at: new Date(now),
    actorType: ctx.actor.type,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name.toWellFormed(),
    action: entry.action,
    targetType: entry.target.type,
    targetId: entry.target.id,
    targetName: entry.target.name.toWellFormed(),
    address: ctx.address,
    userAgent: ctx.userAgent?.toWellFormed() ?? null,
    requestId: ctx.requestId,
    ...stored,
  };
}
