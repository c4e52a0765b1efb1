import { and, eq } from "drizzle-orm";
import { credits } from "@/db/schema/index";
import { updateApi } from "../apis/update-api";
import { changeIdentityCredits } from "../credits/change-identity-credits";
import { listIdentities } from "../identities/list-identities";
import { updateIdentity } from "../identities/update-identity";
import { updateKey } from "../keys/update-key";
import { createPermissions } from "../permissions/create-permissions";
import type { Ctx } from "../platform/context";
import { createPolicy } from "../policies/create-policy";
import { setOverride } from "../ratelimit/set-override";
import { createRole } from "../roles/create-role";
import type { Act, History } from "./act";
import type { ApiName, Person } from "./northwind";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR_SECONDS = 365 * 86_400;

const CATALOGUE: [name: string, description: string, administrative?: true][] = [
  ["orders:read", "Read orders with their lines and states."],
  ["orders:write", "Create orders and change them until they are dispatched."],
  ["archive:purge", "Delete what is archived for good.", true],
  ["returns:read", "Read returns."],
  ["returns:write", "Announce and accept returns."],
  ["invoices:read", "Read invoices and their payments."],
  ["invoices:write", "Write invoices and reminders."],
  ["ledger:read", "Read bookings."],
  ["ledger:adjust", "Correct bookings that are closed.", true],
  ["shipments:read", "Read shipments and where they are."],
  ["shipments:write", "Report what happened to a shipment."],
  ["positions:write", "Report where a vehicle or a container is."],
  ["routes:read", "Read planned routes."],
  ["routes:plan", "Plan routes and change them."],
  ["customs:write", "Declare goods to customs."],
  ["customers:export", "Export customers with their contacts.", true],
];

const ROLES: [name: string, description: string, permissions: string[]][] = [
  [
    "reader",
    "Looks, and changes nothing.",
    ["invoices:read", "orders:read", "returns:read", "shipments:read"],
  ],
  ["fulfilment", "Warehouses and dispatch.", ["orders:*", "returns:write", "routes:read", "shipments:read"]],
  ["carrier", "Partners on the road.", ["positions:write", "shipments:read", "shipments:write"]],
  ["bookkeeper", "Accounting; may correct what is closed.", ["invoices:*", "ledger:adjust", "ledger:read"]],
];

const OVERRIDES: [namespace: string, identifier: string, limit: number, windowMs: number][] = [
  ["email.send", "meridian-retail", 5_000, HOUR],
  ["email.send", "harbourline", 2_000, HOUR],
  ["sms.send", "halden-outdoor", 200, HOUR],
  ["pdf.render", "kontor-logistik", 30, MINUTE],
  ["pdf.render", "meridian-retail", 120, MINUTE],
  ["webhook.deliver", "alpenpost", 600, MINUTE],
  ["sign-in", "203.0.113.77", 5, 15 * MINUTE],
];

/** What keys may, how much, and by whose leave: the catalogue, roles, what identities share, overrides, policies. */
export function accessActs(now: number): Act[] {
  const act = (days: number, by: Person, run: Act["run"]): Act => ({ at: now - days * DAY, by, run });
  const role = (days: number, key: string, ...roles: string[]) =>
    act(days, "security", (ctx, history) => updateKey(ctx, keyId(history, key), { roles }).then(() => {}));
  return [
    // Before the APIs, which would enter their permissions without a word about them.
    act(640 - 1 / 1_440, "ops", async (ctx) => {
      const permissions = CATALOGUE.map(([name, description, administrative]) => ({
        name,
        description,
        administrative: administrative ?? false,
      }));
      await createPermissions(ctx, { permissions });
    }),
    act(180, "security", async (ctx) => {
      for (const [name, description, permissions] of ROLES)
        await createRole(ctx, { name, description, permissions });
    }),
    role(95, "warehouse-scanner-eu", "fulfilment"),
    role(94, "driver-app-android", "carrier"),
    role(94, "driver-app-ios", "carrier"),
    role(60, "carrier-webhooks", "carrier"),
    role(41, "accounting-sync", "bookkeeper"),
    role(37, "dispatch-worker", "fulfilment", "reader"),
    role(11, "quarterly-report-job", "reader"),
    ...apiActs(act),
    ...identityActs(act, now),
    ...OVERRIDES.map(([namespace, identifier, limit, windowMs], i) =>
      act(90 - i * 11, "ops", (ctx) =>
        setOverride(ctx, { namespace, identifier, limit, windowMs }).then(() => {}),
      ),
    ),
  ];
}

type Make = (days: number, by: Person, run: Act["run"]) => Act;

