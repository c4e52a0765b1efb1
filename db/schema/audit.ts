import { bigint, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns";
import { workspaces } from "./workspaces";

/** Who did what to what, when and from where. Append-only; each row's hash covers the one before it. */
export const auditEvents = pgTable(
  "audit_events",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    sequence: bigint("sequence", { mode: "number" }).notNull(),
    id: text("id").notNull(),
    at: instant("at").notNull(),
    actorType: text("actor_type", { enum: ["user", "root_key", "system"] }).notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    targetType: text("target_type").notNull(),
    targetId: text("target_id").notNull(),
    targetName: text("target_name").notNull(),
    address: text("address"),
    userAgent: text("user_agent"),
    requestId: text("request_id").notNull(),
    /** The fields that changed, without secrets; null where there is no before or no after. */
    before: jsonb("before").$type<Record<string, unknown>>(),
    after: jsonb("after").$type<Record<string, unknown>>(),
    previousHash: bytea("previous_hash").notNull(),
    hash: bytea("hash").notNull(),
  },
  (t) => [
    // The chain's order, and the newest-first list.
    primaryKey({ columns: [t.workspaceId, t.sequence] }),
    // The timeline of one key.
    index("audit_events_target").on(t.workspaceId, t.targetId, t.sequence),
  ],
);

/** The chain's head. Locked by each change, which puts a workspace's audit events in one order. */
export const auditHeads = pgTable("audit_heads", {
  workspaceId: text("workspace_id")
    .primaryKey()
    .references(() => workspaces.id, { onDelete: "cascade" }),
  sequence: bigint("sequence", { mode: "number" }).notNull(),
  hash: bytea("hash").notNull(),
});
