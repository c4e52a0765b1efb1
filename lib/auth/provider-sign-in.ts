import { and, asc, eq } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { accounts, members, users } from "@/db/schema";
import { audit } from "../audit/audit";
import type { Ctx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { permissionSet } from "../platform/permission";
import { inTransaction, reading, transact } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";
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
  rt: { db: Reader },
  profile: Pick<ProviderProfile, "provider" | "providerAccountId">,
  tx: Reader = rt.db,
): Promise<string | null> {
  const [row] = await tx.select({ userId: accounts.userId }).from(accounts).where(same(profile));
  return row?.userId ?? null;
}

type Asker = Pick<Ctx, "rt"> & Visitor;

/** A way to sign in opens all of the user's workspaces, so each one's log says that it came or went. */
async function auditProvider(
  tx: Tx,
  { rt, address, userAgent, requestId }: Asker,
  user: { id: string; email: string },
  change: { action: "user.provider_connected" | "user.provider_disconnected"; provider: string },
): Promise<void> {
  const own = await tx
    .select({ workspaceId: members.workspaceId })
    .from(members)
    .where(eq(members.userId, user.id))
    // One order for everybody: each event locks its workspace's chain.
    .orderBy(asc(members.workspaceId));
  const { action, provider } = change;
  const actor = { type: "user", id: user.id, name: user.email } as const;
  for (const { workspaceId } of own)
    await audit(
      {
        rt,
        workspaceId,
        actor,
        scopes: permissionSet([]),
        address,
        userAgent,
        requestId,
        tx,
        afterCommit: [],
      },
      {
        action,
        target: { type: "user", id: user.id, name: user.email },
        ...(action === "user.provider_connected" ? { after: { provider } } : { before: { provider } }),
      },
    );
}

/** Connects a provider to the account of the signed-in user. */
async function connectProvider(
  asker: Asker,
  profile: ProviderProfile,
  userId: string,
): Promise<ProviderOutcome> {
  const { rt } = asker;
  const { provider, providerAccountId } = profile;
  return inTransaction(rt.db, async (tx): Promise<ProviderOutcome> => {
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
    if (!user) throw new Error("a session's user is gone");
    const made = await tx
      .insert(accounts)
      .values({ provider, providerAccountId, userId, createdAt: new Date(rt.now()) })
      .onConflictDoNothing()
      .returning();
    if (made.length > 0)
      await auditProvider(tx, asker, user, { action: "user.provider_connected", provider });
    // Somebody may have been faster: themselves in another tab, or another account.
    else if ((await findProviderUser(rt, profile, tx)) !== userId) return { outcome: "taken" };
    return { outcome: "user", userId };
  });
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
  const asker = { rt, ...visitor };
  if (currentUserId) return connectProvider(asker, profile, currentUserId);
  const email = profile.email?.toLowerCase();
  if (!email || !profile.emailVerified) return { outcome: "unverified" };
  return inTransaction(rt.db, async (tx): Promise<ProviderOutcome> => {
    await lockSignUps(tx);
    const [other] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (other) return { outcome: "exists" };
    if ((await signUpState(rt, tx)) === "closed") return { outcome: "closed" };
    const owner = await insertUser(tx, { email, name: profile.name, passwordHash: null }, rt.now());
    if (!owner) return { outcome: "exists" };
    const { provider, providerAccountId } = profile;
    await tx
      .insert(accounts)
      .values({ provider, providerAccountId, userId: owner.id, createdAt: new Date(rt.now()) });
    const name = profile.name ?? email.split("@")[0] ?? "team";
    await createWorkspace(rt, tx, visitor, { name, apiName: "default", owner });
    await auditProvider(tx, asker, owner, { action: "user.provider_connected", provider });
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
  await transact(ctx, async (ctx) => {
    const [user] = await ctx.tx.select().from(users).where(eq(users.id, userId)).for("update");
    const own = await ctx.tx.select().from(accounts).where(eq(accounts.userId, userId));
    if (!user || !own.some((row) => row.provider === provider))
      throw new Problem("not_found", "It is not connected.");
    if (!user.passwordHash && own.every((row) => row.provider === provider))
      throw new Problem("conflict", "It is your only way in. Set a password first.");
    await ctx.tx.delete(accounts).where(and(eq(accounts.userId, userId), eq(accounts.provider, provider)));
    await auditProvider(ctx.tx, ctx, user, { action: "user.provider_disconnected", provider });
  });
}
