import type { z } from "zod";
import { findCredential } from "../credentials/stored";
import type { Ctx } from "../platform/context";
import { reading } from "../platform/transact";
import type { whoamiSchema } from "./schemas";
import { viewRootKey } from "./view";

/** The root key that asks, as it is in the database now. No permission of its own: it is about itself. */
export async function whoami(ctx: Ctx): Promise<z.output<typeof whoamiSchema>> {
  const tx = reading(ctx);
  const view = await viewRootKey(tx, await findCredential(tx, ctx, "root", ctx.actor.id), ctx.rt.now());
  const presented = view.secrets.find((secret) => secret.id === ctx.secretId);
  if (!presented) throw new Error(`${ctx.actor.id} was presented without a secret of its own`);
  const { id, start, state, createdAt, retiresAt } = presented;
  return {
    rootKeyId: view.id,
    name: view.name,
    workspaceId: ctx.workspaceId,
    permissions: view.permissions,
    apiIds: view.apiIds,
    ipAllowlist: view.ipAllowlist,
    expiresAt: view.expiresAt,
    ratelimits: view.ratelimits,
    secret: { id, start, state, createdAt, retiresAt },
    rotation: view.rotation,
  };
}
