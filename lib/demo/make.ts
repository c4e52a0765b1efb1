import { and, eq } from "drizzle-orm";
import { credentials } from "@/db/schema/index";
import { insertApi } from "../apis/insert-api";
import { createKey } from "../keys/create-key";
import type { Ctx, TxCtx } from "../platform/context";
import { createRootKey } from "../root-keys/create-root-key";
import type { Act, History } from "./act";
import { APIS, type ApiName, type KeySpec, type Person, REQUESTS } from "./northwind";

const DAY = 86_400_000;

/** The three APIs. */
export function apiActs(start: number): Act[] {
  const create = async (ctx: TxCtx, history: History, name: ApiName) => {
    const { name: apiName, prefix, permissions } = APIS[name];
    const row = await insertApi(ctx, {
      name: apiName,
      defaultPrefix: prefix,
      permissions: [...permissions],
    });
    history.apis.set(name, row.id);
  };
  return (["orders", "tracking", "billing"] as const).map((name, i) => ({
    at: start + (i + 1) * 7 * 60_000,
    by: "ops",
    run: (ctx, history) => create(ctx, history, name),
  }));
}

/** One key, made at `at` by whoever makes such keys. */
export function keyAct(spec: KeySpec, now: number, at = now - spec.created * DAY - 3 * 3_600_000): Act {
  return {
    at,
    by: spec.by ?? "ops",
    run: async (ctx, history) => {
      const apiId = history.apis.get(spec.api);
      if (!apiId) throw new Error(`${spec.api} is not there yet`);
      const future = spec.expires !== undefined && spec.expires > 0 ? now + spec.expires * DAY : null;
      const { key, secret } = await createKey(ctx, {
        apiId,
        name: spec.name,
        environment: spec.environment ?? "live",
        ...(spec.prefix ? { prefix: spec.prefix } : {}),
        ...(spec.prefix === "pk"
          ? { publishable: true, allowedOrigins: [`https://${spec.owner ?? "www"}.example`] }
          : {}),
        ...(spec.owner ? { externalId: spec.owner } : {}),
        permissions: spec.permissions,
        ratelimits: spec.limit ? [REQUESTS(spec.limit)] : [],
        expiresAt: future ? new Date(future).toISOString() : null,
      });
      history.keys.set(spec.name, key.id);
      if (spec.name === "sandbox-orders") history.sandboxKey = secret;
      if (spec.expires !== undefined && spec.expires <= 0)
        await expirePast(ctx, key.id, now + spec.expires * DAY);
    },
  };
}

/** A verb refuses an expiry in the past, so one that has passed is written beside it. */
async function expirePast(ctx: Ctx, keyId: string, at: number): Promise<void> {
  await ctx.tx
    ?.update(credentials)
    .set({ expiresAt: new Date(at) })
    .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.id, keyId)));
}

export function rootKeyActs(now: number): Act[] {
  const made = (
    days: number,
    by: Person,
    name: string,
    permissions: string[],
    expires: number | null,
    bounds: { apis?: ApiName[]; ipAllowlist?: string[] } = {},
  ): Act => ({
    at: now - days * DAY,
    by,
    run: async (ctx, history) => {
      const expiresAt = expires === null ? null : new Date(now + expires * DAY).toISOString();
      const { rootKey, secret } = await createRootKey(ctx, {
        name,
        permissions,
        expiresAt,
        apiIds: bounds.apis?.map((api) => history.apis.get(api) ?? "") ?? [],
        ipAllowlist: bounds.ipAllowlist ?? [],
      });
      history.keys.set(name, rootKey.id);
      if (name === "deploy-bot") history.bot = { type: "root_key", id: rootKey.id, name };
      if (name === "demo") history.rootKey = secret;
    },
  });
  return [
    made(630, "ops", "old-gateway", ["keys:verify"], null),
    made(401, "ops", "gateway-eu", ["keys:verify"], null),
    made(398, "ops", "gateway-us", ["keys:verify"], 61, { apis: ["orders", "tracking"] }),
    made(300, "security", "deploy-bot", ["keys:read", "keys:rotate", "apis:read"], 65),
    made(75, "dev", "usage-export", ["usage:read", "keys:read"], 18, { ipAllowlist: ["203.0.113.0/28"] }),
    made(0, "ops", "demo", ["*"], 30),
  ];
}
