import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { audit } from "../audit/audit";
import { nameField } from "../keys/fields";
import type { Ctx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { requireUser } from "./session";

const updateProfileSchema = z.strictObject({ name: nameField.nullable() });

/** Changes the user's own name. Error: invalid_request. */
export async function updateProfile(
  ctx: Ctx,
  input: z.input<typeof updateProfileSchema>,
): Promise<{ name: string | null }> {
  const userId = requireUser(ctx);
  const { name } = parseInput(updateProfileSchema, input);
  return transact(ctx, async (ctx) => {
    const [user] = await ctx.tx.select().from(users).where(eq(users.id, userId)).for("update");
    if (!user) throw new Problem("not_found", "There is no such user.");
    if (user.name === name) return { name };
    await ctx.tx.update(users).set({ name }).where(eq(users.id, userId));
    await audit(ctx, {
      action: "user.updated",
      target: { type: "user", id: userId, name: user.email },
      before: { name: user.name },
      after: { name },
    });
    return { name };
  });
}
