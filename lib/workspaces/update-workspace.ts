import { eq } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "@/db/schema";
import { audit } from "../audit/audit";
import { nameField } from "../keys/fields";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";

const updateWorkspaceSchema = z.strictObject({ name: nameField });

/** Renames the workspace; its address stays, so that links hold. Errors: invalid_request, not_found. */
export async function updateWorkspace(
  ctx: Ctx,
  input: z.input<typeof updateWorkspaceSchema>,
): Promise<{ name: string }> {
  requireScope(ctx, "workspace:update");
  const { name } = parseInput(updateWorkspaceSchema, input);
  return transact(ctx, async (ctx) => {
    const itself = eq(workspaces.id, ctx.workspaceId);
    const [row] = await ctx.tx.select().from(workspaces).where(itself).for("update");
    if (!row) throw new Problem("not_found", "There is no such workspace.");
    if (row.name === name) return { name };
    await ctx.tx.update(workspaces).set({ name }).where(itself);
    await audit(ctx, {
      action: "workspace.updated",
      target: { type: "workspace", id: row.id, name },
      before: { name: row.name },
      after: { name },
    });
    return { name };
  });
}
