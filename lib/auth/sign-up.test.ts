import { describe, expect, test } from "vitest";
import { apis, auditEvents, credentials, members, proofs, users, workspaces } from "@/db/schema";
import { generateSecret, hashSecret } from "../platform/secret";
import { type TestRuntime, testRuntime, useRuntime } from "../testing";
import { bootstrap } from "./bootstrap";
import { providerSignIn } from "./provider-sign-in";
import { signUp, signUpState } from "./sign-up";
import type { Visitor } from "./visitor";

const visitor: Visitor = { address: "192.0.2.7", userAgent: "vitest", requestId: "req_test" };
const password = "purple-anvil-cocoa-17";
const person = (n: number) => ({
  email: `p${n}@example.com`,
  password,
  workspaceName: "Acme",
  apiName: "Orders API",
});

/** A database of its own, for what only happens on an empty one. */
async function onEmpty(config: Parameters<typeof testRuntime>[0], work: (rt: TestRuntime) => Promise<void>) {
  const rt = await testRuntime(config);
  try {
    await work(rt);
  } finally {
    await rt.close();
  }
}

describe("the first sign-up", () => {
  test("makes the owner, the workspace and its API, and writes both into the audit log", () =>
    onEmpty({}, async (rt) => {
      expect(await signUpState(rt)).toBe("first");
      const made = await signUp(rt, visitor, { ...person(1), email: " P1@Example.com " });
      expect(made).toMatchObject({ email: "p1@example.com", slug: "acme" });
      expect(await rt.db.select().from(members)).toMatchObject([{ userId: made.userId, role: "owner" }]);
      expect(await rt.db.select().from(apis)).toMatchObject([{ name: "Orders API", defaultPrefix: "sk" }]);
      const events = await rt.db.select().from(auditEvents).orderBy(auditEvents.sequence);
      expect(events.map((event) => event.action)).toEqual(["workspace.created", "api.created"]);
      expect(events[0]).toMatchObject({ actorName: "p1@example.com", address: "192.0.2.7" });
      expect(JSON.stringify(await rt.db.select().from(users))).not.toContain(password);
      expect(await signUpState(rt)).toBe("closed");
    }));

  test("of eight at once, one becomes the owner and the rest find it closed", () =>
    onEmpty({}, async (rt) => {
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, (_, n) => signUp(rt, visitor, person(n))),
      );
      expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(1);
      for (const each of tries)
        if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "forbidden" });
      expect(await rt.db.select().from(users)).toHaveLength(1);
      expect(await rt.db.select().from(workspaces)).toHaveLength(1);
    }));
});

describe("sign-up that is open", () => {
  const runtime = useRuntime({ signUp: "open" });

  test("gives each account a workspace of its own; equal names get addresses of their own", async () => {
    const slugs = await Promise.all(
      [10, 11, 12].map(async (n) => (await signUp(runtime(), visitor, person(n))).slug),
    );
    expect(slugs.sort()).toEqual(["acme", "acme-2", "acme-3"]);
  });

  test("names each wrong field", async () => {
    const wrong = { email: "nobody", password: "password1234", workspaceName: " ", apiName: "" };
    await expect(signUp(runtime(), visitor, wrong)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ field: "email" }, { field: "workspaceName" }, { field: "apiName" }],
    });
    await expect(
      signUp(runtime(), visitor, { ...person(20), password: "password1234" }),
    ).rejects.toMatchObject({
      errors: [{ field: "password", message: expect.stringContaining("too easy") }],
    });
  });

  test("refuses an address that has an account", async () => {
    await signUp(runtime(), visitor, person(30));
    await expect(
      signUp(runtime(), visitor, { ...person(30), email: "P30@EXAMPLE.COM" }),
    ).rejects.toMatchObject({
      code: "conflict",
      errors: [{ field: "email" }],
    });
  });

  test("a name that is the product's own, or has no letters, gets another address", async () => {
    const at = { ...visitor, address: "192.0.2.8" };
    const names = ["API", "日本", "Ærø & Søn", "sign-in"];
    const slugs: string[] = [];
    for (const [n, workspaceName] of names.entries())
      slugs.push((await signUp(runtime(), at, { ...person(40 + n), workspaceName })).slug);
    expect(slugs).toEqual(["api-team", "team", "r-s-n", "sign-in-team"]);
  });
});

