import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type Ctx, noteAsked } from "../platform/context";
import { transact } from "../platform/transact";
import { MemoryLimiter } from "../ratelimit/memory-limiter";
import type { Runtime } from "../runtime/runtime";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { type AuditEntry, auditAll, auditHash, GENESIS } from "./audit";
import { verifyChain } from "./verify-chain";

const rt = useRuntime();
let ctx: Ctx<Runtime>;
beforeEach(async () => {
  ctx = (await testWorkspace(rt())).ctx;
});

const entry = (name: string, after: Record<string, unknown> = { name }): AuditEntry => ({
  action: "key.updated",
  target: { type: "key", id: "key_1", name },
  after,
});
const write = (by: Ctx, entries: AuditEntry[]) => {
  noteAsked(by);
  return transact(by, (ctx) => auditAll(ctx, entries));
};

describe("what is written fits", () => {
  test("whatever a change holds, after the round trip through the database", async () => {
    // What no database stores is refused before a change is made.
    const storable = (text: string) => text.replaceAll("\u0000", "");
    const text = fc.string({ unit: "grapheme" }).map(storable);
    const json = fc
      .jsonValue({ stringUnit: "grapheme" })
      .map((value) => JSON.parse(JSON.stringify(value).replaceAll("\\u0000", "")) as unknown);
    const change = fc.tuple(text, fc.dictionary(text, json));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 20 }),
        text,
        async (changes, userAgent) => {
          const { workspaceId } = (await testWorkspace(rt())).ctx;
          const by = { ...testContext(rt(), workspaceId), userAgent };
          await write(
            by,
            changes.map(([name, after]) => entry(name, after)),
          );
          expect(await verifyChain(by)).toMatchObject({ intact: true, events: changes.length });
        },
      ),
      { numRuns: 40 },
    );
  });

  test("also where a name has half a surrogate pair, which is stored as another character", async () => {
    const half = "half \ud83d of a pair";
    const by = { ...ctx, userAgent: half, actor: { ...ctx.actor, name: half } };
    await write(by, [entry(half, { name: "k" })]);
    expect(await verifyChain(ctx)).toMatchObject({ intact: true, events: 1 });
  });

  test("also of events that earlier versions wrote: the hash is made as ever", () => {
    const event = {
      workspaceId: "ws_1",
      sequence: 1,
      id: "evt_1",
      at: new Date("2026-11-24T14:32:41.007Z"),
      ...({ actorType: "user", actorId: "usr_1", actorName: "ada@example.com" } as const),
      ...{ action: "key.created", targetType: "key", targetId: "key_1", targetName: "billing" },
      ...{ address: "192.0.2.1", userAgent: null, requestId: "req_1" },
      before: null,
      after: { name: "billing", metadata: { b: 1, a: [2, { d: null, c: "ü" }] } },
    };
    expect(auditHash(GENESIS, event).toString("hex")).toBe(
      "5146b4377824ce8932092c3816580201365944155694059234503e2b242ec232",
    );
  });

  test("whenever it is verified while four write", async () => {
    // Each with a limiter of its own, so that the limit of verifications is not met.
    const unlimited = () => ({ ...ctx, rt: { ...rt(), limiter: new MemoryLimiter() } });
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let i = 0; i < 25; i++)
          await write(
            ctx,
            Array.from({ length: 7 }, (_, n) => entry(`${writer}.${i}.${n}`)),
          );
      }),
    ).finally(() => {
      writing = false;
    });
    await write(ctx, [entry("first")]);
    const seen = new Set<number>();
    while (writing) {
      const { intact, events, brokenAt } = await verifyChain(unlimited());
      expect([intact, brokenAt]).toEqual([true, null]);
      seen.add(events);
    }
    await writers;
    expect(seen.size).toBeGreaterThan(1);
    expect(await verifyChain(unlimited())).toMatchObject({ intact: true, events: 701 });
  });
});

describe("who may verify, and how often", () => {
  test("who may read the log, and nobody else", async () => {
    await write(ctx, [entry("k")]);
    const as = (scopes: string[]) => verifyChain(testContext(rt(), ctx.workspaceId, scopes));
    expect(await as(["audit:read"])).toMatchObject({ intact: true, events: 1 });
    await expect(as(["keys:*", "usage:read"])).rejects.toMatchObject({ code: "forbidden" });
  });

  test("ten times a minute in a workspace", async () => {
    await write(ctx, [entry("k")]);
    const { ctx: other } = await testWorkspace(rt());
    await write(other, [entry("k")]);
    for (let i = 0; i < 10; i++) await verifyChain(ctx);
    const refusal = await verifyChain(ctx).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "rate_limited",
      detail: expect.stringMatching(
        /^A workspace's chain is verified at most 10 times a minute. Try again in \d+ s.$/,
      ),
      headers: { "Retry-After": expect.stringMatching(/^\d+$/) },
    });
    expect(await verifyChain(other)).toMatchObject({ intact: true });
  });
});
