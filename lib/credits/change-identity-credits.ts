import type { z } from "zod";
import { audit } from "../audit/audit";
import { announceKeysOf, identityTarget, lockIdentity } from "../identities/find-identity";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { transact } from "../platform/transact";
import { auditedCredits, topUp } from "./balance";
import { type CreditsView, changeCreditsSchema } from "./fields";

/** Tops up the credits that an identity's keys share, or sets them. Errors: invalid_request, not_found, conflict (not counted). */
export async function changeIdentityCredits(
  ctx: Ctx,
  id: string,
  input: z.input<typeof changeCreditsSchema>,
): Promise<CreditsView> {
  requireScope(ctx, "identities:update");
  requireEveryApi(ctx);
  const wanted = parseInput(changeCreditsSchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockIdentity(ctx, id);
    const { before, after } = await topUp(ctx, id, wanted);
    await audit(ctx, {
      action: wanted.add === undefined ? "identity.credits_set" : "identity.credits_added",
      target: identityTarget(row),
      before: { credits: auditedCredits(before) },
      after: { credits: auditedCredits(after) },
    });
    // Its keys spend them from now on.
    if (!before) await announceKeysOf(ctx, id);
    return after;
  });
}
