import { type ResolveDeps, resolvePresented } from "../credentials/registry";
import { type Ctx, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";

/**
 * The id of this workspace's key that a whole secret belongs to, retired and imported ones too; null if there is none.
 * It is found as a verification finds it. Error: unavailable.
 */
export async function findBySecret(ctx: Ctx<ResolveDeps>, secret: string): Promise<string | null> {
  requireScope(ctx, "keys:read");
  const caller = { workspaceId: ctx.workspaceId, apiIds: ctx.apiIds ?? [], foreignSecrets: true };
  const resolution = await resolvePresented(ctx.rt, caller, secret);
  if (resolution.is === "unavailable") throw new Problem("unavailable", "The key cannot be looked up now.");
  return resolution.is === "none" ? null : resolution.proof.credential.id;
}
