import { apis } from "@/db/schema";
import { audit } from "../audit/audit";
import { ensurePermissions } from "../permissions/ensure-permissions";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";
import type { ApiRow } from "./schemas";

type NewApi = Omit<typeof apis.$inferInsert, "id" | "workspaceId" | "createdAt" | "updatedAt">;

/** Writes an API with its audit event, in the caller's transaction. */
export async function insertApi(ctx: TxCtx, wanted: NewApi): Promise<ApiRow> {
  const now = ctx.rt.now();
  const at = new Date(now);
  const [row] = await ctx.tx
    .insert(apis)
    .values({ id: newId("api", now), workspaceId: ctx.workspaceId, ...wanted, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error("the API was not written");
  await ensurePermissions(ctx, row.permissions);
  await audit(ctx, {
    action: "api.created",
    target: { type: "api", id: row.id, name: row.name },
    after: wanted,
  });
  return row;
}
