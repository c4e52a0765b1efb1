import { and, eq } from "drizzle-orm";
import { keys, secrets } from "@/db/schema";
import { type Ctx, requireScope } from "../context";
import { reading } from "../transact";
import { ofAllowedApis } from "./find-key";
import { hashSecret, parseSecret } from "./secret";

/** The id of this workspace's key that a whole secret belongs to, retired ones too; null if there is none. */
export async function findBySecret(ctx: Ctx, secret: string): Promise<string | null> {
  requireScope(ctx, "keys:read");
  if (parseSecret(secret)?.kind !== "key") return null;
  const [row] = await reading(ctx)
    .select({ id: keys.id })
    .from(secrets)
    .innerJoin(keys, eq(keys.id, secrets.keyId))
    .where(
      and(
        eq(secrets.hash, hashSecret(secret)),
        eq(secrets.workspaceId, ctx.workspaceId),
        eq(keys.workspaceId, ctx.workspaceId),
        eq(keys.kind, "key"),
        ofAllowedApis(ctx, "key"),
      ),
    );
  return row?.id ?? null;
}
