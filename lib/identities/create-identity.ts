import type { z } from "zod";
import { identities } from "@/db/schema";
import { audit } from "../audit/audit";
import { setCredits } from "../credits/balance";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { transact } from "../platform/transact";
import { identityTarget, viewIdentity } from "./find-identity";
import { createIdentitySchema, type IdentityView } from "./schemas";

/** Makes a consumer before it has keys. Errors: invalid_request, conflict (there is one of this externalId). */
export async function createIdentity(
  ctx: Ctx,
  input: z.input<typeof createIdentitySchema>,
): Promise<IdentityView> {
  requireScope(ctx, "identities:create");
  requireEveryApi(ctx);
  const { externalId, metadata, ratelimits, credits } = parseInput(createIdentitySchema, input);
  return transact(ctx, async (ctx) => {
    const now = ctx.rt.now();
    const at = new Date(now);
    const [row] = await ctx.tx
      .insert(identities)
      .values({
        id: newId("identity", now),
        workspaceId: ctx.workspaceId,
        externalId,
        metadata,
        ratelimits,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoNothing()
      .returning();
    if (!row)
      throw new Problem("conflict", `There is an identity ${externalId} already.`, [
        { field: "externalId", message: `${JSON.stringify(externalId)} is another identity's` },
      ]);
    if (credits) await setCredits(ctx, row.id, credits);
    await audit(ctx, {
      action: "identity.created",
      target: identityTarget(row),
      after: {
        externalId,
        ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
        ...(ratelimits.length > 0 ? { ratelimits } : {}),
        ...(credits ? { credits } : {}),
      },
    });
    return viewIdentity(ctx.tx, ctx, row);
  });
}
