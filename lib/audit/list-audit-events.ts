import { and, desc, eq, gte, inArray, lt, max, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Reader } from "@/db/client";
import { auditEvents, credentials, policies } from "@/db/schema";
import { ofAllowedApis } from "../credentials/stored";
import { pageFields } from "../keys/fields";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { inTurn } from "../platform/heavy-reads";
import { reading } from "../platform/transact";

export const listAuditEventsSchema = z.strictObject({
  ...pageFields,
  targetId: z.string().max(64).optional(),
  actorId: z.string().max(64).optional(),
  action: z.string().max(64).optional(),
});

const fields = z.record(z.string(), z.unknown()).nullable();

export const auditEventSchema = z.object({
  id: z.string(),
  sequence: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ type: z.enum(["user", "root_key", "system"]), id: z.string(), name: z.string() }),
  action: z.string(),
  target: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
  before: fields,
  after: fields,
  /** SHA-256 over the event before and this one, in hex. */
  hash: z.string(),
});

export type AuditEventView = z.output<typeof auditEventSchema>;

/** The workspace's audit events, newest first; `cursor` is the sequence number of the last one seen. */
export async function listAuditEvents(
  ctx: Ctx,
  input: z.input<typeof listAuditEventsSchema> = {},
): Promise<{ items: AuditEventView[]; nextCursor: string | null }> {
  requireScope(ctx, "audit:read");
  const { limit, cursor, ...filter } = parseInput(listAuditEventsSchema, input);
  const before =
    cursor === undefined
      ? undefined
      : parseInput(z.object({ cursor: z.coerce.number().int() }), { cursor }).cursor;
  const { rows, lookedTo } = await inTurn(ctx, () => latest(ctx, filter, before, limit + 1));
  const page = rows.slice(0, limit);
  return {
    items: page.map((row) => ({
      id: row.id,
      sequence: row.sequence,
      at: row.at.toISOString(),
      actor: { type: row.actorType, id: row.actorId, name: row.actorName },
      action: row.action,
      target: { type: row.targetType, id: row.targetId, name: row.targetName },
      address: row.address,
      userAgent: row.userAgent,
      requestId: row.requestId,
      before: row.before,
      after: row.after,
      hash: row.hash.toString("hex"),
    })),
    nextCursor: rows.length > limit ? String(page.at(-1)?.sequence) : lookedTo,
  };
}

type Filter = Pick<z.output<typeof listAuditEventsSchema>, "targetId" | "actorId" | "action">;

/** Events that are looked through at once, and in all for one page. */
const STEP = 2_000;
const MAX_LOOKED = 200_000;

/**
 * The latest events that fit, before one. No index is by actor or action, so a log of many that do not fit is looked
 * through in steps; `lookedTo` is the cursor where a page ends early because there were too many.
 */
async function latest(ctx: Ctx, filter: Filter, before: number | undefined, count: number) {
  const tx = reading(ctx);
  const rows: (typeof auditEvents.$inferSelect)[] = [];
  let end = Math.min(before ?? Number.POSITIVE_INFINITY, (await lastSequence(tx, ctx.workspaceId)) + 1);
  for (let looked = 0; looked < MAX_LOOKED; looked += STEP) {
    if (ctx.signal?.aborted) break;
    const found = await tx
      .select()
      .from(auditEvents)
      .where(
        and(
          eq(auditEvents.workspaceId, ctx.workspaceId),
          aboutAllowedApis(tx, ctx),
          filter.targetId === undefined ? undefined : eq(auditEvents.targetId, filter.targetId),
          filter.actorId === undefined ? undefined : eq(auditEvents.actorId, filter.actorId),
          filter.action === undefined ? undefined : eq(auditEvents.action, filter.action),
          lt(auditEvents.sequence, end),
          // What happened to one thing has an index of its own.
          filter.targetId === undefined ? gte(auditEvents.sequence, end - STEP) : undefined,
        ),
      )
      .orderBy(desc(auditEvents.sequence))
      .limit(count - rows.length);
    rows.push(...found);
    end -= STEP;
    if (rows.length >= count || filter.targetId !== undefined || end <= 1) return { rows, lookedTo: null };
  }
  return { rows, lookedTo: String(end) };
}

async function lastSequence(tx: Reader, workspaceId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(auditEvents.sequence) })
    .from(auditEvents)
    .where(eq(auditEvents.workspaceId, workspaceId));
  return row?.last ?? 0;
}

/** To a root key that is limited to APIs: what happened to them, their keys and policies, and root keys that reach no other. */
function aboutAllowedApis(tx: Reader, ctx: Ctx): SQL | undefined {
  if (!ctx.apiIds || ctx.apiIds.length === 0) return undefined;
  const own = [...ctx.apiIds];
  const known = tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, ctx.workspaceId),
        or(ofAllowedApis(ctx, "key"), ofAllowedApis(ctx, "root")),
      ),
    );
  const ruled = tx
    .select({ id: policies.id })
    .from(policies)
    .where(and(eq(policies.workspaceId, ctx.workspaceId), inArray(policies.apiId, own)));
  return or(
    inArray(auditEvents.targetId, own),
    inArray(auditEvents.targetId, known),
    inArray(auditEvents.targetId, ruled),
  );
}
