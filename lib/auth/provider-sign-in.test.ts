import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { accounts, auditEvents, users } from "@/db/schema";
import { verifyChain } from "../audit/verify-chain";
import type { Ctx } from "../platform/context";
import type { Runtime } from "../runtime/runtime";
import { testContext, useRuntime } from "../testing";
import { createWorkspace } from "../workspaces/create-workspace";
import { listWorkspaces } from "../workspaces/list-workspaces";
import { disconnectProvider, providerSignIn } from "./provider-sign-in";
import { signUp } from "./sign-up";
import type { Visitor } from "./visitor";

const runtime = useRuntime({ signUp: "open" });
const visitor: Visitor = { address: "192.0.2.7", userAgent: "vitest", requestId: "req_test" };
let people = 0;

const profile = (n: number, provider = "github") => ({
  provider,
  providerAccountId: `account-${n}`,
  email: `elsewhere-${n}@example.com`,
  emailVerified: true,
  name: "Gita Hub",
});

async function person() {
  const n = ++people;
  const { userId, email } = await signUp(
    runtime(),
    { ...visitor, address: `198.51.100.${n}` },
    {
      email: `person-${n}@example.com`,
      password: "purple-anvil-cocoa-17",
      workspaceName: "Acme",
      apiName: "a",
    },
  );
  const [workspace] = await listWorkspaces(runtime(), userId);
  const ctx: Ctx<Runtime> = {
    ...testContext(runtime(), workspace?.id ?? ""),
    actor: { type: "user", id: userId, name: email },
  };
  return { n, userId, email, ctx };
}

/** What a workspace's log says of providers. */
async function logged(workspaceId: string) {
  const events = await runtime()
    .db.select()
    .from(auditEvents)
    .where(and(eq(auditEvents.workspaceId, workspaceId), sql`${auditEvents.action} like 'user.provider%'`))
    .orderBy(auditEvents.sequence);
  return events.map(({ action, before, after }) => [action, before ?? after]);
}

test("connecting and disconnecting a provider are in the audit log of each of the user's workspaces", async () => {
  const rt = runtime();
  const { n, userId, email, ctx } = await person();
  const second = await rt.db.transaction((tx) =>
    createWorkspace(rt, tx, visitor, { name: "Second", apiName: "a", owner: { id: userId, email } }),
  );
  const stranger = await person();
  const connected = await providerSignIn(rt, visitor, profile(n), userId);
  expect(connected).toEqual({ outcome: "user", userId });
  // Signing in with it, or connecting it again, changes nothing.
  await providerSignIn(rt, visitor, profile(n), userId);
  await providerSignIn(rt, visitor, profile(n), null);
  await disconnectProvider(ctx, "github");
  for (const { id } of [{ id: ctx.workspaceId }, second.workspace])
    expect(await logged(id)).toEqual([
      ["user.provider_connected", { provider: "github" }],
      ["user.provider_disconnected", { provider: "github" }],
    ]);
  expect(await logged(stranger.ctx.workspaceId)).toEqual([]);
  expect(await verifyChain(ctx)).toMatchObject({ intact: true });
});

test("an account made by a provider begins its log with where it came from", async () => {
  const made = await providerSignIn(runtime(), visitor, profile(1_000, "google"), null);
  const userId = made.outcome === "user" ? made.userId : "";
  const [workspace] = await listWorkspaces(runtime(), userId);
  expect(await logged(workspace?.id ?? "")).toEqual([["user.provider_connected", { provider: "google" }]]);
});

test("of several tabs and accounts that connect one sign-in at once, one account has it and it is logged once", async () => {
  const [one, two] = [await person(), await person()];
  const outcomes = await Promise.all(
    [one, two, one, two].map(({ userId }) => providerSignIn(runtime(), visitor, profile(2_000), userId)),
  );
  const [row] = await runtime()
    .db.select()
    .from(accounts)
    .where(eq(accounts.providerAccountId, "account-2000"));
  const winner = row?.userId === one.userId ? one : two;
  const loser = winner === one ? two : one;
  expect(outcomes.filter((each) => each.outcome === "user")).toEqual(
    Array(2).fill({ outcome: "user", userId: winner.userId }),
  );
  expect(outcomes.filter((each) => each.outcome === "taken")).toHaveLength(2);
  expect(await logged(winner.ctx.workspaceId)).toHaveLength(1);
  expect(await logged(loser.ctx.workspaceId)).toEqual([]);
});

test("a provider is neither connected nor disconnected if the log cannot be written", async () => {
  const rt = runtime();
  const { n, userId, ctx } = await person();
  await providerSignIn(rt, visitor, profile(n, "google"), userId);
  await rt.db.execute(
    sql`alter table audit_events add constraint no_providers check (action not like 'user.provider%') not valid`,
  );
  try {
    await expect(providerSignIn(rt, visitor, profile(n), userId)).rejects.toThrow();
    await expect(providerSignIn(rt, visitor, profile(3_000), null)).rejects.toThrow();
    await expect(disconnectProvider(ctx, "google")).rejects.toThrow();
  } finally {
    await rt.db.execute(sql`alter table audit_events drop constraint no_providers`);
  }
  const own = await rt.db.select().from(accounts).where(eq(accounts.userId, userId));
  expect(own.map((row) => row.provider)).toEqual(["google"]);
  const made = await rt.db.select().from(users).where(eq(users.email, "elsewhere-3000@example.com"));
  expect(made).toEqual([]);
});
