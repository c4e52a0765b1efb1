import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, instant } from "./columns";
import { workspaces } from "./workspaces";

/**
 * Answers to writes that came with an `Idempotency-Key`, kept for a day. The answer may hold a new secret, so it is
 * sealed with a key derived from the client's own Idempotency-Key, which is kept only as a hash.
 */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    keyHash: bytea("key_hash").notNull(),
    /** SHA-256 of method, path and body: another body with the same key is a conflict. */
    requestHash: bytea("request_hash").notNull(),
    sealedAnswer: bytea("sealed_answer").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  // The primary key is where two equal requests at once meet; the index serves the daily clean-up.
  (t) => [primaryKey({ columns: [t.workspaceId, t.keyHash] }), index("idempotency_created").on(t.createdAt)],
);
