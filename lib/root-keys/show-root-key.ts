import type { CredentialRow } from "../credentials/rows";
import type { Ctx } from "../platform/context";
import { reading } from "../platform/transact";
import type { RootKeyView } from "./schemas";
import { viewRootKey } from "./view";

/** A root key as it is after a verb changed it. No permission of its own: what one may change one may see. */
export async function showRootKey(ctx: Ctx, row: CredentialRow): Promise<RootKeyView> {
  return viewRootKey(reading(ctx), row, ctx.rt.now());
}
