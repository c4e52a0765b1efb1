import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";
import { findIdentity, viewIdentity } from "./find-identity";
import type { IdentityView } from "./schemas";

/** One consumer. Error: not_found. */
export async function getIdentity(ctx: Ctx, id: string): Promise<IdentityView> {
  requireScope(ctx, "identities:read");
  const tx = reading(ctx);
  return viewIdentity(tx, ctx, await findIdentity(tx, ctx, id));
}