function apiActs(act: Make): Act[] {
  const burst = (limit: number) => ({ name: "burst", limit, windowMs: SECOND });
  const requests = (limit: number) => ({ name: "requests", limit, windowMs: MINUTE });
  const change = (days: number, name: ApiName, wanted: Parameters<typeof updateApi>[2]) =>
    act(days, "ops", (ctx, history) => updateApi(ctx, apiId(history, name), wanted).then(() => {}));
  const policy = (days: number, name: ApiName, rules: Omit<Parameters<typeof createPolicy>[1], "apiId">) =>
    act(days, "security", (ctx, history) =>
      createPolicy(ctx, { apiId: apiId(history, name), ...rules }).then(() => {}),
    );
  return [
    change(150, "orders", {
      ratelimits: [burst(100)],
      administrativeRatelimits: [burst(10), requests(60)],
    }),
    change(149, "tracking", { ratelimits: [burst(200)] }),
    change(20, "billing", {
      ratelimits: [burst(20)],
      administrativeRatelimits: [burst(5), requests(30)],
      defaultLifetimeSeconds: YEAR_SECONDS,
      maxLifetimeSeconds: YEAR_SECONDS + 35 * 86_400,
    }),
    policy(14, "orders", { finishAfterQuietHours: 48, extendUpToHours: 336, rotateEveryDays: 365 }),
    policy(13, "billing", { rotateEveryDays: 365, remindDays: [14, 3] }),
  ];
}

function identityActs(act: Make, now: number): Act[] {
  const change = (days: number, owner: string, wanted: Parameters<typeof updateIdentity>[2]) =>
    act(days, "ops", async (ctx) => {
      await updateIdentity(ctx, await identityId(ctx, owner), wanted);
    });
  const requests = (limit: number) => ({ name: "requests", limit, windowMs: MINUTE });
  // Refilled next in ten days, whatever day this is.
  const day = new Date(now + 10 * DAY).getUTCDate();
  return [
    change(100, "meridian-retail", {
      metadata: { plan: "enterprise", region: "eu-central", contact: "api@meridian-retail.example" },
      ratelimits: [requests(3_000)],
    }),
    change(84, "harbourline", {
      metadata: { plan: "business", contract: "NF-2291" },
      ratelimits: [requests(900), { name: "bulk", limit: 10, windowMs: HOUR, autoApply: false }],
    }),
    change(70, "kontor-logistik", {
      metadata: { plan: "business", contract: "NF-1874" },
      ratelimits: [{ name: "burst", limit: 50, windowMs: SECOND, perKey: true }, requests(4_000)],
    }),
    change(52, "halden-outdoor", { metadata: { plan: "starter" }, ratelimits: [requests(800)] }),
    change(33, "alpenpost", { metadata: { plan: "partner" } }),
    change(3, "meridian-retail", {
      credits: { remaining: 1_000_000, refill: { interval: "monthly", amount: 1_000_000, day } },
    }),
    // Of today, so that no refill has come since.
    change(0.02, "halden-outdoor", {
      credits: { remaining: 12_000, refill: { interval: "daily", amount: 12_000 } },
    }),
    act(30, "ops", async (ctx) => {
      await changeIdentityCredits(ctx, await identityId(ctx, "harbourline"), { set: 500_000 });
    }),
    act(6, "dev", async (ctx) => {
      await changeIdentityCredits(ctx, await identityId(ctx, "harbourline"), { add: 250_000 });
    }),
    act(12, "dev", async (ctx, history) => {
      await updateKey(ctx, keyId(history, "shop-export-hourly"), { credits: { remaining: 20_000 } });
    }),
    // The calls that are drawn later spend nothing, so what they would have spent is written beside them.
    act(0.01, "ops", async (ctx, history) => {
      await spend(ctx, await identityId(ctx, "meridian-retail"), 214_380);
      await spend(ctx, await identityId(ctx, "harbourline"), 318_240);
      await spend(ctx, await identityId(ctx, "halden-outdoor"), 1_130);
      await spend(ctx, keyId(history, "shop-export-hourly"), 16_412);
    }),
  ];
}

function keyId(history: History, name: string): string {
  const id = history.keys.get(name);
  if (!id) throw new Error(`${name} is not there yet`);
  return id;
}

function apiId(history: History, name: ApiName): string {
  const id = history.apis.get(name);
  if (!id) throw new Error(`${name} is not there yet`);
  return id;
}

async function identityId(ctx: Ctx, externalId: string): Promise<string> {
  const { items } = await listIdentities(ctx, { externalId });
  if (!items[0]) throw new Error(`${externalId} is not there yet`);
  return items[0].id;
}

async function spend(ctx: Ctx, ownerId: string, remaining: number): Promise<void> {
  await ctx.tx
    ?.update(credits)
    .set({ remaining })
    .where(and(eq(credits.workspaceId, ctx.workspaceId), eq(credits.ownerId, ownerId)));
}
