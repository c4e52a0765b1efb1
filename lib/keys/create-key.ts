import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { apis } from "@/db/schema";
import type { ApiRow } from "../apis/schemas";
import { audit } from "../audit/audit";
import { insertCredential, insertSecret } from "../credentials/insert";
import { auditTarget } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { setCredits } from "../credits/balance";
import { ensureIdentity } from "../identities/ensure-identity";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { type Ctx, requireApi, requireScope, type TxCtx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { generateSecret } from "../platform/secret";
import { transact } from "../platform/transact";
import { resolveRoles } from "../roles/resolve-roles";
import { expiryOf } from "./lifetime";
import { checkPublishable, PUBLISHABLE_PREFIX } from "./publishable";
import { createKeySchema, type KeyWithSecret } from "./schemas";
import { viewKey } from "./view";

type Wanted = z.output<typeof createKeySchema>;

/** Creates a key of an API. The secret is in this answer and nowhere else, ever. Errors: invalid_request, not_found (API). */
export async function createKey(ctx: Ctx, input: z.input<typeof createKeySchema>): Promise<KeyWithSecret> {
  requireScope(ctx, "keys:create");
  const wanted = parseInput(createKeySchema, input);
  return transact(ctx, async (ctx) => {
    const api = await apiFor(ctx, wanted.apiId);
    const prefix = wanted.prefix ?? (wanted.publishable ? PUBLISHABLE_PREFIX : api.defaultPrefix);
    const secret = generateSecret(prefix, wanted.environment);
    const { row, start, last4 } = await writeKey(ctx, api, { ...wanted, prefix }, (keyId) =>
      insertSecret(ctx, keyId, secret),
    );
    await auditCreated(ctx, row, wanted, { start, last4 });
    return { key: await viewKey(ctx.tx, row, ctx.rt.now()), secret };
  });
}

/** The API that a key is made for, shared: it cannot be deleted before its new key is there. Errors: not_found, forbidden. */
export async function apiFor(ctx: TxCtx, apiId: string): Promise<ApiRow> {
  requireApi(ctx, apiId);
  const [api] = await ctx.tx
    .select()
    .from(apis)
    .where(and(eq(apis.workspaceId, ctx.workspaceId), eq(apis.id, apiId), isNull(apis.deletedAt)))
    .for("share");
  if (api) return api;
  throw new Problem("not_found", "There is no such API.", [
    { field: "apiId", message: "names no API of this workspace" },
  ]);
}

/** Writes the key with its owner, roles, credits and the secret that `addSecret` makes. Errors: invalid_request. */
export async function writeKey(
  ctx: TxCtx,
  api: ApiRow,
  wanted: Wanted & { prefix: string },
  addSecret: (keyId: string) => Promise<{ start: string; last4: string }>,
): Promise<{ row: CredentialRow; start: string; last4: string }> {
  checkPublishable(wanted);
  const roles = await resolveRoles(ctx, wanted.roles);
  await ensurePermissions(ctx, wanted.permissions);
  const row = await insertCredential(ctx, {
    id: newId("key", ctx.rt.now()),
    kind: "key",
    apiId: api.id,
    environment: wanted.environment,
    name: wanted.name,
    prefix: wanted.prefix,
    identityId: wanted.externalId ? await ensureIdentity(ctx, wanted.externalId) : null,
    permissions: wanted.permissions,
    roleIds: roles.map((role) => role.id),
    ratelimits: wanted.ratelimits,
    ipAllowlist: wanted.ipAllowlist,
    publishable: wanted.publishable,
    allowedOrigins: wanted.allowedOrigins,
    metadata: wanted.metadata,
    expiresAt: expiryOf(api, wanted.expiresAt, ctx.rt.now()),
  });
  if (wanted.credits) await setCredits(ctx, row.id, wanted.credits);
  const { start, last4 } = await addSecret(row.id);
  return { row, start, last4 };
}

async function auditCreated(
  ctx: TxCtx,
  row: CredentialRow,
  wanted: Wanted,
  ends: { start: string; last4: string },
): Promise<void> {
  await audit(ctx, {
    action: "key.created",
    target: auditTarget(row),
    after: {
      name: row.name,
      apiId: row.apiId,
      environment: row.environment,
      ...ends,
      externalId: wanted.externalId ?? null,
      permissions: row.permissions,
      ratelimits: row.ratelimits,
      expiresAt: row.expiresAt,
      ...(wanted.roles.length > 0 ? { roles: wanted.roles } : {}),
      ...(row.ipAllowlist.length > 0 ? { ipAllowlist: row.ipAllowlist } : {}),
      ...(wanted.credits ? { credits: wanted.credits } : {}),
      ...(row.publishable ? { publishable: true, allowedOrigins: row.allowedOrigins } : {}),
    },
  });
}
