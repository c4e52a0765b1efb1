import { expect, test } from "vitest";
import { permissions, roles } from "@/db/schema";
import { newId } from "../platform/ids";
import { testWorkspace, usageBatch, usageEvent, useRuntime } from "../testing";
import { writeBatch } from "../usage/write-batch";
import { changeKeys } from "./change-keys";
import { createKey } from "./create-key";
import { exportKeys } from "./export-keys";
import { getKey } from "./get-key";
import { listKeys } from "./list-keys";
import { pageOfKeys } from "./page-of-keys";
import { revokeKey } from "./revoke-key";

const rt = useRuntime();
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
type Input = NonNullable<Parameters<typeof listKeys>[1]>;

async function workspaceWithKeys() {
  const { ctx, apiId } = await testWorkspace(rt());
  const at = new Date();
  const own = { workspaceId: ctx.workspaceId, createdAt: at, updatedAt: at };
  await rt()
    .db.insert(roles)
    .values({ id: newId("role"), name: "reader", permissions: ["orders:*"], ...own });
  await rt()
    .db.insert(permissions)
    .values({ id: newId("permission"), name: "admin:write", administrative: true, ...own });
  const make = async (name: string, more: object = {}) =>
    (await createKey(ctx, { apiId, name, ...more })).key;
  const keys = [
    await make("delta", { permissions: ["orders:read"], externalId: "meridian" }),
    await make("Alpha", { permissions: ["orders:*"], expiresAt: inDays(5) }),
    await make("charlie", { permissions: ["*"], expiresAt: inDays(2) }),
    await make("bravo", { roles: ["reader"] }),
    await make("echo", { permissions: ["admin:write"], environment: "test" }),
    await make("foxtrot", {
      publishable: true,
      permissions: ["items:read"],
      allowedOrigins: ["https://shop.example"],
    }),
  ];
  const uses: Record<string, number> = { delta: 3, bravo: 1, echo: 90 };
  const used = Object.entries(uses).map(([name, days]) => {
    const key = keys.find((each) => each.name === name);
    const of = { keyId: key?.id ?? "", secretId: key?.secrets[0]?.id ?? "" };
    return usageEvent({ workspaceId: ctx.workspaceId, at: Date.now() - days * DAY_MS, ...of });
  });
  await writeBatch(rt().pool, ctx.workspaceId, 1, usageBatch(used));
  const names = async (input: Input) => (await listKeys(ctx, input)).items.map((key) => key.name);
  return { ctx, apiId, keys, names };
}

test("each filter shows its keys, wildcards and roles included", async () => {
  const { names } = await workspaceWithKeys();
  const sorted = async (input: Input) => (await names(input)).sort();
  expect(await sorted({ permission: "orders:read" })).toEqual(["Alpha", "bravo", "charlie", "delta"]);
  expect(await sorted({ permission: "orders:*" })).toEqual(["Alpha", "bravo", "charlie"]);
  expect(await sorted({ permission: "*" })).toEqual(["charlie"]);
  expect(await sorted({ role: "reader" })).toEqual(["bravo"]);
  expect(await sorted({ role: "nobody" })).toEqual([]);
  expect(await sorted({ administrative: "true" })).toEqual(["charlie", "echo"]);
  expect(await sorted({ publishable: "true" })).toEqual(["foxtrot"]);
  expect(await sorted({ publishable: "false", environment: "test" })).toEqual(["echo"]);
  expect(await sorted({ externalId: "meridian" })).toEqual(["delta"]);
  expect(await sorted({ externalId: "nobody" })).toEqual([]);
  expect(await sorted({ expiresWithinDays: 3 })).toEqual(["charlie"]);
  expect(await sorted({ lastUsedAfter: inDays(-2) })).toEqual(["bravo"]);
  expect(await sorted({ lastUsedBefore: inDays(-2) })).toEqual(["delta", "echo"]);
  expect(await sorted({ state: "unused" })).toEqual(["Alpha", "charlie", "foxtrot"]);
  expect(await sorted({ createdBefore: inDays(-1) })).toEqual([]);
  expect((await names({ createdAfter: inDays(-1) })).length).toBe(6);
  expect(await sorted({ search: "LTA" })).toEqual(["delta"]);
  expect(await sorted({ search: "al" })).toEqual(["Alpha"]);
});

test.each([
  ["newest", ["foxtrot", "echo", "bravo", "charlie", "Alpha", "delta"]],
  ["name", ["Alpha", "bravo", "charlie", "delta", "echo", "foxtrot"]],
  ["lastUsed", ["bravo", "delta", "echo"]],
  ["expiry", ["charlie", "Alpha"]],
] as const)("by %s, page by page there and back", async (sort, first) => {
  const { ctx } = await workspaceWithKeys();
  const at = (cursor?: string) => pageOfKeys(ctx, { sort, limit: 2, ...(cursor ? { cursor } : {}) });
  const pages = [await at()];
  for (let next = pages[0]?.nextCursor; next; next = pages.at(-1)?.nextCursor) pages.push(await at(next));
  const seen = pages.flatMap((page) => page.items.map((key) => key.name));
  expect(seen.slice(0, first.length)).toEqual(first);
  expect(new Set(seen).size).toBe(6);
  expect(pages.map((page) => page.before)).toEqual([0, 2, 4]);
  const back = await at(pages[2]?.previous ?? "");
  expect(back.items).toEqual(pages[1]?.items);
  expect(pages[1]?.previous).toBe("first");
});

