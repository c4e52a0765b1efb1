import { findCredential } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";
import type { KeyView } from "./schemas";
import { viewKey } from "./view";

/** One key with all of its secrets' ends. Error: not_found. */
export async function getKey(ctx: Ctx, keyId: string): Promise<KeyView> {
  requireScope(ctx, "keys:read");
  const tx = reading(ctx);
  return viewKey(tx, await findCredential(tx, ctx, "key", keyId), ctx.rt.now());
}
