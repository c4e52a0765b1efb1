import type { StoredRatelimit } from "@/db/schema";
import { audit } from "../audit/audit";
import { insertCredential, insertSecret } from "../credentials/insert";
import { auditTarget } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";

type NewRootKey = {
  name: string;
  permissions: string[];
  expiresAt: Date | null;
  ratelimits: StoredRatelimit[];
  /** The APIs that it is limited to; left out or empty: all. */
  apiIds?: string[];
  ipAllowlist?: string[];
  /** The value itself; only its hash and ends are written. */
  secret: string;
};

/** Writes a root key with its audit event, in the caller's transaction. */
export async function insertRootKey(ctx: TxCtx, { secret, ...wanted }: NewRootKey): Promise<CredentialRow> {
  const row = await insertCredential(ctx, {
    ...wanted,
    id: newId("rootKey", ctx.rt.now()),
    kind: "root",
    apiId: null,
    environment: null,
    prefix: "lk",
    identityId: null,
    metadata: {},
  });
  const { start, last4 } = await insertSecret(ctx, row.id, secret);
  await audit(ctx, {
    action: "root_key.created",
    target: auditTarget(row),
    after: {
      name: row.name,
      start,
      last4,
      permissions: row.permissions,
      expiresAt: row.expiresAt,
      ...(row.apiIds.length > 0 ? { apiIds: row.apiIds } : {}),
      ...(row.ipAllowlist.length > 0 ? { ipAllowlist: row.ipAllowlist } : {}),
      ...(row.ratelimits.length > 0 ? { ratelimits: row.ratelimits } : {}),
    },
  });
  return row;
}
