import { workspaces } from "@/db/schema/index";
import type { Ctx } from "../../platform/context";
import { Problem } from "../../platform/errors/problem";
import { allows } from "../../platform/permission";
import { reading } from "../../platform/transact";

/**
 * The installation is run by the owners and admins of the workspace that it began with: its figures are sums over all
 * workspaces, which those of another one are kept from.
 */
export async function isOperator(ctx: Ctx): Promise<boolean> {
  if (!allows(ctx.scopes, "workspace:update")) return false;
  const [first] = await reading(ctx)
    .select({ id: workspaces.id })
    .from(workspaces)
    .orderBy(workspaces.createdAt, workspaces.id)
    .limit(1);
  return first?.id === ctx.workspaceId;
}

/** Throws `forbidden` unless the actor runs the installation. */
export async function requireOperator(ctx: Ctx): Promise<void> {
  if (!(await isOperator(ctx)))
    throw new Problem(
      "forbidden",
      "This is for the owners and admins of the workspace that the installation began with.",
    );
}
