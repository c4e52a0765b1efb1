import { type Ctx, requireScope } from "../context";

/** Whether a key of this environment was ever presented. A value that belongs to no key has no environment. */
export async function hasCalls(ctx: Ctx, environment: "live" | "test"): Promise<boolean> {
  requireScope(ctx, "usage:read");
  const { rows } = await ctx.rt.pool.query<{ found: boolean }>(
    `select exists (
       select 1 from usage_rollups where workspace_id = $1 and resolution = 1440 and environment = $2
     ) as found`,
    [ctx.workspaceId, environment],
  );
  return rows[0]?.found ?? false;
}
