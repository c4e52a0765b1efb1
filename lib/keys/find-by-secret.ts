import { type Ctx, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { findPresented, type VerifyDeps, visible } from "../verify/verify";

/**
 * The id of this workspace's key that a whole secret belongs to, retired and imported ones too; null if there is none.
 * It is found as a verification finds it. Error: unavailable.
 */
export async function findBySecret(
  ctx: Ctx<Pick<VerifyDeps, "secrets" | "foreign">>,
  secret: string,
): Promise<string | null> {
  requireScope(ctx, "keys:read");
  const caller = { workspaceId: ctx.workspaceId, apiIds: ctx.apiIds ?? [], foreignSecrets: true };
  const found = await findPresented(ctx.rt, caller, secret);
  if (found === "unavailable") throw new Problem("unavailable", "The key cannot be looked up now.");
  return visible(caller, found)?.key.keyId ?? null;
}
