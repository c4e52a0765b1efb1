import { describe, expect, test } from "vitest";
import { listOverrides } from "../../ratelimit/list-overrides";
import { deleteOverride, setOverride } from "../../ratelimit/set-override";
import { createRootKey } from "../../root-keys/create-root-key";
import { testWorkspace, useRuntime } from "../../testing";
import { answerRatelimit } from "./ratelimit";

const rt = useRuntime();

async function setUp(permissions = ["ratelimits:take"]) {
  const { ctx } = await testWorkspace(rt());
  const { secret } = await createRootKey(ctx, { name: "r", permissions: permissions as never });
  const ask = async (body: unknown, root = secret) => {
    const sent = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const reply = await answerRatelimit(
      rt(),
      { header: () => `Bearer ${root}`, address: () => null, body: sent },
      "req_limit",
    );
    return { status: reply.status, json: JSON.parse(reply.body) };
  };
  return { ctx, ask };
}

const email = { namespace: "email.send", identifier: "customer_42", limit: 2, windowMs: 3_600_000 };

describe("the limit API", () => {
  test("takes from the identifier's own window, each workspace by itself", async () => {
    const { ask } = await setUp();
    expect((await ask(email)).json).toMatchObject({
      allowed: true,
      remaining: 1,
      overridden: false,
      retryAt: null,
    });
    expect((await ask({ ...email, identifier: "other" })).json).toMatchObject({ remaining: 1 });
    expect((await ask({ ...email, cost: 2 })).json).toMatchObject({ allowed: false, remaining: 1 });
    expect((await ask(email)).json).toMatchObject({ allowed: true, remaining: 0 });
    const refused = await ask(email);
    expect(refused).toMatchObject({ status: 200, json: { allowed: false, remaining: 0, limit: 2 } });
    expect(Date.parse(refused.json.retryAt)).toBeGreaterThan(Date.now());
    expect((await ask({ ...email, cost: 0 })).json).toMatchObject({ allowed: true, remaining: 0 });
    expect((await (await setUp()).ask(email)).json).toMatchObject({ remaining: 1 });
  });

  test("never lets more than the limit through, however many ask at once", async () => {
    const { ask } = await setUp();
    const answers = await Promise.all(Array.from({ length: 64 }, () => ask({ ...email, limit: 10 })));
    expect(answers.filter((a) => a.json.allowed)).toHaveLength(10);
  });

  test("an override holds from the next request on, and is gone at once", async () => {
    const { ctx, ask } = await setUp();
    await ask(email);
    const { id } = await setOverride(ctx, { ...email, limit: 50 });
    expect((await ask(email)).json).toMatchObject({ limit: 50, remaining: 48, overridden: true });
    expect((await setOverride(ctx, { ...email, limit: 1 })).id).toBe(id);
    expect((await ask(email)).json).toMatchObject({ allowed: false, limit: 1 });
    expect((await listOverrides(ctx, { namespace: "email.send" })).items).toMatchObject([{ id, limit: 1 }]);
    await deleteOverride(ctx, id);
    expect((await ask({ ...email, cost: 0 })).json).toMatchObject({ limit: 2, overridden: false });
  });

  test("an override with an algorithm is counted by it, and one without by the request's", async () => {
    const { ctx, ask } = await setUp();
    const bucket = { ...email, algorithm: "token_bucket", limit: 3, burst: 7 } as const;
    const { id } = await setOverride(ctx, bucket);
    expect((await ask(email)).json).toMatchObject({
      limit: 3,
      remaining: 6,
      algorithm: "token_bucket",
      overridden: true,
    });
    expect((await ask({ ...email, algorithm: "fixed_window" })).json).toMatchObject({ remaining: 5 });
    expect((await listOverrides(ctx)).items).toMatchObject([{ id, algorithm: "token_bucket", burst: 7 }]);
    await setOverride(ctx, { ...email, limit: 4 });
    expect((await listOverrides(ctx)).items).toMatchObject([{ id, algorithm: null, burst: null }]);
    expect((await ask({ ...email, algorithm: "fixed_window" })).json).toMatchObject({
      remaining: 3,
      algorithm: "fixed_window",
    });
    const tokens = { ...email, algorithm: "token_bucket", burst: 40 };
    expect((await ask(tokens)).json).toMatchObject({ remaining: 3, algorithm: "token_bucket" });
  });

  test.each([
    [{ ...email, burst: 5 }, "burst"],
    [{ ...email, algorithm: "fixed_window", burst: 5 }, "burst"],
    [{ ...email, algorithm: "leaky_bucket" }, "algorithm"],
    // A bucket that needs more than 30 days to fill.
    [{ ...email, algorithm: "token_bucket", windowMs: 2_592_000_000, burst: 3 }, "burst"],
  ])("the override %j is refused at %s", async (override, field) => {
    const { ctx } = await setUp();
    await expect(setOverride(ctx, override as never)).rejects.toMatchObject({ errors: [{ field }] });
  });

  test.each(["fixed_window", "token_bucket"] as const)(
    "refuses by the algorithm %s with what remains and when the call fits, and spends nothing",
    async (algorithm) => {
      const { ask } = await setUp();
      const body = { ...email, algorithm, limit: 4, windowMs: 86_400_000 };
      expect((await ask({ ...body, cost: 3 })).json).toMatchObject({ allowed: true, remaining: 1 });
      for (let n = 0; n < 3; n++) {
        const { json } = await ask({ ...body, cost: 2 });
        expect(json).toMatchObject({ allowed: false, remaining: 1, limit: 4, algorithm });
        expect(Date.parse(json.retryAt)).toBeGreaterThan(Date.now());
        expect(Date.parse(json.retryAt)).toBeLessThanOrEqual(Date.parse(json.resetAt));
      }
      expect((await ask(body)).json).toMatchObject({ allowed: true, remaining: 0, retryAt: null });
    },
  );

  test.each([
    [{ ...email, limit: 0 }, "limit"],
    [{ ...email, windowMs: 0 }, "windowMs"],
    [{ ...email, windowMs: 86_400_001 }, "windowMs"],
    [{ ...email, namespace: "with space" }, "namespace"],
    [{ ...email, identifier: "" }, "identifier"],
    [{ ...email, cost: -1 }, "cost"],
    [{ ...email, color: "red" }, "color"],
    ["{nope", "body"],
  ])("%j is refused at %s", async (body, field) => {
    const { ask } = await setUp();
    expect(await ask(body)).toMatchObject({ status: 400, json: { errors: [{ field }] } });
  });

  test("says null for when a cost above the limit fits, for it never does", async () => {
    const { ask } = await setUp();
    expect((await ask({ ...email, cost: 3 })).json).toMatchObject({ allowed: false, retryAt: null });
    expect((await ask({ ...email, cost: 2 })).json).toMatchObject({ allowed: true });
    expect((await ask({ ...email, cost: 3 })).json).toMatchObject({ allowed: false, retryAt: null });
    expect(Date.parse((await ask(email)).json.retryAt)).toBeGreaterThan(Date.now());
  });

  test("refuses a workspace past its share and nobody else, and keeps overrides for identifiers that have one", async () => {
    const { ctx, ask } = await setUp();
    await setOverride(ctx, { ...email, identifier: "vip", windowMs: 2_592_000_000 });
    let last = await ask({ ...email, identifier: "first" });
    // 1,000 windows leave 100 for limits that a workspace's requests bring.
    for (let n = 0; n < 100; n++) last = await ask({ ...email, identifier: `flood ${n}` });
    expect(last).toMatchObject({ status: 429, json: { code: "workspace_share_exceeded" } });
    expect((await ask({ ...email, identifier: "read", cost: 0 })).status).toBe(200);
    expect((await ask({ ...email, identifier: "first" })).json).toMatchObject({ remaining: 0 });
    expect((await ask({ ...email, identifier: "vip" })).json).toMatchObject({
      overridden: true,
      remaining: 1,
    });
    expect((await (await setUp()).ask(email)).json).toMatchObject({ remaining: 1 });
  });

  test("a namespace has at most 10,000 overrides, which can still be changed", async () => {
    const { ctx } = await setUp();
    await rt().pool.query(
      `insert into ratelimit_overrides (id, workspace_id, namespace, identifier, "limit", window_ms, created_at, updated_at)
       select $1 || n, $1, 'full', 'customer ' || n, 1, 1000, now(), now() from generate_series(1, 10000) n`,
      [ctx.workspaceId],
    );
    const full = { ...email, namespace: "full" };
    await expect(setOverride(ctx, full)).rejects.toMatchObject({ errors: [{ field: "namespace" }] });
    expect(await setOverride(ctx, { ...full, identifier: "customer 7" })).toMatchObject({ limit: 2 });
    expect(await setOverride(ctx, email)).toMatchObject({ limit: 2 });
  });

  test("401 without a root key, 403 for one that may not", async () => {
    const { ask } = await setUp(["keys:verify"]);
    expect((await ask(email)).status).toBe(403);
    expect((await ask(email, "lk_root_nope")).status).toBe(401);
  });
});
