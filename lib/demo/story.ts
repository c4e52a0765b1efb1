import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import type { Ctx } from "../platform/context";
import { cancelRotation } from "../rotation/cancel-rotation";
import { completeRotation } from "../rotation/complete-rotation";
import { extendRotation } from "../rotation/extend-rotation";
import { rotateKey } from "../rotation/rotate-key";
import type { Act, History } from "./act";
import { keyAct } from "./make";
import { type Person, REPLACEMENT, REQUESTS } from "./northwind";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the leaked key's secret turned up in strange hands, and when it was revoked. */
export const LEAK = { from: 36 * HOUR, revoked: 27 * HOUR, replaced: 26.6 * HOUR };
/** When customs-declarations was switched off. */
export const SWITCHED_OFF = 2.1 * DAY;

type Verb = (ctx: Ctx, keyId: string, history: History) => Promise<unknown>;

/** What happened to the keys after they were made: rotations, limits, permissions, a leak. */
export function storyActs(now: number): Act[] {
  const act = (ago: number, by: Person | "bot", key: string, verb: Verb): Act => ({
    at: now - ago,
    by,
    run: async (ctx, history) => {
      const id = history.keys.get(key);
      if (!id) throw new Error(`${key} is not there yet`);
      await verb(ctx, id, history);
    },
  });
  const rotate =
    (days: number): Verb =>
    (ctx, id) =>
      rotateKey(ctx, id, { overlapSeconds: Math.round(days * 86_400) });
  const update =
    (change: Parameters<typeof updateKey>[2]): Verb =>
    (ctx, id) =>
      updateKey(ctx, id, change);
  return [
    // Three rotations under way: nearly done, almost out of time, and just begun.
    act(6.9 * DAY, "bot", "billing-worker", rotate(7)),
    act(1.2 * DAY, "ops", "billing-worker", (ctx, id) =>
      extendRotation(ctx, id, { overlapSeconds: 7.2 * 86_400 }),
    ),
    act(21 * HOUR, "bot", "partner-edi-gateway", rotate(1)),
    act(2.2 * DAY, "ops", "delivery-slots-app", rotate(30)),
    act(20 * HOUR, "ops", "gateway-eu", rotate(7)),
    // Rotations of the past: finished early, gone back, run out.
    act(48 * DAY, "bot", "orders-sync", rotate(7)),
    act(43 * DAY, "ops", "orders-sync", (ctx, id) => completeRotation(ctx, id)),
    act(20 * DAY, "ops", "fraud-screening", rotate(7)),
    act(19.8 * DAY, "ops", "fraud-screening", (ctx, id) => cancelRotation(ctx, id)),
    act(74 * DAY, "bot", "warehouse-scanner-eu", rotate(14)),
    // Limits and permissions.
    act(22 * DAY, "ops", "billing-worker", update({ ratelimits: [REQUESTS(60)] })),
    act(21.7 * DAY, "ops", "billing-worker", update({ ratelimits: [REQUESTS(100)] })),
    act(36 * DAY, "security", "billing-worker", update({ enabled: false })),
    act(36 * DAY - 11 * 60_000, "security", "billing-worker", update({ enabled: true })),
    act(
      36 * DAY - 15 * 60_000,
      "security",
      "billing-worker",
      update({ permissions: ["orders:read", "invoices:*"] }),
    ),
    act(30 * DAY, "dev", "checkout-web", update({ metadata: { plan: "pro", team: "storefront" } })),
    act(9 * DAY, "ops", "dunning-worker", update({ permissions: ["invoices:read"] })),
    act(1.4 * DAY, "ops", "route-planner", update({ ratelimits: [REQUESTS(90)] })),
    // Endings.
    act(26 * DAY, "ops", "bulk-import", (ctx, id) => revokeKey(ctx, id)),
    act(71 * DAY, "security", "partner-feed-alpenpost", (ctx, id) => revokeKey(ctx, id)),
    act(SWITCHED_OFF, "security", "customs-declarations", update({ enabled: false })),
    act(33 * DAY, "dev", "geocoding-proxy", update({ enabled: false })),
    act(50 * DAY, "dev", "sandbox-billing", update({ enabled: false })),
    act(380 * DAY, "security", "old-gateway", (ctx, id) => revokeKey(ctx, id)),
    // The leak.
    act(LEAK.revoked, "security", "mobile-beta-android", (ctx, id) => revokeKey(ctx, id)),
    keyAct(REPLACEMENT, now, now - LEAK.replaced),
  ];
}
