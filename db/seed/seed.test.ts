import { count, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { auditEvents, keys, secrets, usageEvents, usageRollups } from "@/db/schema";
import { auditHash, GENESIS } from "@/lib/audit/audit";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { countKeys } from "@/lib/keys/list-keys";
import { testContext, useRuntime } from "@/lib/testing";
import { writeHistory } from "./history";
import { readSources } from "./sources";
import { writeUsage } from "./usage";

const rt = useRuntime();

test("the demo has 40 keys in all states, sums that agree, and a whole audit chain", {
  timeout: 120_000,
}, async () => {
  const now = rt().now();
  const history = await rt().db.transaction(async (tx) => {
    const made = await writeHistory(rt(), tx, now, "no password");
    await writeUsage(tx, made.workspaceId, await readSources(tx, made, now), now, () => {}, {
      days: 3,
      singleMs: 30 * 3_600_000,
    });
    return made;
  });
  const { db } = rt();
  const ctx = testContext(rt(), history.workspaceId);

  const live = await countKeys(ctx, { environment: "live" });
  const all = await countKeys(ctx);
  expect(all.all).toBe(40);
  expect(live.rotating).toBe(3);
  for (const state of ["active", "expiring", "unused", "disabled", "expired", "revoked"] as const)
    expect(live[state], state).toBeGreaterThan(0);

  const sums = await db
    .select({ resolution: usageRollups.resolution, calls: sql<number>`sum(${usageRollups.count})::int` })
    .from(usageRollups)
    .groupBy(usageRollups.resolution);
  const calls = Object.fromEntries(sums.map((row) => [row.resolution, row.calls]));
  expect(calls[15]).toBe(calls[1440]);
  const [events] = await db.select({ n: count() }).from(usageEvents);
  expect(calls[1]).toBe(events?.n);

  // A code never contradicts its key: nothing VALID with an ended one.
  const wrong = await db
    .select({ n: count() })
    .from(usageEvents)
    .innerJoin(keys, eq(keys.id, usageEvents.keyId))
    .where(
      sql`${usageEvents.code} = 'VALID' and ${usageEvents.at} > least(${keys.revokedAt}, ${keys.expiresAt})`,
    );
  expect(wrong[0]?.n).toBe(0);

  const chain = await db.select().from(auditEvents).orderBy(auditEvents.sequence);
  let previous: Buffer = GENESIS;
  for (const { hash, previousHash, ...event } of chain) {
    expect(previousHash.equals(previous)).toBe(true);
    expect(auditHash(previous, event).equals(hash), event.action).toBe(true);
    previous = hash;
  }
  const { items } = await listAuditEvents(ctx, { limit: 100 });
  expect(items.map((event) => event.at)).toEqual(
    items
      .map((event) => event.at)
      .sort()
      .reverse(),
  );
  expect(JSON.stringify(items)).not.toMatch(/_(live|test|root)_[0-9A-Za-z]{49}/);
  const [used] = await db.select({ n: count() }).from(secrets).where(sql`${secrets.lastUsedAt} is not null`);
  expect(used?.n).toBeGreaterThan(25);
});
