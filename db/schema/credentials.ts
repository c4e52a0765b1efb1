import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns";
import { apis, identities, type StoredRatelimit, workspaces } from "./workspaces";

export const ENVIRONMENTS = ["live", "test"] as const;

/** `key` and `root` exist; `client` is an OAuth application, `workload` a service known by its certificate. */
export const CREDENTIAL_KINDS = ["key", "root", "client", "workload"] as const;

/**
 * What a decision is about, with a stable id. A root key calls Latchkey itself; the other kinds belong to an API. They
 * are one table so that rotation, expiry, limits and last use exist once.
 */
export const credentials = pgTable(
  "credentials",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: CREDENTIAL_KINDS }).notNull(),
    /** Null for root keys, and only for them. */
    apiId: text("api_id"),
    environment: text("environment", { enum: ENVIRONMENTS }),
    name: text("name").notNull(),
    prefix: text("prefix").notNull(),
    identityId: text("identity_id"),
    permissions: text("permissions").array().notNull(),
    /** Roles of this workspace; deleting one that a key has is refused. */
    roleIds: text("role_ids").array().notNull().default([]),
    ratelimits: jsonb("ratelimits").$type<StoredRatelimit[]>().notNull(),
    /** Addresses and CIDR ranges, normalised; empty: any address. */
    ipAllowlist: text("ip_allowlist").array().notNull().default([]),
    /** For browsers and apps: only read permissions count, and only from these origins. */
    publishable: boolean("publishable").notNull().default(false),
    allowedOrigins: text("allowed_origins").array().notNull().default([]),
    /** Of a root key: the APIs that it is limited to; empty: all. */
    apiIds: text("api_ids").array().notNull().default([]),
    metadata: jsonb("metadata").$type<Record<string, unknown>>().notNull(),
    enabled: boolean("enabled").notNull(),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    /** Whether one of its secrets was ever presented; set once, with the usage batch. */
    everUsed: boolean("ever_used").notNull().default(false),
    /** Counts changes; an ETag is made of it. */
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({
      name: "credentials_api_fk",
      columns: [t.workspaceId, t.apiId],
      foreignColumns: [apis.workspaceId, apis.id],
    }),
    foreignKey({
      name: "credentials_identity_fk",
      columns: [t.workspaceId, t.identityId],
      foreignColumns: [identities.workspaceId, identities.id],
    }),
    // The list of a workspace's keys, newest first, by keyset; ids sort by time.
    index("credentials_workspace").on(t.workspaceId, t.kind, t.environment, t.id),
    // The same within one API.
    index("credentials_api").on(t.workspaceId, t.apiId, t.environment, t.id),
    // The list over both environments, by id, name and end; the expressions are those of lib/keys/key-order.ts. "C" is
    // one order in every database, and gives the beginnings of names too.
    index("credentials_newest").on(t.workspaceId, t.kind, t.id),
    index("credentials_name").on(t.workspaceId, t.kind, sql`(lower(${t.name}) collate "C")`, t.id),
    index("credentials_end").on(
      t.workspaceId,
      t.kind,
      sql`coalesce(${t.expiresAt}, 'infinity'::timestamptz)`,
      t.id,
    ),
    // And both within one API, whose names may all stand at the end.
    index("credentials_api_name").on(t.workspaceId, t.apiId, sql`(lower(${t.name}) collate "C")`, t.id),
    index("credentials_api_end").on(
      t.workspaceId,
      t.apiId,
      sql`coalesce(${t.expiresAt}, 'infinity'::timestamptz)`,
      t.id,
    ),
    // The few among many that were disabled or revoked.
    index("credentials_stopped")
      .on(t.workspaceId, t.kind, t.environment, t.id)
      .where(sql`${t.revokedAt} is not null or not ${t.enabled}`),
    // Keys never presented, in the order of the list; that a key is one of them is a fact of its own row, which the
    // planner knows the share of, so that it finds its way by each other order too.
    index("credentials_unused").on(t.workspaceId, t.kind, t.id).where(sql`not ${t.everUsed}`),
    // Publishable keys are few.
    index("credentials_publishable").on(t.workspaceId, t.kind, t.id).where(sql`${t.publishable}`),
    // All keys of one consumer, newest first.
    index("credentials_identity").on(t.workspaceId, t.identityId, t.id),
    // The keys that have a role or a permission: where each is used, and what a change of it touches.
    index("credentials_roles").using("gin", t.roleIds),
    index("credentials_permissions").using("gin", t.permissions),
    check(
      "credentials_kind_shape",
      sql`(${t.kind} = 'root') = (${t.apiId} is null) and (${t.kind} = 'root') = (${t.environment} is null)`,
    ),
  ],
);

