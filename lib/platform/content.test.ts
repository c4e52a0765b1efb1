import { and, count, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { auditEvents } from "@/db/schema/index";
import { createApi } from "../apis/create-api";
import { updateApi } from "../apis/update-api";
import { createIdentity } from "../identities/create-identity";
import { updateIdentity } from "../identities/update-identity";
import { createKey } from "../keys/create-key";
import { updateKey } from "../keys/update-key";
import { createPermission } from "../permissions/create-permission";
import { updatePermission } from "../permissions/update-permission";
import { createPolicy } from "../policies/create-policy";
import { updatePolicy } from "../policies/update-policy";
import { setOverride } from "../ratelimit/set-override";
import { createRole } from "../roles/create-role";
import { updateRole } from "../roles/update-role";
import { createRootKey } from "../root-keys/create-root-key";
import { updateRootKey } from "../root-keys/update-root-key";
import { testWorkspace, useRuntime } from "../testing";
import { updateWorkspace } from "../workspaces/update-workspace";
import { changedFields, isSameContent } from "./content";
import type { Ctx } from "./context";

const rt = useRuntime();
const HOUR_MS = 3_600_000;
const future = new Date(Date.now() + 1_000 * HOUR_MS);

const limit = (name: string, more: object = {}) => ({
  name,
  limit: 10,
  windowMs: 60_000,
  autoApply: true,
  ...more,
});
const ratelimits = [limit("requests"), limit("bytes", { windowMs: 1_000 })];
const metadata = { plan: "pro", region: { name: "eu", zones: ["b", "a"] }, 10: "ten", seats: 5, left: null };
const credits = { remaining: 1_000, refill: { interval: "monthly" as const, amount: 1_000, day: 31 } };

type Content = Record<string, unknown>;
/** Makes a resource; what is sent again, how, and a change that is one. */
type Made = { content: Content; resend: (content: Content) => Promise<unknown>; other: Content };

const RESOURCES: Record<string, (ctx: Ctx, apiId: string) => Promise<Made>> = {
  key: async (ctx, apiId) => {
    await createRole(ctx, { name: "reader", permissions: [] });
    await createRole(ctx, { name: "writer", permissions: [] });
    const content = {
      name: "k",
      enabled: true,
      externalId: "customer_42",
      permissions: ["orders:read", "orders:write"],
      roles: ["writer", "reader"],
      expiresAt: future.toISOString(),
      ipAllowlist: ["203.0.113.0/24", "2001:db8::/32"],
      ratelimits,
      credits,
      metadata,
    };
    const { enabled: _, ...made } = content;
    const { key } = await createKey(ctx, { apiId, ...made });
    return { content, resend: (sent) => updateKey(ctx, key.id, sent), other: { metadata: { plan: "free" } } };
  },
  "publishable key": async (ctx, apiId) => {
    const content = {
      allowedOrigins: ["https://a.example", "https://b.example"],
      permissions: ["orders:read"],
    };
    const { key } = await createKey(ctx, { apiId, name: "k", publishable: true, ...content });
    return {
      content,
      resend: (sent) => updateKey(ctx, key.id, sent),
      other: { allowedOrigins: ["https://a.example"] },
    };
  },
  "root key": async (ctx, apiId) => {
    const content = {
      name: "r",
      permissions: ["keys:read", "keys:verify"],
      apiIds: [apiId, (await createApi(ctx, { name: "second" })).id],
      ipAllowlist: ["192.0.2.1", "10.0.0.0/8"],
      ratelimits,
      expiresAt: future.toISOString(),
    };
    const { rootKey } = await createRootKey(ctx, content);
    return {
      content: { ...content, enabled: true },
      resend: (sent) => updateRootKey(ctx, rootKey.id, sent),
      other: { ipAllowlist: ["192.0.2.1"] },
    };
  },
  API: async (ctx) => {
    const content = {
      name: "a",
      defaultPrefix: "acme",
      permissions: ["orders:read", "a:b"],
      ratelimits,
      administrativeRatelimits: ratelimits,
      defaultLifetimeSeconds: 3_600,
      maxLifetimeSeconds: 7_200,
    };
    const { id } = await createApi(ctx, content);
    return {
      content,
      resend: (sent) => updateApi(ctx, id, sent),
      other: { ratelimits: [limit("requests")] },
    };
  },
  identity: async (ctx) => {
    const content = { metadata, ratelimits: ratelimits.map((each) => ({ ...each, perKey: true })), credits };
    const { id } = await createIdentity(ctx, { externalId: "customer_1", ...content });
    return {
      content,
      resend: (sent) => updateIdentity(ctx, id, sent),
      other: { metadata: { ...metadata, seats: 6 } },
    };
  },
  role: async (ctx) => {
    const content = { name: "clerk", description: "Front desk", permissions: ["orders:read", "a:b"] };
    const { id } = await createRole(ctx, content);
    return { content, resend: (sent) => updateRole(ctx, id, sent), other: { permissions: ["a:b"] } };
  },
  permission: async (ctx) => {
    const content = { description: "Reads orders", administrative: true };
    const { id } = await createPermission(ctx, { name: "things:read", ...content });
    return { content, resend: (sent) => updatePermission(ctx, id, sent), other: { description: null } };
  },
  policy: async (ctx, apiId) => {
    const content = {
      finishAfterQuietHours: 24,
      extendUpToHours: 48,
      rotateEveryDays: 90,
      remindDays: [30, 7, 1],
    };
    const { id } = await createPolicy(ctx, { apiId, ...content });
    return { content, resend: (sent) => updatePolicy(ctx, id, sent), other: { rotateEveryDays: null } };
  },
  override: async (ctx) => {
    const named = { namespace: "email", identifier: "customer_42" };
    const content = { limit: 5, windowMs: 1_000 };
    await setOverride(ctx, { ...named, ...content });
    const resend = (sent: Content) => setOverride(ctx, { ...named, ...content, ...sent });
    return { content, resend, other: { limit: 6 } };
  },
  workspace: async (ctx) => {
    await updateWorkspace(ctx, { name: "Northwind" });
    const resend = (sent: Content) => updateWorkspace(ctx, { name: "Northwind", ...sent });
    return { content: { name: "Northwind" }, resend, other: { name: "Southwind" } };
  },
};

const events = async ({ workspaceId }: Ctx) =>
  (
    await rt()
      .db.select({ n: count() })
      .from(auditEvents)
      .where(and(eq(auditEvents.workspaceId, workspaceId)))
  )[0]?.n;

/** The same content with the keys of its objects turned about, and its own lists, which are sets. */
function reordered(content: Content): Content {
  const turned = (value: unknown): unknown =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, each]) => [key, turned(each)]),
        )
      : value;
  return Object.fromEntries(
    Object.entries(content)
      .reverse()
      .map(([field, value]) => [field, Array.isArray(value) ? value.map(turned).reverse() : turned(value)]),
  );
}

