import type { Tx } from "@/db/client";
import { members, workspaces } from "@/db/schema";
import { insertApi } from "../apis/insert-api";
import { audit } from "../audit/audit";
import type { Visitor } from "../auth/visitor";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";
import { permissionSet } from "../platform/permission";
import type { Runtime } from "../runtime/runtime";
import { slugOf } from "./slug";

type NewWorkspace = { name: string; apiName: string; owner: { id: string; email: string } };
export type WorkspaceRow = typeof workspaces.$inferSelect;

/** Takes the name's own slug, or the next that is free: `acme`, `acme-2`, … */
async function insertWithFreeSlug(tx: Tx, name: string, now: number): Promise<WorkspaceRow> {
  const base = slugOf(name);
  for (let n = 1; n <= 1_000; n++) {
    const [row] = await tx
      .insert(workspaces)
      .values({
        id: newId("workspace", now),
        name,
        slug: n === 1 ? base : `${base}-${n}`,
        createdAt: new Date(now),
      })
      .onConflictDoNothing()
      .returning();
    if (row) return row;
  }
  throw new Error(`no slug is free for ${base}`);
}

/**
 * Makes a workspace with its owner and a first API, in the caller's transaction. Answers the owner's context in it, so
 * that what comes next (a root key) is written and audited there.
 */
export async function createWorkspace(
  rt: Runtime,
  tx: Tx,
  visitor: Visitor,
  { name, apiName, owner }: NewWorkspace,
): Promise<{ ctx: TxCtx<Runtime>; workspace: WorkspaceRow; apiId: string }> {
  const now = rt.now();
  const workspace = await insertWithFreeSlug(tx, name, now);
  await tx
    .insert(members)
    .values({ workspaceId: workspace.id, userId: owner.id, role: "owner", createdAt: new Date(now) });
  const ctx: TxCtx<Runtime> = {
    rt,
    workspaceId: workspace.id,
    actor: { type: "user", id: owner.id, name: owner.email },
    scopes: permissionSet(["*"]),
    ...visitor,
    tx,
    afterCommit: [],
  };
  await audit(ctx, {
    action: "workspace.created",
    target: { type: "workspace", id: workspace.id, name },
    after: { name, slug: workspace.slug },
  });
  const api = await insertApi(ctx, { name: apiName, defaultPrefix: "sk", permissions: [] });
  return { ctx, workspace, apiId: api.id };
}
