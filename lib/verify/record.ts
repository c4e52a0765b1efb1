import type { Pool } from "pg";
import type { StoredRatelimit } from "@/db/schema";
import { type PermissionSet, permissionSet } from "../permissions/permission";

/** All that a decision needs of a key, as one look-up returns it. Times are milliseconds since the epoch. */
export type KeyRecord = {
  keyId: string;
  workspaceId: string;
  kind: "key" | "root";
  apiId: string | null;
  environment: "live" | "test" | null;
  name: string;
  identity: { id: string; externalId: string; metadata: Record<string, unknown> } | null;
  permissions: string[];
  granted: PermissionSet;
  ratelimits: StoredRatelimit[];
  metadata: Record<string, unknown>;
  enabled: boolean;
  expiresAt: number | null;
  revokedAt: number | null;
};

export type SecretRecord = {
  secretId: string;
  retiresAt: number | null;
  /** When the secret that follows it was made; null unless it retires. */
  retiringSince: number | null;
  key: KeyRecord;
};

type Row = {
  secret_id: string;
  retires_at: Date | null;
  retiring_since: Date | null;
  key_id: string;
  workspace_id: string;
  kind: "key" | "root";
  api_id: string | null;
  environment: "live" | "test" | null;
  name: string;
  permissions: string[];
  ratelimits: StoredRatelimit[];
  metadata: Record<string, unknown>;
  enabled: boolean;
  expires_at: Date | null;
  revoked_at: Date | null;
  identity_id: string | null;
  external_id: string | null;
  identity_metadata: Record<string, unknown> | null;
};

// Named, so that each connection parses it once. The hash is the credential: this is the one look-up with no workspace.
const LOOK_UP = {
  name: "secret-by-hash",
  text: `select s.id as secret_id, s.retires_at, case when s.retires_at is not null then
         (select max(n.created_at) from secrets n where n.key_id = s.key_id and n.id <> s.id) end as retiring_since,
       k.id as key_id, k.workspace_id, k.kind, k.api_id, k.environment,
       k.name, k.permissions, k.ratelimits, k.metadata, k.enabled, k.expires_at, k.revoked_at,
       i.id as identity_id, i.external_id, i.metadata as identity_metadata
  from secrets s
  join keys k on k.id = s.key_id
  left join identities i on i.id = k.identity_id
 where s.hash = $1`,
};

/** Finds a secret by its hash: one round trip. Null if there is none; throws if the database does not answer. */
export async function loadSecret(pool: Pool, hash: Buffer): Promise<SecretRecord | null> {
  const { rows } = await pool.query<Row>({ ...LOOK_UP, values: [hash] });
  const row = rows[0];
  if (!row) return null;
  return {
    secretId: row.secret_id,
    retiresAt: row.retires_at?.getTime() ?? null,
    retiringSince: row.retiring_since?.getTime() ?? null,
    key: {
      keyId: row.key_id,
      workspaceId: row.workspace_id,
      kind: row.kind,
      apiId: row.api_id,
      environment: row.environment,
      name: row.name,
      identity:
        row.identity_id !== null && row.external_id !== null
          ? { id: row.identity_id, externalId: row.external_id, metadata: row.identity_metadata ?? {} }
          : null,
      permissions: row.permissions,
      granted: permissionSet(row.permissions),
      ratelimits: row.ratelimits,
      metadata: row.metadata,
      enabled: row.enabled,
      expiresAt: row.expires_at?.getTime() ?? null,
      revokedAt: row.revoked_at?.getTime() ?? null,
    },
  };
}
