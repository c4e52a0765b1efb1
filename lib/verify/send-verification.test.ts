import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { sendVerification } from "./send-verification";

const rt = useRuntime();

test("is a verification like any other: limited, counted, with the person's address", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const ratelimits = [{ name: "requests", limit: 1, windowMs: 60_000, autoApply: true }];
  const { key, secret } = await createKey(ctx, { apiId, name: "tried", ratelimits });
  expect(await sendVerification(ctx, { key: ` ${secret} ` })).toMatchObject({ valid: true, keyId: key.id });
  expect((await sendVerification(ctx, { key: secret })).code).toBe("RATE_LIMITED");
  expect(rt().usage.events.map(({ code, keyId, ip, tags }) => ({ code, keyId, ip, tags }))).toEqual([
    { code: "VALID", keyId: key.id, ip: "192.0.2.1", tags: ["sent=dashboard"] },
    { code: "RATE_LIMITED", keyId: key.id, ip: "192.0.2.1", tags: ["sent=dashboard"] },
  ]);
});

test("another workspace's key is unknown, nothing is refused, and a role that may not verify is told so", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret } = await createKey(ctx, { apiId, name: "theirs" });
  const { ctx: stranger } = await testWorkspace(rt());
  expect((await sendVerification(stranger, { key: secret })).code).toBe("NOT_FOUND");
  await expect(sendVerification(ctx, { key: "  " })).rejects.toMatchObject({ errors: [{ field: "key" }] });
  const viewer = testContext(rt(), ctx.workspaceId, ["keys:read"]);
  await expect(sendVerification(viewer, { key: secret })).rejects.toMatchObject({ code: "forbidden" });
});
