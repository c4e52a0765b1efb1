import { createHash } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { sessions, users } from "@/db/schema";
import type { Runtime } from "../runtime";
import { passwordMatches } from "./password";
import { takeAttempt, type Visitor } from "./visitor";

/** What `limited` says, and how long it takes, is the same for accounts that do not exist. */
export type CredentialsOutcome =
  | { outcome: "user"; userId: string }
  | { outcome: "wrong" }
  | { outcome: "limited"; until: Date };

const WINDOW_MINUTES = 15;
const ATTEMPTS_PER_ACCOUNT = 10;
const ATTEMPTS_PER_ADDRESS = 50;

/** Whose e-mail and password these are. Each try counts, until one succeeds. */
export async function checkCredentials(
  rt: Runtime,
  visitor: Visitor,
  given: { email: string; password: string },
): Promise<CredentialsOutcome> {
  const email = given.email.trim().toLowerCase();
  const [user] = await rt.db
    .select({ id: users.id, passwordHash: users.passwordHash, lastSignIn: sessions.id })
    .from(users)
    .leftJoin(sessions, eq(sessions.userId, users.id))
    .where(eq(sql`lower(${users.email})`, email))
    .orderBy(desc(sessions.id))
    .limit(1);
  // A success opens a session, and with it a new count: who knows the password is not kept out by their own tries.
  const account = createHash("sha256")
    .update(`${email}\n${user?.lastSignIn ?? ""}`)
    .digest("base64url");
  const until = await takeAttempt(rt, visitor, {
    name: "sign-in",
    account,
    perAccount: ATTEMPTS_PER_ACCOUNT,
    perAddress: ATTEMPTS_PER_ADDRESS,
    minutes: WINDOW_MINUTES,
  });
  if (until) return { outcome: "limited", until };
  const matches = await passwordMatches(user?.passwordHash, given.password);
  return user && matches ? { outcome: "user", userId: user.id } : { outcome: "wrong" };
}
