import type { IdentityRatelimit, StoredRatelimit } from "@/db/schema/index";
import type { Queries } from "@/db/turns";
import { rangeTest } from "../platform/address";
import { allows, type PermissionSet } from "../platform/permission";
import { countedAs } from "../ratelimit/limiter";
import type { ApiCredential, Credential, CredentialKind, HeldLimit, Proof } from "./credential";
import { Shared } from "./shared";

/** A proof as it is kept in memory. */
export type StoredProof = Proof & {
  /** Argon2id of an imported value of unknown strength, which must prove it; null for all others. */
  slowHash: string | null;
  /** How many usual records take as much memory; absent: 1. */
  weight?: number;
};

/** As JSON, which is half the work for the thread that answers: a row of so many columns is read field by field. */
type Row = {
  /** In base64. */
  hash: string;
  proof_id: string;
  retires_at: number | null;
  retiring_since: number | null;
  slow_hash: string | null;
  credential_id: string;
  workspace_id: string;
  kind: CredentialKind;
  api_id: string | null;
  environment: "live" | "test" | null;
  name: string;
  permissions: string[];
  roles: { name: string; permissions: string[] }[] | null;
  ratelimits: StoredRatelimit[];
  metadata: Record<string, unknown>;
  ip_allowlist: string[];
  publishable: boolean;
  allowed_origins: string[];
  api_ids: string[];
  enabled: boolean;
  expires_at: number | null;
  revoked_at: number | null;
  identity_id: string | null;
  external_id: string | null;
  identity_metadata: Record<string, unknown> | null;
  identity_ratelimits: IdentityRatelimit[] | null;
  api_ratelimits: StoredRatelimit[] | null;
  administrative_ratelimits: StoredRatelimit[] | null;
  administrative: string[] | null;
  credits_of: string | null;
  foreign_secrets: boolean;
};

const epochMs = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;

// Named, so that each connection parses and plans it once. The array is in a select of its own because the planner knows
// its length otherwise, takes a plan for that length to be worth making, and makes one for every call: 1.3 ms instead of
// 0.1. Joined, and not `= any`: a plan that is kept from when the table was small and goes through all of it compares each
// row with all hashes then. The hash is the credential: this is the one look-up with no workspace.
const LOOK_UP = {
  name: "proofs-by-hash",
  text: `select row_to_json(found) as found from (
select encode(p.hash, 'base64') as hash, p.id as proof_id, ${epochMs("p.retires_at")} as retires_at, p.slow_hash,
       case when p.retires_at is not null then (select ${epochMs("max(n.created_at)")}
         from proofs n where n.workspace_id = p.workspace_id
          and n.credential_id = p.credential_id and n.id <> p.id) end as retiring_since,
       c.id as credential_id, c.workspace_id, c.kind, c.api_id,
       c.environment, c.name, c.permissions, c.ratelimits, c.metadata, c.ip_allowlist, c.publishable,
       c.allowed_origins, c.api_ids, c.enabled, ${epochMs("c.expires_at")} as expires_at,
       ${epochMs("c.revoked_at")} as revoked_at,
       i.id as identity_id, i.external_id, i.metadata as identity_metadata, i.ratelimits as identity_ratelimits,
       a.ratelimits as api_ratelimits, a.administrative_ratelimits, w.foreign_secrets,
       coalesce(own.owner_id, shared.owner_id) as credits_of,
       case when c.role_ids <> '{}' then (
         select jsonb_agg(jsonb_build_object('name', r.name, 'permissions', r.permissions) order by r.name)
           from roles r where r.id = any(c.role_ids) and r.workspace_id = c.workspace_id) end as roles,
       case when a.administrative_ratelimits <> '[]'::jsonb then (
         select array_agg(m.name) from permissions m
          where m.workspace_id = c.workspace_id and m.administrative) end as administrative
  from unnest((select $1::bytea[])) as presented(hash)
  join proofs p on p.hash = presented.hash and p.kind = 'secret'
  join credentials c on c.workspace_id = p.workspace_id and c.id = p.credential_id
  join workspaces w on w.id = p.workspace_id
  left join identities i on i.workspace_id = p.workspace_id and i.id = c.identity_id
  left join apis a on a.workspace_id = p.workspace_id and a.id = c.api_id
  left join credits own on own.workspace_id = p.workspace_id and own.owner_id = c.id
  left join credits shared on shared.workspace_id = p.workspace_id and shared.owner_id = c.identity_id) found`,
};

/** Finds secrets by their look-up values (SHA-256 in base64), in one round trip: for each what it proves, or null if there is none. */
export type ProofLoader = (hashes: readonly string[]) => Promise<(StoredProof | null)[]>;

