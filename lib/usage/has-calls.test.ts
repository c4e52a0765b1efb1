import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { testWorkspace, usageBatch, usageEvent, useRuntime } from "../testing";
import { hasCalls } from "./has-calls";
import { recentRequests } from "./recent-requests";
import { writeBatch } from "./write-batch";

const rt = useRuntime();

test("a value that belongs to no key is no environment's first call, but stands among the latest", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { ctx: stranger } = await testWorkspace(rt());
  const at = Date.now() - 1_000;
  const event = usageEvent({ at, workspaceId: ctx.workspaceId, code: "NOT_FOUND", cost: 0, environment: "" });
  await writeBatch(rt().pool, "writer", 1, usageBatch([event]));
  expect(await hasCalls(ctx, "live")).toBe(false);
  expect(await recentRequests(ctx, { environment: "live" })).toEqual([]);
  const [unknown] = await recentRequests(ctx, { environment: "live", unknown: true });
  expect(unknown).toMatchObject({ code: "NOT_FOUND", keyId: null, keyName: null });

  const { key } = await createKey(ctx, { apiId, name: "k" });
  const secretId = key.secrets[0]?.id ?? "";
  const known = { ...event, code: "VALID", environment: "live", apiId, keyId: key.id, secretId } as const;
  await writeBatch(rt().pool, "writer", 2, usageBatch([known]));
  expect(await hasCalls(ctx, "live")).toBe(true);
  expect(await hasCalls(ctx, "test")).toBe(false);
  expect(await hasCalls(stranger, "live")).toBe(false);
});

test("a used key is found behind thousands that were never used", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  await rt().pool.query(
    `insert into credentials (id, workspace_id, kind, api_id, environment, name, prefix, permissions, ratelimits, metadata,
                       enabled, ever_used, created_at, updated_at, created_by)
     select 'key_' || lpad(i::text, 26, '0'), $1, 'key', $2, 'live', 'k', 'sk', '{}', '[]', '{}', true, i = 4500, now(), now(), 'usr_1'
       from generate_series(1, 4500) i`,
    [ctx.workspaceId, apiId],
  );
  expect(await hasCalls(ctx, "live")).toBe(true);
});

test("the few events that fit a filter are found among many that do not, newest first and each once", async () => {
  const { ctx } = await testWorkspace(rt());
  const at = Date.now() - 60_000;
  const many = Array.from({ length: 6_000 }, (_, i) =>
    usageEvent({
      workspaceId: ctx.workspaceId,
      // Several share an instant, as in a burst.
      at: at + Math.floor(i / 7),
      requestId: `req_${String(i).padStart(5, "0")}`,
      code: i % 1_000 === 0 ? "DISABLED" : "VALID",
    }),
  );
  await writeBatch(rt().pool, "writer-many", 1, usageBatch(many));
  const denied = await recentRequests(ctx, { denied: true });
  expect(denied.map(({ requestId }) => requestId)).toEqual([5, 4, 3, 2, 1, 0].map((i) => `req_0${i}000`));
  const latest = await recentRequests(ctx, { limit: 100 });
  const wanted = many.slice(-100).map(({ requestId }) => requestId);
  expect(new Set(latest.map(({ requestId }) => requestId)).size).toBe(100);
  expect(latest.map(({ requestId }) => requestId)).toEqual(wanted.reverse());
  const older = await recentRequests(ctx, { before: latest.at(-1)?.at ?? "", limit: 10 });
  expect(older.every((each) => each.at < (latest.at(-1)?.at ?? ""))).toBe(true);
});
