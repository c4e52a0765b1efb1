import { expect, test } from "vitest";
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

  const known = {
    ...event,
    code: "VALID",
    environment: "live",
    apiId,
    keyId: "key_1",
    secretId: "sec_1",
  } as const;
  await writeBatch(rt().pool, "writer", 2, usageBatch([known]));
  expect(await hasCalls(ctx, "live")).toBe(true);
  expect(await hasCalls(ctx, "test")).toBe(false);
  expect(await hasCalls(stranger, "live")).toBe(false);
});
