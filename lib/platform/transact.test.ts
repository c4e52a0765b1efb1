import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { apis } from "@/db/schema";
import { audit } from "../audit/audit";
import { testWorkspace, useRuntime } from "../testing";
import { requireScope, type TxCtx } from "./context";
import { transact } from "./transact";

const rt = useRuntime();

type Row = typeof apis.$inferSelect;

const rename = (ctx: TxCtx, id: string) =>
  ctx.tx.update(apis).set({ name: "renamed" }).where(eq(apis.id, id));

async function named(id: string): Promise<string | undefined> {
  const [row] = await rt().db.select({ name: apis.name }).from(apis).where(eq(apis.id, id));
  return row?.name;
}

test("transact refuses a verb that checked no permission", async () => {
  const { ctx } = await testWorkspace(rt());
  await expect(transact({ ...ctx }, async () => "done")).rejects.toThrow("asked for a permission");
});

test("transact rolls back a change without an audit event and names the table", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const before = await named(apiId);
  requireScope(ctx, "apis:update");
  await expect(transact(ctx, (ctx) => rename(ctx, apiId))).rejects.toThrow(
    "apis changed without an audit event",
  );
  expect(await named(apiId)).toBe(before);
});

test("transact commits a change with its audit event", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  requireScope(ctx, "apis:update");
  await transact(ctx, async (ctx) => {
    await rename(ctx, apiId);
    await audit(ctx, { action: "api.updated", target: { type: "api", id: apiId, name: "renamed" } });
  });
  expect(await named(apiId)).toBe("renamed");
});

test("transact requires no audit event if no row changed", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  requireScope(ctx, "apis:update");
  await transact(ctx, async (ctx) => {
    await rename(ctx, "api_of_nobody");
    await ctx.tx.delete(apis).where(eq(apis.id, "api_of_nobody"));
    const [row] = await ctx.tx.select().from(apis).where(eq(apis.id, apiId));
    if (row) await ctx.tx.insert(apis).values(row).onConflictDoNothing().returning();
  });
});

test.each([
  ["an insert", (ctx: TxCtx, row: Row) => ctx.tx.insert(apis).values({ ...row, id: `${row.id}2` })],
  ["a deletion", (ctx: TxCtx, row: Row) => ctx.tx.delete(apis).where(eq(apis.id, row.id)).returning()],
  ["a savepoint", (ctx: TxCtx, row: Row) => ctx.tx.transaction((tx) => rename({ ...ctx, tx }, row.id))],
])("transact requires an audit event for %s", async (_, write) => {
  const { ctx, apiId } = await testWorkspace(rt());
  requireScope(ctx, "apis:update");
  const done = transact(ctx, async (ctx) => {
    const [row] = await ctx.tx.select().from(apis).where(eq(apis.id, apiId));
    if (row) await write(ctx, row);
  });
  await expect(done).rejects.toThrow("apis changed without an audit event");
});

test("a nested verb writes in the outer transaction and is rolled back with it", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const before = await named(apiId);
  requireScope(ctx, "apis:update");
  const outer = transact(ctx, async (ctx) => {
    requireScope(ctx, "apis:update");
    await transact(ctx, (ctx) => rename(ctx, apiId));
    throw new Error("no");
  });
  await expect(outer).rejects.toThrow("no");
  expect(await named(apiId)).toBe(before);
});
