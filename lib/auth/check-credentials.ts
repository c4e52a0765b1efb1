import { createHash } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { sessions, users } from "@/db/schema";
import { composedId, type LimitDecision } from "../ratelimit/limiter";
import type { Runtime } from "../runtime/runtime";
import { passwordMatches } from "./password";
import { readDevice } from "./trusted-device";
import { type Attempt, addressGroup, retryAfter, takeAttempt, type Visitor } from "./visitor";

/** What `limited` says, and how long it takes, is the same for accounts that do not exist. */
export type CredentialsOutcome =
  | { outcome: "user"; userId: string }
  | { outcome: "wrong" }
  | { outcome: "limited"; until: Date };

/** `device`: the value of this browser's device cookie. */
export type GivenCredentials = { email: string; password: string; device?: string | undefined };

type Account = { id: string; passwordHash: string | null; lastSignIn: string | null };

const MINUTES = 15;
/** Attempts at one account from one address. */
const PER_ADDRESS_OF_ACCOUNT = 10;
/** Attempts at one account from all addresses together, but for browsers in which its user has signed in. */
const PER_ACCOUNT = 100;
/** Attempts from one address at all accounts together. */
const PER_ADDRESS = 50;
const PER_DEVICE = 10;
/** An answer that must not tell whether an account exists takes as long as the slowest way to it. */
const EVEN_MS = 400;

/**
 * Whose email and password these are. Each attempt counts, until one succeeds: see docs/decisions/0022. A browser in
 * which the user has signed in before has a count of its own, so that strangers cannot lock the user out.
 */
export async function checkCredentials(
  rt: Runtime,
  visitor: Visitor,
  given: GivenCredentials,
): Promise<CredentialsOutcome> {
  const began = performance.now();
  const email = given.email.trim().toLowerCase();
  const user = await findAccount(rt, email);
  const device = readDevice(rt.config, given.device, rt.now());
  const even = { minutes: MINUTES, pool: "stored" } as const;
  if (user && device?.userId === user.id) {
    const of = ["device", user.id, device.deviceId, user.lastSignIn ?? ""];
    const taken = await takeAttempt(rt, user.id, [{ of, most: PER_DEVICE, ...even }]);
    return allowed(taken) ? compare(user, given) : { outcome: "limited", until: retryAfter(rt, taken) };
  }

  const address = addressGroup(visitor.address);
  const ofAccount = countsOfAccount(email, user, address);
  const fromAddress = (of: string): Attempt => ({
    of: ["address", of, address],
    most: PER_ADDRESS,
    minutes: MINUTES,
    pool: "own",
  });
  const take = (from: Attempt) => takeCounts(rt, user, from, ofAccount);
  const taken = await take(fromAddress("any"));
  if (allowed(taken)) return compare(user, given);
  const limited = { outcome: "limited", until: retryAfter(rt, taken) } as const;
  if (taken === "full" || taken.states.some((state, i) => i > 0 && state.exceeded)) return limited;
  // Only the address has had too many attempts, perhaps all at invented accounts by somebody else behind the same proxy:
  // the right password still opens an account. Whether there is an account shows neither in the answer nor in its time.
  const second = await take(fromAddress(user ? "known" : "unknown"));
  const outcome = user && allowed(second) ? await compare(user, given) : limited;
  if (outcome.outcome === "user") return outcome;
  await new Promise((resolve) => setTimeout(resolve, EVEN_MS - (performance.now() - began)));
  return limited;
}

const allowed = (taken: LimitDecision | "full") => taken !== "full" && taken.allowed;

async function findAccount(rt: Runtime, email: string): Promise<Account | undefined> {
  // No account has such an address, and no database looks for it.
  if (email.includes("\u0000")) return undefined;
  const [user] = await rt.db
    .select({ id: users.id, passwordHash: users.passwordHash, lastSignIn: sessions.id })
    .from(users)
    .leftJoin(sessions, eq(sessions.userId, users.id))
    .where(eq(sql`lower(${users.email})`, email))
    .orderBy(desc(sessions.id))
    .limit(1);
  return user;
}

/** A success opens a session, and with it new counts: someone who knows the password is not kept out by their own tries. */
function countsOfAccount(email: string, user: Account | undefined, address: string): Attempt[] {
  const account = createHash("sha256")
    .update(composedId(email, user?.lastSignIn ?? ""))
    .digest("base64url");
  const even = { minutes: MINUTES, pool: user ? "stored" : "brought" } as const;
  return [
    { of: ["account", account, address], most: PER_ADDRESS_OF_ACCOUNT, ...even },
    { of: ["account", account], most: PER_ACCOUNT, ...even },
  ];
}

/** With no memory for more invented accounts, only the address counts: there is no account to protect. */
async function takeCounts(
  rt: Runtime,
  user: Account | undefined,
  from: Attempt,
  ofAccount: readonly Attempt[],
): Promise<LimitDecision | "full"> {
  const taken = await takeAttempt(rt, user?.id ?? "", [from, ...ofAccount]);
  return taken === "full" && !user ? takeAttempt(rt, "", [from]) : taken;
}

async function compare(
  user: Account | undefined,
  { password }: GivenCredentials,
): Promise<{ outcome: "user"; userId: string } | { outcome: "wrong" }> {
  const matches = await passwordMatches(user?.passwordHash, password);
  return user && matches ? { outcome: "user", userId: user.id } : { outcome: "wrong" };
}
