import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { sessions } from "@/db/schema";
import type { Ctx } from "../context";
import { testContext, useRuntime } from "../testing";
import { listWorkspaces } from "../workspaces/list-workspaces";
import { changePassword } from "./change-password";
import { checkCredentials } from "./check-credentials";
import {
  endSession,
  findSession,
  listSessions,
  openSession,
  revokeOtherSessions,
  revokeSession,
} from "./session";
import { signUp } from "./sign-up";
import type { Visitor } from "./visitor";

const runtime = useRuntime({ signUp: "open" });
const password = "purple-anvil-cocoa-17";
let people = 0;

const from = (address: string | null = "192.0.2.7"): Visitor => ({
  address,
  userAgent: "vitest",
  requestId: "req_test",
});

/** An account of its own, at an address of its own, so that no test takes from another's limits. */
async function person() {
  people++;
  const visitor = from(`198.51.100.${people}`);
  const email = `person-${people}@example.com`;
  const made = await signUp(runtime(), visitor, {
    email,
    password,
    workspaceName: "Acme",
    apiName: "default",
  });
  const [workspace] = await listWorkspaces(runtime(), made.userId);
  const ctx: Ctx = {
    ...testContext(runtime(), workspace?.id ?? ""),
    actor: { type: "user", id: made.userId, name: email },
  };
  return { ...made, visitor, ctx, workspace };
}

describe("signing in", () => {
  test("takes the right password, however the e-mail is capitalised", async () => {
    const { email, userId, visitor } = await person();
    const given = { email: ` ${email.toUpperCase()} `, password };
    expect(await checkCredentials(runtime(), visitor, given)).toEqual({ outcome: "user", userId });
    expect(await checkCredentials(runtime(), visitor, { email, password: `${password}x` })).toEqual({
      outcome: "wrong",
    });
  });

  test("an account is limited after 10 wrong tries in 15 minutes, from any address, and so is one that does not exist", async () => {
    const rt = runtime();
    const { email } = await person();
    for (const account of [email, "nobody@example.com"]) {
      for (let i = 0; i < 10; i++)
        expect(
          await checkCredentials(rt, from(`203.0.113.${i}`), { email: account, password: "wrong" }),
        ).toEqual({
          outcome: "wrong",
        });
      const limited = await checkCredentials(rt, from("203.0.113.99"), { email: account, password });
      expect(limited).toMatchObject({ outcome: "limited" });
      const until = limited.outcome === "limited" ? limited.until.getTime() : 0;
      expect(until - rt.now()).toBeGreaterThan(14 * 60_000);
      expect(until - rt.now()).toBeLessThan(17 * 60_000);
    }
  });

  test("tries at once are all counted", async () => {
    const { email } = await person();
    const tries = Array.from({ length: 25 }, (_, i) =>
      checkCredentials(runtime(), from(`192.0.2.${i + 20}`), { email, password: "wrong" }),
    );
    const outcomes = (await Promise.all(tries)).map((each) => each.outcome);
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(10);
  });

  test("a success starts the account's count anew", async () => {
    const { email, userId, visitor } = await person();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 6; i++)
        await checkCredentials(runtime(), from(`192.0.2.${100 + i}`), { email, password: "wrong" });
      expect(await checkCredentials(runtime(), from("192.0.2.120"), { email, password })).toEqual({
        outcome: "user",
        userId,
      });
      await openSession(runtime(), visitor, userId);
    }
  });

  test("an address is limited after 50 tries, over all accounts; one IPv6 network is one address", async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 51; i++) {
      const visitor = from(i % 2 ? `2001:db8:1:2::${i}` : `2001:0db8:0001:0002:ffff:0:0:${i}`);
      const result = await checkCredentials(runtime(), visitor, {
        email: `guess-${i}@example.com`,
        password: "wrong",
      });
      outcomes.push(result.outcome);
    }
    expect(outcomes.slice(0, 50).every((outcome) => outcome === "wrong")).toBe(true);
    expect(outcomes[50]).toBe("limited");
  });
});

describe("a session", () => {
  test("holds until it is revoked, and a revoked one is gone at once", async () => {
    const rt = runtime();
    const { userId, visitor, ctx, email } = await person();
    const id = await openSession(rt, visitor, userId);
    expect(await findSession(rt, visitor, id)).toEqual({
      id,
      user: { id: userId, email, name: null, hasPassword: true },
    });
    await revokeSession(ctx, id);
    expect(await findSession(rt, visitor, id)).toBeNull();
    await expect(revokeSession(ctx, id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("ends by itself after 30 days", async () => {
    const rt = runtime();
    const { userId, visitor } = await person();
    const id = await openSession(rt, visitor, userId);
    const start = rt.now();
    try {
      rt.clock.ms = start + 29.9 * 86_400_000;
      expect(await findSession(rt, visitor, id)).not.toBeNull();
      rt.clock.ms = start + 30.1 * 86_400_000;
      expect(await findSession(rt, visitor, id)).toBeNull();
    } finally {
      rt.clock.ms = null;
    }
  });

  test("notes where it was seen, at most once a minute", async () => {
    const rt = runtime();
    const { userId, visitor } = await person();
    const start = rt.now();
    const seen = async () => (await rt.db.select().from(sessions).where(eq(sessions.id, id)))[0];
    const id = await openSession(rt, visitor, userId);
    try {
      rt.clock.ms = start + 30_000;
      await findSession(rt, from("192.0.2.200"), id);
      expect((await seen())?.address).toBe(visitor.address);
      rt.clock.ms = start + 70_000;
      await findSession(rt, from("192.0.2.200"), id);
      expect(await seen()).toMatchObject({ address: "192.0.2.200", lastSeenAt: new Date(start + 70_000) });
    } finally {
      rt.clock.ms = null;
    }
  });

  test("another user's can be neither seen nor ended", async () => {
    const rt = runtime();
    const [one, two] = [await person(), await person()];
    const id = await openSession(rt, one.visitor, one.userId);
    await expect(revokeSession(two.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    expect((await listSessions(two.ctx)).map((each) => each.id)).not.toContain(id);
    await openSession(rt, two.visitor, two.userId);
    expect(await revokeOtherSessions(two.ctx, "ses_none")).toBe(1);
    expect(await findSession(rt, one.visitor, id)).not.toBeNull();
  });

  test("signing out ends it, also for a copy of the cookie", async () => {
    const rt = runtime();
    const { userId, visitor } = await person();
    const id = await openSession(rt, visitor, userId);
    await endSession(rt, id);
    expect(await findSession(rt, visitor, id)).toBeNull();
  });
});

describe("changing the password", () => {
  test("needs the current one, signs the other browsers out and keeps this one", async () => {
    const rt = runtime();
    const { userId, visitor, ctx, email } = await person();
    const [own, other] = [await openSession(rt, visitor, userId), await openSession(rt, visitor, userId)];
    const next = "seven green lanterns 4";
    const change = (current: string, fresh: string) =>
      changePassword(ctx, { current, next: fresh, sessionId: own });
    await expect(change("wrong", next)).rejects.toMatchObject({ errors: [{ field: "current" }] });
    await expect(change(password, "password1234")).rejects.toMatchObject({ errors: [{ field: "next" }] });
    expect(await change(password, next)).toEqual({ ended: 1 });
    expect(await findSession(rt, visitor, own)).not.toBeNull();
    expect(await findSession(rt, visitor, other)).toBeNull();
    expect(await checkCredentials(rt, visitor, { email, password })).toEqual({ outcome: "wrong" });
    expect(await checkCredentials(rt, visitor, { email, password: next })).toEqual({
      outcome: "user",
      userId,
    });
  });
});
