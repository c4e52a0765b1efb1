import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { sessions } from "@/db/schema";
import type { Ctx } from "../platform/context";
import { MemoryLimiter } from "../ratelimit/memory-limiter";
import type { Runtime } from "../runtime/runtime";
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
import { signDevice } from "./trusted-device";
import { SIGN_IN_POOLS, type Visitor } from "./visitor";

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
  const ctx: Ctx<Runtime> = {
    ...testContext(runtime(), workspace?.id ?? ""),
    actor: { type: "user", id: made.userId, name: email },
  };
  return { ...made, visitor, ctx, workspace };
}

/** Wrong passwords, all at once. */
async function guesses(
  count: number,
  of: (i: number) => { visitor: Visitor; email: string },
): Promise<string[]> {
  const tries = Array.from({ length: count }, async (_, i) => {
    const { visitor, email } = of(i);
    return (await checkCredentials(runtime(), visitor, { email, password: "wrong" })).outcome;
  });
  return Promise.all(tries);
}

test("an e-mail with a null character is nobody's", async () => {
  const visitor = from("198.51.100.250");
  const given = { email: "per\u0000son@example.com", password };
  expect(await checkCredentials(runtime(), visitor, given)).toEqual({ outcome: "wrong" });
});

describe("signing in", () => {
  test("takes the right password, however the e-mail is capitalised", async () => {
    const { email, userId, visitor } = await person();
    const given = { email: ` ${email.toUpperCase()} `, password };
    expect(await checkCredentials(runtime(), visitor, given)).toEqual({ outcome: "user", userId });
    expect(await checkCredentials(runtime(), visitor, { email, password: `${password}x` })).toEqual({
      outcome: "wrong",
    });
  });

  test("limits an account after 10 wrong tries from one address in 15 minutes, also one that does not exist", async () => {
    const rt = runtime();
    const { email } = await person();
    const [stranger, user] = [from("203.0.113.1"), from("203.0.113.2")];
    for (const account of [email, "nobody@example.com"]) {
      for (let i = 0; i < 10; i++)
        expect(await checkCredentials(rt, stranger, { email: account, password: "wrong" })).toEqual({
          outcome: "wrong",
        });
      const limited = await checkCredentials(rt, stranger, { email: account, password });
      expect(limited).toMatchObject({ outcome: "limited" });
      const until = limited.outcome === "limited" ? limited.until.getTime() : 0;
      expect(until - rt.now()).toBeGreaterThan(14 * 60_000);
      expect(until - rt.now()).toBeLessThan(17 * 60_000);
      // The user is somewhere else, and is not kept out.
      const outcome = account === email ? "user" : "wrong";
      expect(await checkCredentials(rt, user, { email: account, password })).toMatchObject({ outcome });
    }
  });

  test("limits an account after 100 wrong tries from all addresses together, but not a browser in which its user has signed in", async () => {
    const rt = runtime();
    const [{ email, userId }, other] = [await person(), await person()];
    for (const account of [email, "never@example.com"]) {
      const outcomes = await guesses(120, (i) => ({ visitor: from(`203.0.${i}.7`), email: account }));
      expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(100);
      expect(outcomes.filter((outcome) => outcome === "limited")).toHaveLength(20);
    }
    const anywhere = from("192.0.2.250");
    expect(await checkCredentials(rt, anywhere, { email, password })).toMatchObject({ outcome: "limited" });
    const device = signDevice(rt.config, userId, rt.now());
    const forged = [
      signDevice(rt.config, other.userId, rt.now()),
      signDevice({ ...rt.config, authSecret: "another secret" }, userId, rt.now()),
      signDevice(rt.config, userId, rt.now() - 181 * 86_400_000),
      device.replace(userId, other.userId),
      `${device.slice(0, -1)}${device.endsWith("A") ? "B" : "A"}`,
      "",
    ];
    for (const value of forged)
      expect(await checkCredentials(rt, anywhere, { email, password, device: value })).toMatchObject({
        outcome: "limited",
      });
    expect(await checkCredentials(rt, anywhere, { email, password, device })).toMatchObject({
      outcome: "user",
    });
  });

  test("limits a known browser after 10 wrong tries, apart from all other limits", async () => {
    const rt = runtime();
    const { email, userId } = await person();
    const [one, two] = [0, 1].map(() => signDevice(rt.config, userId, rt.now()));
    const ask = async (device: string | undefined, given = "wrong") =>
      (await checkCredentials(rt, from("192.0.2.251"), { email, password: given, device })).outcome;
    for (let i = 0; i < 10; i++) expect(await ask(one)).toBe("wrong");
    expect(await ask(one, password)).toBe("limited");
    expect(await ask(two, password)).toBe("user");
  });

  test("counts all of many tries at once", async () => {
    const { email } = await person();
    const outcomes = await guesses(25, () => ({ visitor: from("192.0.2.20"), email }));
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(10);
  });

  test("lets real accounts in from an address where others invented accounts, and does not tell which exist", async () => {
    const rt = runtime();
    const { email, userId } = await person();
    const shared = from("192.0.2.60");
    const invented = await guesses(50, (i) => ({ visitor: shared, email: `invented-${i}@example.com` }));
    expect(invented.every((outcome) => outcome === "wrong")).toBe(true);
    const limited = await guesses(2, (i) => ({ visitor: shared, email: i ? email : "other@example.com" }));
    expect(limited).toEqual(["limited", "limited"]);
    expect(await checkCredentials(rt, shared, { email, password })).toEqual({ outcome: "user", userId });
  });

  test("answers an address that is over its limit after the same time, whether the account exists or not", async () => {
    const rt = runtime();
    const { email } = await person();
    const shared = from("192.0.2.61");
    await guesses(50, (i) => ({ visitor: shared, email: `more-${i}@example.com` }));
    for (const account of [email, "nobody-else@example.com"]) {
      const began = performance.now();
      await checkCredentials(rt, shared, { email: account, password: "wrong" });
      expect(performance.now() - began).toBeGreaterThanOrEqual(395);
    }
  });

  test("leaves an address 50 guesses at real accounts beyond its limit, and no more", async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => person()));
    const shared = from("192.0.2.62");
    await guesses(50, (i) => ({ visitor: shared, email: `yet-more-${i}@example.com` }));
    await guesses(50, (i) => ({ visitor: shared, email: people[i % 5]?.email ?? "" }));
    const { email } = people[5] ?? { email: "" };
    expect(await checkCredentials(runtime(), shared, { email, password })).toMatchObject({
      outcome: "limited",
    });
  });

  test("is counted apart from all other limits", async () => {
    const rt = runtime();
    const { email } = await person();
    const stranger = from("192.0.2.63");
    for (let i = 0; i < 10; i++) await checkCredentials(rt, stranger, { email, password: "wrong" });
    for (let i = 0; i < 5_000; i++) {
      const pool = i % 2 ? "brought" : "stored";
      await rt.limiter.take("ws_hostile", [{ id: `k${i}`, limit: 1, windowMs: 60_000, cost: 1, pool }]);
    }
    expect(await checkCredentials(rt, stranger, { email, password })).toMatchObject({ outcome: "limited" });
  });

  test("goes on for known browsers, and for known addresses as before, when strangers have used up all counts of addresses and invented accounts", async () => {
    const rt = { ...runtime(), signInLimiter: new MemoryLimiter(SIGN_IN_POOLS) };
    const { email, userId } = await person();
    const [limited, before] = [from("192.0.2.64"), from("192.0.2.65")];
    for (let i = 0; i < 10; i++) await checkCredentials(rt, limited, { email, password: "wrong" });
    await checkCredentials(rt, before, { email: "invented@example.com", password: "wrong" });
    for (const pool of ["brought", "own"] as const)
      for (let i = 0; i < 200_000; i++) {
        const request = { id: `${pool} ${i}`, limit: 1, windowMs: 3_600_000, cost: 1, pool };
        if (rt.signInLimiter.take(`${i}`, [request]) === "over_share") break;
      }
    const outcome = async (visitor: Visitor, account: string, device?: string) =>
      (await checkCredentials(rt, visitor, { email: account, password, device })).outcome;
    expect(await outcome(limited, email)).toBe("limited");
    expect(await outcome(from("192.0.2.66"), email)).toBe("limited");
    expect(await outcome(before, email)).toBe("user");
    expect(await outcome(before, "invented-too@example.com")).toBe("wrong");
    expect(await outcome(limited, email, signDevice(rt.config, userId, rt.now()))).toBe("user");
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

  test("limits an address after 50 tries, over all accounts; one IPv6 network is one address", async () => {
    const outcomes = await guesses(51, (i) => ({
      visitor: from(i % 2 ? `2001:db8:1:2::${i}` : `2001:0db8:0001:0002:ffff:0:0:${i}`),
      email: `guess-${i}@example.com`,
    }));
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(50);
    expect(outcomes.filter((outcome) => outcome === "limited")).toHaveLength(1);
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
