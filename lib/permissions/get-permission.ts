import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";
import { findPermission, viewPermission } from "./find-permission";
import type { PermissionView } from "./schemas";

/** One permission of the catalogue, and by how many it is used. Error: not_found. */
export async function getPermission(ctx: Ctx, id: string): Promise<PermissionView> {
  requireScope(ctx, "permissions:read");
  const tx = reading(ctx);
  return viewPermission(tx, await findPermission(tx, ctx, id));
}