export const PROOF_KINDS = ["secret", "public_key", "certificate", "federation"] as const;

/** What ties a presented value to a credential, which has one, or two while it is being rotated. */
export const proofs = pgTable(
  "proofs",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    credentialId: text("credential_id").notNull(),
    kind: text("kind", { enum: PROOF_KINDS }).notNull(),
    /**
     * The look-up value: SHA-256 of the whole secret, which has 256 bits of entropy, so a slow hash would only slow the
     * verifier; of what is public, SHA-256 of its parts (lib/credentials/look-up-value.ts).
     */
    hash: bytea("hash").notNull(),
    hashVersion: smallint("hash_version").notNull().default(1),
    /** Argon2id (PHC string) of an imported value of unknown strength; `hash` is then an HMAC of it (hashVersion 2). */
    slowHash: text("slow_hash"),
    /** Prefix and first 4 random characters, and the last 4: all that is ever shown again. */
    start: text("start").notNull(),
    last4: text("last4").notNull(),
    createdAt: instant("created_at").notNull(),
    /** When a rotation ends it; past it the secret is retired. Null while nothing retires it. */
    retiresAt: instant("retires_at"),
    /** Last presented, and last presented with the outcome VALID; to the minute, written with the usage batch. */
    lastUsedAt: instant("last_used_at"),
    lastValidAt: instant("last_valid_at"),
    /** Where it was last presented from, as far as the caller passed `ip` on. */
    lastUsedAddress: text("last_used_address"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({
      name: "proofs_credential_fk",
      columns: [t.workspaceId, t.credentialId],
      foreignColumns: [credentials.workspaceId, credentials.id],
    }).onDelete("cascade"),
    // The verify path's one look-up, unique over all workspaces because it finds the workspace. With the kind: an
    // imported hash is any 32 bytes, and must not take the place of another tenant's certificate.
    uniqueIndex("proofs_hash_unique").on(t.hash, t.kind),
    index("proofs_credential").on(t.workspaceId, t.credentialId),
    // Search by start: the operator class is for beginnings, in any collation.
    index("proofs_start").on(t.workspaceId, t.start.op("text_pattern_ops")),
    // Keys by last use.
    index("proofs_used").on(
      t.workspaceId,
      sql`coalesce(${t.lastUsedAt}, '-infinity'::timestamptz)`,
      t.credentialId,
    ),
    // The few keys whose rotation is under way.
    index("proofs_retiring").on(t.workspaceId, t.retiresAt).where(sql`${t.retiresAt} is not null`),
  ],
);

export const ROTATION_OUTCOMES = ["completed", "cancelled", "elapsed", "revoked"] as const;

/** One replacement of a proof by another. At most one is open (its `endedAt` null and `retiresAt` in the future). */
export const rotations = pgTable(
  "rotations",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    credentialId: text("credential_id").notNull(),
    oldProofId: text("old_proof_id").notNull(),
    newProofId: text("new_proof_id").notNull(),
    startedAt: instant("started_at").notNull(),
    retiresAt: instant("retires_at").notNull(),
    endedAt: instant("ended_at"),
    outcome: text("outcome", { enum: ROTATION_OUTCOMES }),
    startedBy: text("started_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({
      name: "rotations_credential_fk",
      columns: [t.workspaceId, t.credentialId],
      foreignColumns: [credentials.workspaceId, credentials.id],
    }).onDelete("cascade"),
    // A credential's current rotation, and its history.
    index("rotations_credential").on(t.workspaceId, t.credentialId, t.startedAt),
    // Those under way, which policies look at each minute.
    index("rotations_open").on(t.retiresAt).where(sql`${t.endedAt} is null`),
  ],
);
