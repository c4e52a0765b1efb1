import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { audit } from "../audit/audit";
import type { Ctx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";
import { hashPassword, passwordFault, passwordMatches } from "./password";
import { requireUser, revokeOtherSessions } from "./session";
import { retryAfter, takeAttempt, waitText } from "./visitor";

const changePasswordSchema = z.strictObject({
  /** Null only where the account has none yet, because it was made through a provider. */
  current: z.string().nullable(),
  next: z.string(),
  /** The session that asks, which goes on. */
  sessionId: z.string(),
});

const refuse = (field: string, message: string) =>
  new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);

/**
 * Sets a new password and signs the user's other browsers out; answers how many. Errors: invalid_request (the current one
 * is wrong, the new one is refused), rate_limited.
 */
export async function changePassword(
  ctx: Ctx<Pick<Runtime, "signInLimiter">>,
  input: z.input<typeof changePasswordSchema>,
): Promise<{ ended: number }> {
  const userId = requireUser(ctx);
  const { current, next, sessionId } = parseInput(changePasswordSchema, input);
  const [user] = await ctx.rt.db.select().from(users).where(eq(users.id, userId));
  if (!user) throw new Problem("not_found", "There is no such user.");
  const fault = passwordFault(next, user.email);
  if (fault) throw refuse("next", fault);
  const attempt = { of: ["change-password", userId], most: 10, minutes: 15, pool: "stored" } as const;
  const taken = await takeAttempt(ctx.rt, userId, [attempt]);
  if (taken === "full" || !taken.allowed)
    throw new Problem(
      "rate_limited",
      `Too many attempts. Try again ${waitText(ctx.rt, retryAfter(ctx.rt, taken))}.`,
    );
  if (user.passwordHash && !(await passwordMatches(user.passwordHash, current ?? "")))
    throw refuse("current", "is not the current password");
  const passwordHash = await hashPassword(next);
  return transact(ctx, async (ctx) => {
    await ctx.tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
    await audit(ctx, {
      action: "user.password_changed",
      target: { type: "user", id: userId, name: user.email },
    });
    return { ended: await revokeOtherSessions(ctx, sessionId) };
  });
}
