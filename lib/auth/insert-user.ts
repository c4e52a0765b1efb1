import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Reader, Tx } from "@/db/client";
import { users } from "@/db/schema";
import { newId } from "../platform/ids";

export const emailField = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "must have at most 254 characters")
  .pipe(z.email("must be an e-mail address, such as ops@example.com"));

/** One sign-up after the other until the transaction ends: of two first ones, the second must see the first. */
export async function lockSignUps(tx: Tx): Promise<void> {
  await tx.execute(sql`lock table ${users} in share row exclusive mode`);
}

export async function hasUsers(tx: Reader): Promise<boolean> {
  const rows = await tx.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

type NewUser = { email: string; name: string | null; passwordHash: string | null };

/** Writes an account; null if the address has one already. */
export async function insertUser(
  tx: Tx,
  user: NewUser,
  now: number,
): Promise<{ id: string; email: string } | null> {
  const [row] = await tx
    .insert(users)
    .values({ id: newId("user", now), ...user, createdAt: new Date(now) })
    .onConflictDoNothing()
    .returning({ id: users.id, email: users.email });
  return row ?? null;
}
