import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant } from "./columns";
import { apis, type StoredRatelimit, workspaces } from "./workspaces";

/** The catalogue of what a workspace's keys may be permitted. A key may have wildcards that are not in it. */
export const permissions = pgTable(
  "permissions",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** `resource:action`. */
    name: text("name").notNull(),
    description: text("description"),
    /** Keys that have it are shown apart and limited more strictly. */
    administrative: boolean("administrative").notNull().default(false),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  // Naming a permission finds or makes it; two at once must meet on this index.
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("permissions_name_unique").on(t.workspaceId, t.name),
  ],
);

/** A named set of permissions. A change of it holds for all keys that have it. */
export const roles = pgTable(
  "roles",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description"),
    permissions: text("permissions").array().notNull(),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    // Keys are given roles by name.
    uniqueIndex("roles_name_unique").on(t.workspaceId, t.name),
    // The roles that have a permission.
    index("roles_permissions").using("gin", t.permissions),
  ],
);

/** How rotations of an API's keys are finished, extended and called for. */
export const policies = pgTable(
  "policies",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    apiId: text("api_id").notNull(),
    /** Finish a rotation once its old secret was not presented for this long; null: never by itself. */
    finishAfterQuietHours: integer("finish_after_quiet_hours"),
    /** Extend a rotation whose old secret is still in use, up to this many hours after its start; null: never. */
    extendUpToHours: integer("extend_up_to_hours"),
    /** A key's secret is due for rotation at this age; null: never. */
    rotateEveryDays: integer("rotate_every_days"),
    /** Days before the due day on which its owner is reminded. */
    remindDays: jsonb("remind_days").$type<number[]>().notNull(),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({
      name: "policies_api_fk",
      columns: [t.workspaceId, t.apiId],
      foreignColumns: [apis.workspaceId, apis.id],
    }),
    // One policy for each API.
    uniqueIndex("policies_api_unique").on(t.workspaceId, t.apiId),
  ],
);

/** A reminder that was given, so that it is given once: one for each proof and day. */
export const reminders = pgTable(
  "reminders",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    proofId: text("proof_id").notNull(),
    days: integer("days").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.proofId, t.days] })],
);

/** Another limit for one identifier of a namespace of the keyless limit API. */
export const ratelimitOverrides = pgTable(
  "ratelimit_overrides",
  {
    id: text("id").notNull(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    namespace: text("namespace").notNull(),
    identifier: text("identifier").notNull(),
    limit: integer("limit").notNull(),
    windowMs: bigint("window_ms", { mode: "number" }).notNull(),
    /** Null: as the request says. */
    algorithm: text("algorithm").$type<NonNullable<StoredRatelimit["algorithm"]>>(),
    /** Of a token bucket; null: `limit`. */
    burst: integer("burst"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  // One for each identifier; all of a namespace are read at once.
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    uniqueIndex("ratelimit_overrides_unique").on(t.workspaceId, t.namespace, t.identifier),
  ],
);
