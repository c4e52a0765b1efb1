import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { proofs, rotations } from "@/db/schema";
import { kindOf } from "../credentials/kinds";
import { proofState } from "../credentials/rows";
import { findCredential } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { type HeavyRead, readHeavily } from "../platform/heavy-reads";
import { reading } from "../platform/transact";
import { slices, usageScan } from "../usage/scan";

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

/** So many of a key's latest calls are looked through for addresses. */
const MAX_LOOKED = 200_000;
const KEY = { field: "id", advice: "ask again later" };

type Address = { secretId: string; ip: string; count: number; lastAt: number };

/**
 * How far the callers of a key have moved to its new secret: the rotation under way, or the last one.
 * Errors: not_found, no_rotation if it was never rotated.
 */
export async function adoption(ctx: Ctx, keyId: string): Promise<Adoption> {
  const kind = kindOf(keyId);
  requireScope(ctx, kind.scopes.read);
  const tx = reading(ctx);
  await findCredential(tx, ctx, kind.kind, keyId);
  const [rotation] = await tx
    .select()
    .from(rotations)
    .where(and(eq(rotations.workspaceId, ctx.workspaceId), eq(rotations.credentialId, keyId)))
    .orderBy(desc(rotations.startedAt), desc(rotations.id))
    .limit(1);
  if (!rotation) throw new Problem("no_rotation", "This key was never rotated.");
  const own = await tx
    .select()
    .from(proofs)
    .where(and(eq(proofs.workspaceId, ctx.workspaceId), eq(proofs.credentialId, keyId)));
  const now = ctx.rt.now();
  const end = Math.min(now, (rotation.endedAt ?? rotation.retiresAt).getTime() + DAY_MS);
  const wanted = Math.floor((rotation.startedAt.getTime() - DAY_MS) / STEP_MS) * STEP_MS;
  const from = Math.max(wanted, Math.floor(end / STEP_MS) * STEP_MS - MAX_POINTS * STEP_MS);
  const { counts, today, addresses } = await readHeavily(ctx, KEY, async (read) => ({
    counts: await countsOf(ctx, read, keyId, from),
    today: await callsToday(ctx, read, keyId, now - (now % DAY_MS)),
    addresses: await addressesOf(ctx, read, keyId, now - DAY_MS),
  }));
  const slots = Math.max(1, Math.ceil((end - from) / STEP_MS));

  const views = (["old", "new"] as const).flatMap((role) => {
    const id = role === "old" ? rotation.oldProofId : rotation.newProofId;
    const secret = own.find((s) => s.id === id);
    if (!secret) return [];
    return {
      id,
      role,
      start: secret.start,
      last4: secret.last4,
      state: proofState(secret, now),
      callsToday: today.get(id) ?? 0,
      lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
      lastUsedAddress: secret.lastUsedAddress,
      points: Array.from({ length: slots }, (_, slot) => ({
        start: new Date(from + slot * STEP_MS).toISOString(),
        count: counts.get(`${id} ${slot}`) ?? 0,
      })),
      addresses: addresses
        .filter((a) => a.secretId === id)
        .slice(0, 10)
        .map(({ ip, count, lastAt }) => ({ ip, count, lastAt: new Date(lastAt).toISOString() })),
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

/** The sums per quarter of an hour of one key, from an instant on. */
const sumsOfKey = (ctx: Ctx, keyId: string, from: number) =>
  usageScan(
    ctx,
    { interval: "15m", timeZone: "UTC", keyId },
    { from, to: ctx.rt.now() + DAY_MS },
    { events: false },
  );

/** By secret and slot. */
async function countsOf(
  ctx: Ctx,
  read: HeavyRead,
  keyId: string,
  from: number,
): Promise<Map<string, number>> {
  const scan = sumsOfKey(ctx, keyId, from);
  const n = scan.values.length;
  const counts = new Map<string, number>();
  for await (const slice of slices(read, scan)) {
    const rows = await read.query<{ secret_id: string; slot: number; count: string }>(
      `select u.secret_id, floor(extract(epoch from u.bucket - $${n + 3}) / ${STEP_MS / 1_000})::int as slot,
              sum(u.count) as count
         from usage_rollups u
        where ${scan.where} and u.bucket >= $${n + 1} and u.bucket < $${n + 2} group by 1, 2`,
      [...scan.values, new Date(slice.from), new Date(slice.to), new Date(from)],
    );
    for (const { secret_id: id, slot, count } of rows) {
      const place = `${id} ${slot}`;
      counts.set(place, (counts.get(place) ?? 0) + Number(count));
    }
  }
  return counts;
}

async function callsToday(
  ctx: Ctx,
  read: HeavyRead,
  keyId: string,
  midnight: number,
): Promise<Map<string, number>> {
  const scan = sumsOfKey(ctx, keyId, midnight);
  const n = scan.values.length;
  const rows = await read.query<{ secret_id: string; count: string }>(
    `select u.secret_id, sum(u.count) as count from usage_rollups u
      where ${scan.where} and u.bucket >= $${n + 1} group by 1`,
    [...scan.values, new Date(midnight)],
  );
  return new Map(rows.map((row) => [row.secret_id, Number(row.count)]));
}

/** By secret and address, most calls first; of a very busy key among its latest calls. */
async function addressesOf(ctx: Ctx, read: HeavyRead, keyId: string, since: number): Promise<Address[]> {
  const range = { from: since, to: ctx.rt.now() + DAY_MS };
  const scan = usageScan(ctx, { interval: "minute", timeZone: "UTC", keyId }, range, { events: true });
  const n = scan.values.length;
  const found = new Map<string, Address>();
  let looked = 0;
  for await (const slice of slices(read, scan, "desc")) {
    looked += read.rows;
    const rows = await read.query<{ secret_id: string; ip: string; count: string; last_at: Date }>(
      `select u.secret_id, u.ip, count(*) as count, max(u.at) as last_at from usage_events u
        where ${scan.where} and u.at >= $${n + 1} and u.at < $${n + 2} and u.ip is not null group by 1, 2`,
      [...scan.values, new Date(slice.from), new Date(slice.to)],
    );
    for (const { secret_id: secretId, ip, count, last_at } of rows) {
      const known = found.get(`${secretId} ${ip}`);
      if (known) known.count += Number(count);
      else found.set(`${secretId} ${ip}`, { secretId, ip, count: Number(count), lastAt: last_at.getTime() });
    }
    if (looked >= MAX_LOOKED) break;
  }
  return [...found.values()].sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
}
