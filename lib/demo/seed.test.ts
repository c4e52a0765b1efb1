import { count, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { auditEvents, credentials, proofs, usageEvents, usageRollups } from "@/db/schema/index";
import { auditHash, GENESIS } from "../audit/audit";
import { listAuditEvents } from "../audit/list-audit-events";
import { listIdentities } from "../identities/list-identities";
import { countKeys, listKeys } from "../keys/list-keys";
import { administrativeKeys } from "../permissions/administrative";
import { listPermissions } from "../permissions/list-permissions";
import { listPolicies } from "../policies/list-policies";
import { listOverrides } from "../ratelimit/list-overrides";
import { listRoles } from "../roles/list-roles";
import { listRootKeys } from "../root-keys/list-root-keys";
import { testContext, useRuntime } from "../testing";
import type { History } from "./act";
import { writeHistory } from "./history";
import { readSources } from "./sources";
import { writeUsage } from "./usage";

const rt = useRuntime();

let history: History;
beforeAll(async () => {
  const now = rt().now();
  history = await rt().db.transaction(async (tx) => {
    const made = await writeHistory(rt(), tx, now, "no password");
    await writeUsage(tx, made.workspaceId, await readSources(tx, made, now), now, () => {}, {
      days: 3,
      singleMs: 30 * 3_600_000,
    });
    return made;
  });
}, 120_000);

test("no page of the demo is empty: roles in use, administrative keys, shared limits and credits, overrides, policies", async () => {
  const ctx = testContext(rt(), history.workspaceId);
  const roles = (await listRoles(ctx)).items;
  expect(roles.length).toBeGreaterThan(3);
  expect(roles.filter((role) => role.usedBy.keys === 0)).toEqual([]);
  const { items: catalogue } = await listPermissions(ctx, { limit: 100 });
  expect(catalogue.filter((permission) => permission.administrative)).toHaveLength(3);
  const { items: keys } = await listKeys(ctx, { limit: 100 });
  expect((await administrativeKeys(ctx, keys)).has(history.keys.get("accounting-sync") ?? "")).toBe(true);
  expect(keys.filter((key) => key.credits)).toHaveLength(1);
  const identities = (await listIdentities(ctx)).items;
  const credits = identities.flatMap((identity) => identity.credits ?? []);
  expect(credits.map((each) => each.refill?.interval ?? "one-time").sort()).toEqual([
    "daily",
    "monthly",
    "one-time",
  ]);
  expect(credits.every((each) => each.remaining > 0)).toBe(true);
  const limits = identities.flatMap((identity) => identity.ratelimits);
  expect(limits.some((limit) => limit.perKey) && limits.some((limit) => !limit.autoApply)).toBe(true);
  expect((await listOverrides(ctx)).items.length).toBeGreaterThan(5);
  expect((await listPolicies(ctx)).items).toHaveLength(2);
  const { items: rootKeys } = await listRootKeys(ctx);
  expect(
    rootKeys.some((key) => key.apiIds.length > 0) && rootKeys.some((key) => key.ipAllowlist.length > 0),
  ).toBe(true);
});

test("the demo has 40 keys in all states, sums that agree, and a whole audit chain", async () => {
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
    .innerJoin(credentials, eq(credentials.id, usageEvents.keyId))
    .where(
      sql`${usageEvents.code} = 'VALID' and ${usageEvents.at} > least(${credentials.revokedAt}, ${credentials.expiresAt})`,
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
  const [used] = await db.select({ n: count() }).from(proofs).where(sql`${proofs.lastUsedAt} is not null`);
  expect(used?.n).toBeGreaterThan(25);
});