test("a key with two used secrets stands once in a list by last use", async () => {
  const { ctx, keys, names } = await workspaceWithKeys();
  const id = keys[0]?.id;
  await rt().pool.query(
    `insert into proofs (id, workspace_id, credential_id, kind, hash, start, last4, created_at, last_used_at)
     select 'sec_second', workspace_id, credential_id, kind, sha256('x'), start, last4, created_at, now() from proofs where credential_id = $1`,
    [id],
  );
  expect((await names({ sort: "lastUsed" })).slice(0, 3)).toEqual(["delta", "bravo", "echo"]);
  expect((await listKeys(ctx, { sort: "lastUsed" })).items).toHaveLength(6);
});

test.each(["name", "lastUsed", "expiry"] as const)(
  "a cursor not of the order %s is refused",
  async (sort) => {
    const { ctx, keys } = await workspaceWithKeys();
    const forged = [
      keys[0]?.id ?? "",
      "%%%",
      Buffer.from('["2026-99-99T00:00:00Z"]').toString("base64url"),
      Buffer.from(JSON.stringify(["a\u0000", keys[0]?.id])).toString("base64url"),
    ];
    for (const cursor of forged)
      await expect(listKeys(ctx, { sort, cursor })).rejects.toMatchObject({ errors: [{ field: "cursor" }] });
  },
);

const placed = (value: string) =>
  Buffer.from(JSON.stringify([value, "key_01M8G6DDJQAQEVCN5V0000000A"])).toString("base64url");

test.each([
  "2026-02-30T00:00:00.000000Z",
  "2025-02-29T00:00:00.000000Z",
  "2026-04-31T00:00:00.000000Z",
  "2026-13-01T00:00:00.000000Z",
  "2026-00-10T00:00:00.000000Z",
  "2026-01-00T00:00:00.000000Z",
  "2026-01-01T24:00:00.000000Z",
  "2026-01-01T23:60:00.000000Z",
  "2026-01-01T23:59:60.000000Z",
  "2026-01-01T1:2:3.000000Z",
  "2026-01-01T00:00:00.0000000Z",
  "2026-01-01T.......Z",
  "0000-01-01T00:00:00.000000Z",
  "-2026-01-01T00:00:00.000000Z",
  "+infinity",
])("a cursor with the impossible date %s is refused", async (value) => {
  const { ctx } = await workspaceWithKeys();
  for (const sort of ["lastUsed", "expiry"] as const)
    await expect(listKeys(ctx, { sort, cursor: placed(value) })).rejects.toMatchObject({
      errors: [{ field: "cursor" }],
    });
});

test("a cursor with a date that a list can give is taken", async () => {
  const { ctx } = await workspaceWithKeys();
  for (const value of ["2024-02-29T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z", "infinity", "-infinity"])
    for (const sort of ["lastUsed", "expiry"] as const)
      expect((await listKeys(ctx, { sort, cursor: placed(value) })).items).toBeInstanceOf(Array);
});

test.each([0, 101, -1, 1e9])("a limit of %s says what it may be", async (limit) => {
  const { ctx } = await workspaceWithKeys();
  await expect(listKeys(ctx, { limit })).rejects.toMatchObject({
    errors: [{ field: "limit", message: "must be from 1 to 100" }],
  });
});

test("an export has all that the filter shows, in its order", async () => {
  const { ctx } = await workspaceWithKeys();
  const seen: string[] = [];
  for await (const page of await exportKeys(ctx, { sort: "name", environment: "live" }))
    seen.push(...page.map((key) => key.name));
  expect(seen).toEqual(["Alpha", "bravo", "charlie", "delta", "foxtrot"]);
});

test("several keys are changed one by one: what fails is said of its key, the others are done", async () => {
  const { ctx, keys } = await workspaceWithKeys();
  const [a, b, c] = keys.map((key) => key.id) as [string, string, string];
  await revokeKey(ctx, b);
  const missing = `key_${"0".repeat(26)}`;
  expect(await changeKeys(ctx, { keyIds: [a, b, missing, c], act: { kind: "disable" } })).toEqual([
    { keyId: a, ok: true },
    { keyId: b, ok: false, detail: expect.stringContaining("revoked") },
    { keyId: missing, ok: false, detail: "There is no such key." },
    { keyId: c, ok: true },
  ]);
  expect((await getKey(ctx, c)).state).toBe("disabled");
  const ratelimits = [{ name: "requests", limit: 5, windowMs: 60_000, autoApply: true }];
  await changeKeys(ctx, { keyIds: [a], act: { kind: "limits", ratelimits } });
  expect((await getKey(ctx, a)).ratelimits).toEqual([{ ...ratelimits[0], algorithm: "sliding_window" }]);
  await changeKeys(ctx, { keyIds: [a, c], act: { kind: "revoke" } });
  expect((await getKey(ctx, a)).state).toBe("revoked");
  await expect(changeKeys(ctx, { keyIds: [], act: { kind: "revoke" } })).rejects.toMatchObject({
    code: "invalid_request",
  });
});
