import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { credentials, proofs } from "@/db/schema";
import { newId } from "../platform/ids";
import { createPolicy } from "../policies/create-policy";
import { rotateKey } from "../rotation/rotate-key";
import { testWorkspace, usageBatch, useRuntime } from "../testing";
import type { UsageEvent } from "../usage/event";
import { writeBatch } from "../usage/write-batch";
import { keysNeedingAttention } from "./attention";
import { createKey } from "./create-key";
import type { KeyView } from "./schemas";

const rt = useRuntime();
const DAY = 86_400_000;
let batches = 0;

async function workspace() {
  const { ctx, apiId } = await testWorkspace(rt());
  const make = async (name: string, over: object = {}) =>
    (await createKey(ctx, { apiId, name, externalId: "customer_42", ...over })).key;
  /** Calls with a key's newest secret, or the one given. */
  const call = async (key: KeyView, code: UsageEvent["code"], times: number, secretId?: string) => {
    const events = Array.from(
      { length: times },
      (): UsageEvent => ({
        at: Date.now() - 3_600_000,
        requestId: newId("request"),
        workspaceId: ctx.workspaceId,
        code,
        cost: 1,
        apiId,
        environment: key.environment,
        keyId: key.id,
        secretId: secretId ?? key.secrets[0]?.id ?? "",
        identityId: "",
        ip: null,
        reason: null,
        tags: null,
      }),
    );
    await writeBatch(rt().pool, "writer", ++batches, usageBatch(events));
  };
  /** As if it had been made two days ago. */
  const age = (key: KeyView) =>
    rt()
      .db.update(credentials)
      .set({ createdAt: new Date(Date.now() - 2 * DAY) })
      .where(eq(credentials.id, key.id));
  return { ctx, apiId, make, call, age };
}

test("each reason is found, the most urgent first, and a key without one is not", async () => {
  const { ctx, make, call, age } = await workspace();
  const quiet = await make("quiet");
  await call(quiet, "VALID", 100);
  await call(quiet, "INSUFFICIENT_PERMISSIONS", 2);
  const denied = await make("denied");
  await call(denied, "DISABLED", 3);
  await call(denied, "FORBIDDEN_IP", 7);
  await call(denied, "VALID", 10);
  const limited = await make("limited");
  await call(limited, "RATE_LIMITED", 2);
  await call(limited, "VALID", 98);
  const rotated = await make("rotated");
  const { row } = await rotateKey(ctx, rotated.id, { overlapSeconds: 3_600 });
  const fresh = (await rt().db.select().from(proofs).where(eq(proofs.credentialId, row.id))).find(
    (secret) => secret.id !== rotated.secrets[0]?.id,
  );
  await call(rotated, "VALID", 1);
  await call(rotated, "VALID", 3, fresh?.id);
  const soon = new Date(Date.now() + 9 * DAY).toISOString();
  await make("expiring", { expiresAt: soon });
  await make("later", { expiresAt: new Date(Date.now() + 31 * DAY).toISOString() });
  await age(await make("unused"));
  await make("made today");

  const found = await keysNeedingAttention(ctx, { environment: "live" });
  expect(found.map(({ name, owner, concern }) => [name, owner, concern])).toEqual([
    ["denied", "customer_42", { kind: "denied", count: 10, calls: 20, mostly: "FORBIDDEN_IP" }],
    ["limited", "customer_42", { kind: "limited", count: 2, calls: 100 }],
    ["rotated", "customer_42", { kind: "rotating", retiresAt: expect.any(String), adopted: 0.75 }],
    ["expiring", "customer_42", { kind: "expiring", expiresAt: soon }],
    ["unused", "customer_42", { kind: "unused", createdAt: expect.any(String) }],
  ]);
});

test("only the environment, the API and the workspace that are asked for", async () => {
  const { ctx, apiId, make, call } = await workspace();
  await call(await make("test key", { environment: "test" }), "REVOKED", 1);
  const names = async (of: typeof ctx, scope: Parameters<typeof keysNeedingAttention>[1]) =>
    (await keysNeedingAttention(of, scope)).map(({ name }) => name);
  expect(await names(ctx, { environment: "live" })).toEqual([]);
  expect(await names(ctx, { environment: "test" })).toEqual(["test key"]);
  expect(await names(ctx, { environment: "test", apiId })).toEqual(["test key"]);
  expect(await names(ctx, { environment: "test", apiId: newId("api") })).toEqual([]);
  const { ctx: stranger } = await testWorkspace(rt());
  expect(await names(stranger, { environment: "test" })).toEqual([]);
  const { ctx: blind } = await testWorkspace(rt(), ["keys:*"]);
  await expect(keysNeedingAttention(blind, { environment: "live" })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a key whose secret reaches the age of its API's policy is due, until it is rotated", async () => {
  const { ctx, apiId, make } = await workspace();
  const key = await make("old-secret");
  await make("young-secret");
  await createPolicy(ctx, { apiId, rotateEveryDays: 90 });
  const madeAt = new Date(Date.now() - 85 * DAY);
  await rt().db.update(proofs).set({ createdAt: madeAt }).where(eq(proofs.credentialId, key.id));
  const due = async () =>
    (await keysNeedingAttention(ctx, { environment: "live" })).filter(
      ({ concern }) => concern.kind === "rotation_due",
    );
  expect(await due()).toMatchObject([
    {
      name: "old-secret",
      concern: { dueAt: new Date(madeAt.getTime() + 90 * DAY).toISOString() },
    },
  ]);
  await rotateKey(ctx, key.id, { overlapSeconds: 3_600 });
  expect(await due()).toEqual([]);
});
