import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createKey } from "../keys/create-key";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { answerEndpoint } from "./answer-endpoint";
import { verifyAuditChainEndpoint } from "./endpoints/reading";

const rt = useRuntime();
beforeAll(() => setRuntime(rt()));

let workspaceId: string;
let root: string;
beforeEach(async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  workspaceId = ctx.workspaceId;
  await createKey(ctx, { apiId, name: "k" });
  root = (await createRootKey(ctx, { name: "auditor", permissions: ["audit:read"] })).secret;
});
afterEach(() => void vi.useRealTimers());

async function call(query = "", endpoint = verifyAuditChainEndpoint) {
  const request = new Request(`http://localhost:3000/api/v1/audit-events/verification${query}`, {
    headers: { authorization: `Bearer ${root}` },
  });
  const response = await answerEndpoint(endpoint)(request, "");
  return { status: response.status, headers: response.headers, json: await response.json() };
}

test("200: intact, to who may read the log and nothing else; also with the head's hash as the expected one", async () => {
  const { status, json } = await call();
  expect([status, json]).toEqual([
    200,
    {
      intact: true,
      events: 2,
      from: expect.stringMatching(/Z$/),
      to: expect.stringMatching(/Z$/),
      headHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      brokenAt: null,
    },
  ]);
  expect((await call(`?expected=${json.headHash}`)).json).toEqual(json);
});

test("200: broken, and where; and what was noted is not passed through", async () => {
  const expected = await call(`?expected=${"0".repeat(64)}`);
  expect([expected.status, expected.json]).toMatchObject([
    200,
    { intact: false, events: 2, brokenAt: { why: "expected", sequence: null } },
  ]);
  await rt().pool.query(
    "update audit_events set target_name = 'x' where workspace_id = $1 and sequence = 1",
    [workspaceId],
  );
  const { status, json } = await call();
  expect([status, json]).toMatchObject([
    200,
    { intact: false, events: 0, headHash: null, brokenAt: { why: "changed", sequence: 1 } },
  ]);
});

test("400 naming the parameter that is no hash", async () => {
  const { status, json } = await call("?expected=abc");
  expect([status, json.errors]).toEqual([
    400,
    [{ field: "expected", message: "must be a hash: 64 hexadecimal digits" }],
  ]);
});

test("429 with Retry-After after ten within a minute", async () => {
  for (let i = 0; i < 10; i++) expect((await call()).status).toBe(200);
  const { status, headers, json } = await call();
  expect([status, json.code]).toEqual([429, "rate_limited"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a chain that takes longer than a request may is walked to its end, and is no outage", async () => {
  await call();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let begun = false;
  if (!("handle" in verifyAuditChainEndpoint)) throw new Error("it is answered at once");
  const { handle } = verifyAuditChainEndpoint;
  const slow = call("", {
    ...verifyAuditChainEndpoint,
    handle: async (ctx, input) => {
      begun = true;
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return handle(ctx, input);
    },
  });
  while (!begun) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(await slow).toMatchObject({ status: 200, json: { intact: true } });
  expect(rt().database.outages).toBe(0);
});