describe("a sign-in at GitHub or Google", () => {
  const runtime = useRuntime({ signUp: "open" });
  const profile = (n: number) => ({
    provider: "github",
    providerAccountId: `gh-${n}`,
    email: `gh${n}@example.com`,
    emailVerified: true,
    name: "Gita Hub",
  });

  test("makes an account once, and is the same account afterwards", async () => {
    const first = await providerSignIn(runtime(), visitor, profile(1), null);
    expect(first.outcome).toBe("user");
    expect(
      await providerSignIn(runtime(), visitor, { ...profile(1), email: "other@example.com" }, null),
    ).toEqual(first);
  });

  test("does not take over the account that has its e-mail, but is connected by whoever is signed in", async () => {
    const { userId } = await signUp(runtime(), visitor, { ...person(50), email: "gh2@example.com" });
    expect(await providerSignIn(runtime(), visitor, profile(2), null)).toEqual({ outcome: "exists" });
    expect(await providerSignIn(runtime(), visitor, profile(2), userId)).toEqual({ outcome: "user", userId });
    expect(await providerSignIn(runtime(), visitor, profile(2), null)).toEqual({ outcome: "user", userId });
  });

  test("is refused without a verified e-mail, and where it belongs to another account", async () => {
    expect(await providerSignIn(runtime(), visitor, { ...profile(3), emailVerified: false }, null)).toEqual({
      outcome: "unverified",
    });
    const { userId } = await signUp(runtime(), visitor, person(51));
    await providerSignIn(runtime(), visitor, profile(4), null);
    expect(await providerSignIn(runtime(), visitor, profile(4), userId)).toEqual({ outcome: "taken" });
  });

  test("is refused where sign-up is closed", () =>
    onEmpty({}, async (rt) => {
      await signUp(rt, visitor, person(60));
      expect(await providerSignIn(rt, visitor, profile(9), null)).toEqual({ outcome: "closed" });
    }));
});

describe("the bootstrap", () => {
  const rootKey = generateSecret("lk", "root");
  const config = {
    bootstrap: { email: "Owner@example.com", password: "correct horse battery staple 9", rootKey },
  };

  test("makes owner, workspace, API and root key once, however often and from however many places it runs", () =>
    onEmpty(config, async (rt) => {
      await Promise.all([bootstrap(rt), bootstrap(rt), bootstrap(rt)]);
      await bootstrap(rt);
      expect(await rt.db.select().from(users)).toMatchObject([{ email: "owner@example.com" }]);
      expect(await rt.db.select().from(workspaces)).toMatchObject([{ name: "default", slug: "default" }]);
      expect(await rt.db.select().from(apis)).toMatchObject([{ name: "default" }]);
      expect(await rt.db.select().from(credentials)).toMatchObject([
        { kind: "root", prefix: "lk", permissions: ["*"], name: "bootstrap" },
      ]);
      const [secret] = await rt.db.select().from(proofs);
      expect(secret?.hash.equals(hashSecret(rootKey))).toBe(true);
    }));

  test("leaves a database alone that has an account", () =>
    onEmpty(config, async (rt) => {
      await signUp(rt, visitor, person(70));
      await bootstrap(rt);
      expect(await rt.db.select().from(users)).toHaveLength(1);
      expect(await rt.db.select().from(credentials)).toHaveLength(0);
    }));

  test("stops the start where sign-up would refuse the password", () =>
    onEmpty({ bootstrap: { ...config.bootstrap, password: "password1234" } }, async (rt) => {
      await expect(bootstrap(rt)).rejects.toThrow(/^LATCHKEY_BOOTSTRAP_PASSWORD: .*too easy/);
    }));
});
