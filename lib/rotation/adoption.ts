import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { rotations, secrets } from "@/db/schema";
import { type Ctx, requireScope } from "../context";
import { Problem } from "../errors/problem";
import { findKey, kindOf } from "../keys/find-key";
import { secretState } from "../keys/view";
import { reading } from "../transact";

const time = z.iso.datetime();

export const adoptionSchema = z.object({
  rotation: z.object({
    id: z.string(),
    startedAt: time,
    retiresAt: time,
    endedAt: time.nullable(),
    /** `in_progress`, or how it ended: by itself (`elapsed`), by a person, or with the key. */
    state: z.enum(["in_progress", "completed", "cancelled", "elapsed", "revoked"]),
  }),
  /** The share of the calls since midnight (UTC) that used the new secret, 0 to 1; null if there were none. */
  adoptedToday: z.number().nullable(),
  /** The old secret first. */
  secrets: z.array(
    z.object({
      id: z.string(),
      role: z.enum(["old", "new"]),
      start: z.string(),
      last4: z.string(),
      state: z.enum(["active", "retiring", "retired"]),
      callsToday: z.int(),
      lastUsedAt: time.nullable(),
      lastUsedAddress: z.string().nullable(),
      /** Calls of any outcome per three hours, from a day before the rotation began. */
      points: z.array(z.object({ start: time, count: z.int() })),
      /** Where it was presented from in the last 24 hours, most calls first; at most ten. */
      addresses: z.array(z.object({ ip: z.string(), count: z.int(), lastAt: time })),
    }),
  ),
});

export type Adoption = z.output<typeof adoptionSchema>;

const DAY_MS = 86_400_000;
const STEP_MS = 3 * 3_600_000;
const MAX_POINTS = 400;

type Count = { secret_id: string; slot: number; count: string };
type Address = { secret_id: string; ip: string; count: string; last_at: Date };

/**
 * How far the callers of a key have moved to its new secret: the rotation under way, or the last one.
 * Errors: not_found, no_rotation if it was never rotated.
 */
export async function adoption(ctx: Ctx, keyId: string): Promise<Adoption> {
  requireScope(ctx, kindOf(keyId) === "root" ? "root-keys:read" : "keys:read");
  const tx = reading(ctx);
  await findKey(tx, ctx, kindOf(keyId), keyId);
  const [rotation] = await tx
    .select()
    .from(rotations)
    .where(and(eq(rotations.workspaceId, ctx.workspaceId), eq(rotations.keyId, keyId)))
    .orderBy(desc(rotations.startedAt), desc(rotations.id))
    .limit(1);
  if (!rotation) throw new Problem("no_rotation", "This key was never rotated.");
  const own = await tx
    .select()
    .from(secrets)
    .where(and(eq(secrets.workspaceId, ctx.workspaceId), eq(secrets.keyId, keyId)));
  const now = ctx.rt.now();
  const end = Math.min(now, (rotation.endedAt ?? rotation.retiresAt).getTime() + DAY_MS);
  const wanted = Math.floor((rotation.startedAt.getTime() - DAY_MS) / STEP_MS) * STEP_MS;
  const from = Math.max(wanted, Math.floor(end / STEP_MS) * STEP_MS - MAX_POINTS * STEP_MS);
  const counts = await countsOf(ctx, keyId, from);
  const today = await callsToday(ctx, keyId, now - (now % DAY_MS));
  const addresses = await addressesOf(ctx, keyId, now - DAY_MS);
  const slots = Math.max(1, Math.ceil((end - from) / STEP_MS));

  const views = (["old", "new"] as const).flatMap((role) => {
    const id = role === "old" ? rotation.oldSecretId : rotation.newSecretId;
    const secret = own.find((s) => s.id === id);
    if (!secret) return [];
    const at = (slot: number) => counts.find((c) => c.secret_id === id && c.slot === slot);
    return {
      id,
      role,
      start: secret.start,
      last4: secret.last4,
      state: secretState(secret, now),
      callsToday: today.get(id) ?? 0,
      lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
      lastUsedAddress: secret.lastUsedAddress,
      points: Array.from({ length: slots }, (_, slot) => ({
        start: new Date(from + slot * STEP_MS).toISOString(),
        count: Number(at(slot)?.count ?? 0),
      })),
      addresses: addresses
        .filter((a) => a.secret_id === id)
        .slice(0, 10)
        .map((a) => ({ ip: a.ip, count: Number(a.count), lastAt: a.last_at.toISOString() })),
    };
  });
  const all = views.reduce((sum, s) => sum + s.callsToday, 0);
  const fresh = views.find((s) => s.role === "new")?.callsToday ?? 0;
  const running = rotation.endedAt === null && rotation.retiresAt.getTime() > now;
  return {
    rotation: {
      id: rotation.id,
      startedAt: rotation.startedAt.toISOString(),
      retiresAt: rotation.retiresAt.toISOString(),
      endedAt: running ? null : (rotation.endedAt ?? rotation.retiresAt).toISOString(),
      state: running ? "in_progress" : (rotation.outcome ?? "elapsed"),
    },
    adoptedToday: all > 0 ? fresh / all : null,
    secrets: views,
  };
}

async function countsOf(ctx: Ctx, keyId: string, from: number): Promise<Count[]> {
  const { rows } = await ctx.rt.pool.query<Count>(
    `select secret_id, floor(extract(epoch from bucket - $3) / ${STEP_MS / 1_000})::int as slot, sum(count) as count
       from usage_rollups
      where workspace_id = $1 and key_id = $2 and resolution = 15 and bucket >= $3
      group by 1, 2`,
    [ctx.workspaceId, keyId, new Date(from)],
  );
  return rows;
}

async function callsToday(ctx: Ctx, keyId: string, midnight: number): Promise<Map<string, number>> {
  const { rows } = await ctx.rt.pool.query<{ secret_id: string; count: string }>(
    `select secret_id, sum(count) as count from usage_rollups
      where workspace_id = $1 and key_id = $2 and resolution = 15 and bucket >= $3 group by 1`,
    [ctx.workspaceId, keyId, new Date(midnight)],
  );
  return new Map(rows.map((row) => [row.secret_id, Number(row.count)]));
}

async function addressesOf(ctx: Ctx, keyId: string, since: number): Promise<Address[]> {
  const { rows } = await ctx.rt.pool.query<Address>(
    `select secret_id, ip, count(*) as count, max(at) as last_at from usage_events
      where workspace_id = $1 and key_id = $2 and at >= $3 and ip is not null
      group by 1, 2 order by 3 desc, 4 desc limit 50`,
    [ctx.workspaceId, keyId, new Date(since)],
  );
  return rows;
}
