import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant } from "./columns";

export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    email: text("email").notNull(),
    name: text("name"),
    image: text("image"),
    /** Argon2id, PHC string; null for those who only sign in through a provider. */
    passwordHash: text("password_hash"),
    createdAt: instant("created_at").notNull(),
  },
  // One account per address, however it is capitalised; sign-in looks up by it.
  (t) => [uniqueIndex("users_email_unique").on(sql`lower(${t.email})`)],
);

/** A sign-in at GitHub or Google that belongs to a user. */
export const accounts = pgTable(
  "accounts",
  {
    provider: text("provider").notNull(),
    providerAccountId: text("provider_account_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
  },
  // The primary key is the look-up of every provider sign-in.
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] }), index("accounts_user").on(t.userId)],
);

/** A signed-in browser. The cookie names it; this row, checked on each request, is what makes it revocable. */
export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    /** Written at most once a minute. */
    lastSeenAt: instant("last_seen_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    address: text("address"),
    userAgent: text("user_agent"),
  },
  // The list of a user's sessions, and revoking all of them.
  (t) => [index("sessions_user").on(t.userId)],
);
