import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { users } from "./auth";
import { instant } from "./columns";

export const workspaces = pgTable(
  "workspaces",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** First part of every page's address. */
    slug: text("slug").notNull(),
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
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    defaultPrefix: text("default_prefix").notNull(),
    /** Lists permissions that the create form offers, e.g. `orders:read`. */
    permissions: jsonb("permissions").$type<string[]>().notNull(),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** Soft: an API with history is archived, never dropped. */
    deletedAt: instant("deleted_at"),
  },
  // A workspace's list, and no two live APIs of one name are wanted but are not forbidden: ids tell them apart.
  (t) => [index("apis_workspace").on(t.workspaceId, t.id)],
);

/** The consumer a key belongs to; `externalId` is the customer's own id for it. */
export const identities = pgTable(
  "identities",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    externalId: text("external_id").notNull(),
    metadata: jsonb("metadata").$type<Record<string, unknown>>().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  // Creating a key with an externalId finds or makes its identity; two at once must meet on this index.
  (t) => [uniqueIndex("identities_external_unique").on(t.workspaceId, t.externalId)],
);
