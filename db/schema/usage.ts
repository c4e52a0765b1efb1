import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/**
 * The record of one verification. No foreign keys: it is written in batches off the request's path, and history
 * outlives what it names. `workspaceId` is the calling root key's.
 */
export const usageEvents = pgTable(
  "usage_events",
  {
    workspaceId: text("workspace_id").notNull(),
    at: instant("at").notNull(),
    requestId: text("request_id").notNull(),
    code: text("code").notNull(),
    cost: integer("cost").notNull(),
    /** Empty strings where the presented value belongs to no key of this workspace (NOT_FOUND). */
    apiId: text("api_id").notNull(),
    environment: text("environment").notNull(),
    keyId: text("key_id").notNull(),
    secretId: text("secret_id").notNull(),
    identityId: text("identity_id").notNull(),
    /** As the caller passed it on. */
    ip: text("ip"),
    /** Short and machine-made: the permission that was missing, the limit that was hit. */
    reason: text("reason"),
    tags: text("tags").array(),
  },
  (t) => [
    // The latest requests of a workspace, and counting by tag in a time range.
    index("usage_events_workspace").on(t.workspaceId, t.at),
    // The latest requests of one key.
    index("usage_events_key").on(t.keyId, t.at),
    // Who is being limited: only what was refused, however many calls there were.
    index("usage_events_limited").on(t.workspaceId, t.at).where(sql`${t.code} = 'RATE_LIMITED'`),
  ],
);

/** Sums of events per 1, 15 and 1440 minutes (UTC). Charts read these, never the events. */
export const usageRollups = pgTable(
  "usage_rollups",
  {
    workspaceId: text("workspace_id").notNull(),
    /** Minutes: 1, 15 or 1440. */
    resolution: smallint("resolution").notNull(),
    bucket: instant("bucket").notNull(),
    apiId: text("api_id").notNull(),
    environment: text("environment").notNull(),
    keyId: text("key_id").notNull(),
    secretId: text("secret_id").notNull(),
    identityId: text("identity_id").notNull(),
    code: text("code").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
    cost: bigint("cost", { mode: "number" }).notNull(),
  },
  (t) => [
    // A time range of one key: the key page, sparklines, adoption of a rotation; also the upsert's target. An API and an
    // environment are not in it: a key is in one of each, for good.
    primaryKey({
      name: "usage_rollups_pk",
      columns: [t.keyId, t.resolution, t.bucket, t.secretId, t.code, t.identityId, t.workspaceId],
    }),
    // A time range of a workspace. All rows of a bucket have one entry here, so it is small.
    index("usage_rollups_workspace").on(t.workspaceId, t.resolution, t.bucket),
  ],
);

/** How far each journal writer's batches have been applied; written in the same transaction as the batch. */
export const usageWriters = pgTable("usage_writers", {
  writer: text("writer").primaryKey(),
  lastSequence: bigint("last_sequence", { mode: "number" }).notNull(),
  updatedAt: instant("updated_at").notNull(),
});