test.each(Object.keys(RESOURCES))(
  "sending the same content of a %s again, in any order, makes no version and no audit event",
  async (resource) => {
    const { ctx, apiId } = await testWorkspace(rt());
    const make = RESOURCES[resource];
    if (!make) throw new Error(resource);
    const { content, resend, other } = await make(ctx, apiId);
    const before = await resend({});
    const written = await events(ctx);
    for (const sent of [content, reordered(content), {}]) expect(await resend(sent)).toEqual(before);
    for (const [field, value] of Object.entries(reordered(content)))
      expect(await resend({ [field]: value }), field).toEqual(before);
    expect(await events(ctx)).toBe(written);
    const after = await resend(other);
    expect(after).not.toEqual(before);
    expect(await events(ctx)).toBe((written ?? 0) + 1);
  },
);

test("an expiry is the same instant in any time zone", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key } = await createKey(ctx, { apiId, name: "k", expiresAt: future.toISOString() });
  const local = new Date(future.getTime() + 5.5 * HOUR_MS).toISOString().replace("Z", "+05:30");
  expect((await updateKey(ctx, key.id, { expiresAt: local })).version).toBe(key.version);
});

test("a list inside of metadata has an order", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key } = await createKey(ctx, { apiId, name: "k", metadata });
  const zones = { ...metadata, region: { name: "eu", zones: ["a", "b"] } };
  expect((await updateKey(ctx, key.id, { metadata: zones })).version).toBe(key.version + 1);
});

test("content is the same after a round trip, whatever the order of its keys, and differs if any value does", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const stored = JSON.parse(JSON.stringify(value)) as Content;
      return (
        isSameContent(value, stored) &&
        isSameContent(stored, Object.fromEntries(Object.entries(stored).reverse()))
      );
    }),
  );
  expect(isSameContent({ a: 1, b: 2 }, { a: 1, b: 3 })).toBe(false);
  expect(isSameContent(["a", "b"], ["a"])).toBe(false);
  expect(isSameContent(null, "null")).toBe(false);
  expect(isSameContent([], {})).toBe(false);
  expect(changedFields(["a", "b", "c"], { a: 1, b: 2, c: null }, { a: 1, b: undefined, c: 3 })).toEqual([
    "c",
  ]);
});
