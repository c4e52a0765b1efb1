import { isDeepStrictEqual } from "node:util";
import { and, count, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { ratelimitOverrides } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { transact } from "../platform/transact";
import { overrideView } from "./list-overrides";
import type { Override } from "./overrides";
import { type OverrideView, setOverrideSchema } from "./schemas";

/** A namespace is read whole, and kept in memory whole. */
const OVERRIDES_PER_NAMESPACE = 10_000;

const ruleOf = ({ limit, windowMs, algorithm, burst }: Override): Override => ({
  limit,
  windowMs,
  algorithm,
  burst,
});

/** For the audit log, which says nothing of what is not set. */
const recorded = ({ limit, windowMs, algorithm, burst }: Override) => ({
  limit,
  windowMs,
  ...(algorithm && { algorithm }),
  ...(burst && { burst }),
});

/** Gives an identifier of a namespace its own limit, or changes it. Error: invalid_request. */
export async function setOverride(ctx: Ctx, input: z.input<typeof setOverrideSchema>): Promise<OverrideView> {
  requireScope(ctx, "ratelimits:update");
  requireEveryApi(ctx);
  const { namespace, identifier, ...given } = parseInput(setOverrideSchema, input);
  const rule = { ...given, algorithm: given.algorithm ?? null, burst: given.burst ?? null };
  return transact(ctx, async (ctx) => {
    const at = new Date(ctx.rt.now());
    const itself = and(
      eq(ratelimitOverrides.workspaceId, ctx.workspaceId),
      eq(ratelimitOverrides.namespace, namespace),
      eq(ratelimitOverrides.identifier, identifier),
    );
    const [before] = await ctx.tx.select().from(ratelimitOverrides).where(itself).for("update");
    if (before && isDeepStrictEqual(ruleOf(before), rule)) return overrideView(before);
    if (!before) await requireRoom(ctx.tx, ctx.workspaceId, namespace);
    const [row] = await ctx.tx
      .insert(ratelimitOverrides)
      .values({
        id: newId("limitOverride", ctx.rt.now()),
        workspaceId: ctx.workspaceId,
        namespace,
        identifier,
        ...rule,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoUpdate({
        target: [ratelimitOverrides.workspaceId, ratelimitOverrides.namespace, ratelimitOverrides.identifier],
        set: { ...rule, updatedAt: at },
      })
      .returning();
    if (!row) throw new Error("the override was not written");
    await audit(ctx, {
      action: before ? "limit_override.updated" : "limit_override.created",
      target: { type: "limit_override", id: row.id, name: `${namespace} ${identifier}` },
      ...(before ? { before: recorded(before) } : {}),
      after: recorded(rule),
    });
    await ctx.rt.changes.announce(ctx, { limits: ctx.workspaceId });
    return overrideView(row);
  });
}

async function requireRoom(tx: Tx, workspaceId: string, namespace: string): Promise<void> {
  const [all] = await tx
    .select({ count: count() })
    .from(ratelimitOverrides)
    .where(and(eq(ratelimitOverrides.workspaceId, workspaceId), eq(ratelimitOverrides.namespace, namespace)));
  if ((all?.count ?? 0) < OVERRIDES_PER_NAMESPACE) return;
  const message = "has 10,000 overrides, and cannot have more";
  throw new Problem("invalid_request", `namespace: ${message}`, [{ field: "namespace", message }]);
}

/** Takes an override away: what a request brings holds again. Error: not_found. */
export async function deleteOverride(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  requireScope(ctx, "ratelimits:update");
  requireEveryApi(ctx);
  return transact(ctx, async (ctx) => {
    const [row] = await ctx.tx
      .delete(ratelimitOverrides)
      .where(and(eq(ratelimitOverrides.workspaceId, ctx.workspaceId), eq(ratelimitOverrides.id, id)))
      .returning();
    if (!row) throw new Problem("not_found", "There is no such override.");
    await audit(ctx, {
      action: "limit_override.deleted",
      target: { type: "limit_override", id, name: `${row.namespace} ${row.identifier}` },
      before: recorded(row),
    });
    await ctx.rt.changes.announce(ctx, { limits: ctx.workspaceId });
    return { id, deleted: true };
  });
}
