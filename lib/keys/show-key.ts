import type { CredentialRow } from "../credentials/rows";
import type { Ctx } from "../platform/context";
import { reading } from "../platform/transact";
import type { KeyView } from "./schemas";
import { viewKey } from "./view";

/** A key as it is after a verb changed it. No permission of its own: what one may change one may see. */
export async function showKey(ctx: Ctx, row: CredentialRow): Promise<KeyView> {
  const tx = reading(ctx);
  return viewKey(tx, row, ctx.rt.now());
}
