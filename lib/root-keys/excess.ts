import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { apis, credentials } from "@/db/schema";
import type { CredentialRow } from "../credentials/rows";
import { isWithin } from "../platform/address";
import { type Ctx, SCOPES } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { allows, permissionSet } from "../platform/permission";

/** How far a root key reaches. Its limits are no part of it: they are counted for each root key apart. */
export type Reach = Pick<CredentialRow, "permissions" | "apiIds" | "ipAllowlist" | "expiresAt">;

/**
 * What a root key of this reach could do and the actor cannot, in words; nothing if it is no stronger. Nobody gives, or
 * gets a new secret of, more than they have.
 */
export async function excess(tx: Reader, ctx: Ctx, reach: Reach): Promise<string[]> {
  return [
    ...permissionsBeyond(ctx, reach.permissions),
    ...apisBeyond(ctx, reach.apiIds),
    ...(await ownBoundsBeyond(tx, ctx, reach)),
  ];
}

function permissionsBeyond(ctx: Ctx, granted: readonly string[]): string[] {
  const wanted = permissionSet(granted);
  // A wildcard also stands for permissions to come, so only who has it can give it.
  const wider = granted.filter((p) => p.endsWith("*") && !ctx.scopes.all && !ctx.scopes.exact.has(p));
  const more = SCOPES.filter((scope) => allows(wanted, scope) && !allows(ctx.scopes, scope));
  return [...new Set([...wider, ...more])];
}

function apisBeyond(ctx: Ctx, apiIds: readonly string[]): string[] {
  const own = ctx.apiIds ?? [];
  if (own.length === 0) return [];
  return apiIds.length === 0 ? ["every API"] : apiIds.filter((id) => !own.includes(id));
}

/** A root key that expires, or is bound to addresses, makes none that lives longer or may be used from elsewhere. */
async function ownBoundsBeyond(tx: Reader, ctx: Ctx, reach: Reach): Promise<string[]> {
  if (ctx.actor.type !== "root_key") return [];
  const [own] = await tx
    .select({ expiresAt: credentials.expiresAt, ipAllowlist: credentials.ipAllowlist })
    .from(credentials)
    .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.id, ctx.actor.id)));
  if (!own) throw new Problem("forbidden", "This root key is gone.");
  const later = own.expiresAt && (!reach.expiresAt || reach.expiresAt > own.expiresAt);
  const inside = reach.ipAllowlist.every((range) => isWithin(range, own.ipAllowlist));
  const wider = own.ipAllowlist.length > 0 && (reach.ipAllowlist.length === 0 || !inside);
  return [...(later ? ["an expiry after its own"] : []), ...(wider ? ["addresses beyond its own"] : [])];
}

/** Throws `invalid_request` naming each of these that is no API of the workspace. */
export async function requireApis(tx: Reader, ctx: Ctx, apiIds: readonly string[]): Promise<void> {
  if (apiIds.length === 0) return;
  const found = await tx
    .select({ id: apis.id })
    .from(apis)
    .where(and(eq(apis.workspaceId, ctx.workspaceId), inArray(apis.id, [...apiIds]), isNull(apis.deletedAt)));
  const known = new Set(found.map((api) => api.id));
  const errors = apiIds.flatMap((id, place) =>
    known.has(id) ? [] : [{ field: `apiIds.${place}`, message: "names no API of this workspace" }],
  );
  const [first] = errors;
  if (first) throw new Problem("invalid_request", `${first.field}: ${first.message}`, errors);
}