/**
 * Throws if the database does not answer. What many keys have alike is in memory once, as long as the records of one
 * loader live together.
 */
export function proofLoader(lookups: Queries): ProofLoader {
  const shared = new Shared();
  return async (hashes) => {
    const values = [hashes.map((hash) => Buffer.from(hash, "base64"))];
    const { rows } = await lookups.query<{ found: Row }>({ ...LOOK_UP, values });
    const found = new Map(rows.map((row) => [row.found.hash, proofOf(row.found, shared)]));
    return hashes.map((hash) => found.get(hash) ?? null);
  };
}

function proofOf(row: Row, shared: Shared): StoredProof | null {
  const credential = credentialOf(row, shared);
  return (
    credential && {
      id: row.proof_id,
      retiresAt: row.retires_at,
      retiringSince: row.retiring_since,
      slowHash: row.slow_hash,
      weight: weightOf(row),
      credential,
    }
  );
}

/** Bytes beyond a usual record that weigh as much as one. */
const USUAL_BYTES = 1_000;
/** More are hardly shared with other keys. */
const USUAL_PERMISSIONS = 50;
const BYTES_EACH = 64;

function weightOf(row: Row): number {
  let many = row.ip_allowlist.length + row.allowed_origins.length + row.ratelimits.length;
  if (row.permissions.length > USUAL_PERMISSIONS) many += row.permissions.length;
  return (
    1 + Math.floor((textOf(row.metadata) + textOf(row.identity_metadata) + many * BYTES_EACH) / USUAL_BYTES)
  );
}

function textOf(metadata: Record<string, unknown> | null): number {
  for (const _ in metadata) return JSON.stringify(metadata).length * 2;
  return 0;
}

function credentialOf(row: Row, shared: Shared): Credential | null {
  const permissions = shared.list(effectivePermissions(row));
  const granted = shared.granted(permissions);
  const { kind, api_id: apiId, environment } = row;
  // One literal without a spread: spreads make objects that are slow to read, and these are read for every request.
  const credential = {
    kind,
    id: row.credential_id,
    workspaceId: shared.text(row.workspace_id),
    name: row.name,
    identity:
      row.identity_id !== null && row.external_id !== null
        ? { id: row.identity_id, externalId: row.external_id, metadata: row.identity_metadata ?? {} }
        : null,
    permissions,
    granted,
    roles: shared.list(row.roles?.map((role) => role.name) ?? []),
    ratelimits: shared.list(heldLimits(row, granted)),
    creditsOf: row.credits_of,
    metadata: row.metadata,
    isAllowedAddress: row.ip_allowlist.length > 0 ? rangeTest(row.ip_allowlist) : null,
    allowedOrigins: row.publishable ? new Set(row.allowed_origins) : null,
    enabled: row.enabled,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    apiId: apiId === null ? null : shared.text(apiId),
    environment,
  };
  if (kind === "root") {
    const ofRoot = { apiIds: shared.list(row.api_ids), foreignSecrets: row.foreign_secrets };
    return Object.assign(credential as typeof credential & { kind: "root" }, ofRoot);
  }
  // The database refuses such a row. Throwing here would fail every look-up in the same query.
  if (apiId === null || environment === null) return null;
  return credential as ApiCredential;
}

/** A publishable key reads and does nothing else, whatever a role of its comes to hold later. */
function effectivePermissions(row: Row): string[] {
  if (!row.roles && !row.publishable) return row.permissions;
  const all = new Set([...row.permissions, ...(row.roles ?? []).flatMap((role) => role.permissions)]);
  return [...all].filter((name) => !row.publishable || name.endsWith(":read")).sort();
}

/**
 * The key's own limits; the API's for names that the key has not (the stricter ones for a key with an administrative
 * permission), where the identity may put its own in their place; and the identity's, which its keys share.
 */
function heldLimits(row: Row, granted: PermissionSet): HeldLimit[] {
  const administrative = row.administrative?.some((name) => allows(granted, name)) ?? false;
  const defaults = (administrative ? row.administrative_ratelimits : row.api_ratelimits) ?? [];
  const ofIdentity = row.identity_ratelimits ?? [];
  const perKey = ofIdentity.filter((limit) => limit.perKey);
  const named = new Set<string>();
  const held: HeldLimit[] = [];
  for (const limit of [...row.ratelimits, ...perKey, ...defaults]) {
    if (named.has(limit.name)) continue;
    named.add(limit.name);
    held.push({ ...limit, algorithm: countedAs(limit.algorithm), scope: "key" });
  }
  for (const limit of ofIdentity)
    if (!limit.perKey) held.push({ ...limit, algorithm: countedAs(limit.algorithm), scope: "identity" });
  return held;
}
