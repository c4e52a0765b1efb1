import type { z } from "zod";
import { audit } from "../audit/audit";
import { auditTarget } from "../credentials/kinds";
import { lockCredential, refuseRevoked } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { transact } from "../platform/transact";
import { auditedCredits, topUp } from "./balance";
import { type CreditsView, changeCreditsSchema } from "./fields";

/** Tops up a key's credits, or sets them. Errors: invalid_request, not_found, key_ended, conflict (calls are not counted). */
export async function changeKeyCredits(
  ctx: Ctx,
  keyId: string,
  input: z.input<typeof changeCreditsSchema>,
): Promise<CreditsView> {
  requireScope(ctx, "keys:update");
  const wanted = parseInput(changeCreditsSchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockCredential(ctx, "key", keyId);
    refuseRevoked(row);
    const { before, after } = await topUp(ctx, keyId, wanted);
    await audit(ctx, {
      action: wanted.add === undefined ? "key.credits_set" : "key.credits_added",
      target: auditTarget(row),
      before: { credits: auditedCredits(before) },
      after: { credits: auditedCredits(after) },
    });
    // Whose credits it spends is remembered, what is left of them never.
    if (!before) await ctx.rt.changes.announce(ctx, { credential: keyId });
    return after;
  });
}
