import { asc, eq } from "drizzle-orm";
import { members, workspaces } from "@/db/schema";
import type { Role } from "../auth/roles";
import type { Runtime } from "../runtime/runtime";

export type Membership = { id: string; name: string; slug: string; createdAt: string; role: Role };

/** The workspaces that a user may enter, the one entered first first. */
export async function listWorkspaces(rt: Runtime, userId: string): Promise<Membership[]> {
  const rows = await rt.db
    .select({ workspace: workspaces, role: members.role })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt), asc(workspaces.id));
  return rows.map(({ workspace: { id, name, slug, createdAt }, role }) => ({
    id,
    name,
    slug,
    createdAt: createdAt.toISOString(),
    role,
  }));
}
