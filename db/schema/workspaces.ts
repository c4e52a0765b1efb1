import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { users } from "./auth";
import { instant } from "./columns";

/** One limit of a key, in cost units. Without `algorithm` it is a sliding window; `burst` is of token buckets only. */
export type StoredRatelimit = {
  name: string;
  limit: number;
  windowMs: number;
  algorithm?: "sliding_window" | "fixed_window" | "token_bucket" | undefined;
  burst?: number | undefined;
  autoApply: boolean;
};
export type IdentityRatelimit = StoredRatelimit & { perKey: boolean };

export const workspaces = pgTable(
  "workspaces",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** First part of every page's address. */
    slug: text("slug").notNull(),
    /** Secrets were imported whose form is not ours: what is malformed must then be looked up too. */
    foreignSecrets: boolean("foreign_secrets").notNull().default(false),
    createdAt: instant("created_at").notNull(),
  },
  // Each page finds its workspace by slug.
  (t) => [uniqueIndex("workspaces_slug_unique").on(t.slug)],
);

export const MEMBER_ROLES = ["owner", "admin", "developer", "viewer"] as const;

export const members = pgTable(
  "members",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: MEMBER_ROLES }).notNull(),
    createdAt: instant("created_at").notNull(),
  },
  // The primary key answers "may this user enter"; the index answers "which workspaces has this user".
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] }), index("members_user").on(t.userId)],
);

/** What is being protected. Keys are issued for one API, which carries their defaults. */
export const apis = pgTable(
  "apis",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    defaultPrefix: text("default_prefix").notNull(),
    /** Lists permissions that the create form offers, e.g. `orders:read`. */
    permissions: jsonb("permissions").$type<string[]>().notNull(),
    /** Hold for each key that has none of the same name. */
    ratelimits: jsonb("ratelimits").$type<StoredRatelimit[]>().notNull().default([]),
    /** The same, in their place, for keys with an administrative permission. */
    administrativeRatelimits: jsonb("administrative_ratelimits")
      .$type<StoredRatelimit[]>()
      .notNull()
      .default([]),
    /** Seconds; null: none. A key made without an expiry gets the default, none may live longer than the maximum. */
    defaultLifetimeSeconds: bigint("default_lifetime_seconds", { mode: "number" }),
    maxLifetimeSeconds: bigint("max_lifetime_seconds", { mode: "number" }),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** Soft: an API with history is archived, never dropped. */
    deletedAt: instant("deleted_at"),
  },
  // A workspace's list, and no two live APIs of one name are wanted but are not forbidden: ids tell them apart.
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

/** The consumer a key belongs to; `externalId` is the customer's own id for it. */
export const identities = pgTable(
  "identities",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    externalId: text("external_id").notNull(),
    metadata: jsonb("metadata").$type<Record<string, unknown>>().notNull(),
    /** Counted once for all of its keys; those that are `perKey` replace the API's default of that name instead. */
    ratelimits: jsonb("ratelimits").$type<IdentityRatelimit[]>().notNull().default([]),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  // Creating a key with an externalId finds or makes its identity; two at once must meet on this index.
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("identities_external_unique").on(t.workspaceId, t.externalId),
  ],
);

export const REFILL_INTERVALS = ["daily", "monthly"] as const;

/** What is left to spend, of a key or shared by the keys of an identity. Kept apart from both: it changes with each call. */
export const credits = pgTable(
  "credits",
  {
    /** A key's or an identity's id. */
    ownerId: text("owner_id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    remaining: bigint("remaining", { mode: "number" }).notNull(),
    /** All null: one-time credits. */
    refillInterval: text("refill_interval", { enum: REFILL_INTERVALS }),
    refillAmount: bigint("refill_amount", { mode: "number" }),
    /** Day of the month (UTC), 1 to 31; a shorter month's last day stands for those it lacks. */
    refillDay: smallint("refill_day"),
    nextRefillAt: instant("next_refill_at"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.ownerId] })],
);
