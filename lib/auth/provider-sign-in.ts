import { and, eq } from "drizzle-orm";
import { accounts, users } from "@/db/schema";
import { audit } from "../audit/audit";
import type { Ctx } from "../context";
import { Problem } from "../errors/problem";
import type { Runtime } from "../runtime";
import { reading, transact } from "../transact";
import { createWorkspace } from "../workspaces/create-workspace";
import { insertUser, lockSignUps } from "./insert-user";
import { requireUser } from "./session";
import { signUpState } from "./sign-up";
import type { Visitor } from "./visitor";

export const PROVIDERS = ["github", "google"] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What GitHub or Google says about who signed in there. */
export type ProviderProfile = {
  provider: string;
  providerAccountId: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
};

/** `closed`: no account, and sign-up is closed. `exists`: the e-mail has an account that this sign-in is not connected to. */
export type ProviderOutcome =
  | { outcome: "user"; userId: string }
  | { outcome: "closed" | "exists" | "unverified" | "taken" };

const same = (profile: Pick<ProviderProfile, "provider" | "providerAccountId">) =>
  and(eq(accounts.provider, profile.provider), eq(accounts.providerAccountId, profile.providerAccountId));

/** The user behind a sign-in elsewhere. */
export async function findProviderUser(
  rt: Runtime,
  profile: Pick<ProviderProfile, "provider" | "providerAccountId">,
): Promise<string | null> {
  const [row] = await rt.db.select({ userId: accounts.userId }).from(accounts).where(same(profile));
  return row?.userId ?? null;
}

/**
 * Decides who signed in at GitHub or Google is here. Whoever is signed in already connects it to their account. An
 * account with the same e-mail is not enough: its e-mail was never proven here, so connecting on it would let whoever
 * signed up first with another's address share the account.
 */
export async function providerSignIn(
  rt: Runtime,
  visitor: Visitor,
  profile: ProviderProfile,
  currentUserId: string | null,
): Promise<ProviderOutcome> {
  const known = await findProviderUser(rt, profile);
  if (known)
    return currentUserId && known !== currentUserId
      ? { outcome: "taken" }
      : { outcome: "user", userId: known };
  const { provider, providerAccountId } = profile;
  const link = (userId: string) => ({ provider, providerAccountId, userId, createdAt: new Date(rt.now()) });
  if (currentUserId) {
    await rt.db.insert(accounts).values(link(currentUserId)).onConflictDoNothing();
    return { outcome: "user", userId: currentUserId };
  }
  const email = profile.email?.toLowerCase();
  if (!email || !profile.emailVerified) return { outcome: "unverified" };
  return rt.db.transaction(async (tx): Promise<ProviderOutcome> => {
    await lockSignUps(tx);
    const [other] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (other) return { outcome: "exists" };
    if ((await signUpState(rt, tx)) === "closed") return { outcome: "closed" };
    const owner = await insertUser(tx, { email, name: profile.name, passwordHash: null }, rt.now());
    if (!owner) return { outcome: "exists" };
    await tx.insert(accounts).values(link(owner.id));
    const name = profile.name ?? email.split("@")[0] ?? "team";
    await createWorkspace(rt, tx, visitor, { name, apiName: "default", owner });
    return { outcome: "user", userId: owner.id };
  });
}

/** The providers that the user can sign in with. */
export async function listConnections(ctx: Ctx): Promise<string[]> {
  const rows = await reading(ctx)
    .select({ provider: accounts.provider })
    .from(accounts)
    .where(eq(accounts.userId, requireUser(ctx)));
  return rows.map((row) => row.provider);
}

/** Takes a provider off the account. Errors: not_found, conflict (it is the only way in). */
export async function disconnectProvider(ctx: Ctx, provider: Provider): Promise<void> {
  const userId = requireUser(ctx);
  await transact(ctx, async (tx, inner) => {
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
    const own = await tx.select().from(accounts).where(eq(accounts.userId, userId));
    if (!own.some((row) => row.provider === provider)) throw new Problem("not_found", "It is not connected.");
    if (!user?.passwordHash && own.every((row) => row.provider === provider))
      throw new Problem("conflict", "It is your only way in. Set a password first.");
    await tx.delete(accounts).where(and(eq(accounts.userId, userId), eq(accounts.provider, provider)));
    await audit(tx, inner, {
      action: "user.provider_disconnected",
      target: { type: "user", id: userId, name: ctx.actor.name },
      before: { provider },
    });
  });
}
