import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";
import { findRole, viewRole } from "./find-role";
import type { RoleView } from "./schemas";

/** One role, and how many keys have it. Error: not_found. */
export async function getRole(ctx: Ctx, id: string): Promise<RoleView> {
  requireScope(ctx, "roles:read");
  const tx = reading(ctx);
  return viewRole(tx, await findRole(tx, ctx, id));
}
