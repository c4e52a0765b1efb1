import { and, arrayOverlaps, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { apis, credentials, roles } from "@/db/schema";
import { NO_USE, type PermissionUse } from "./schemas";

/** By how many keys, roles and APIs each of these permissions is named; one query for each kind, for any number of names. */
export async function permissionUse(
  tx: Reader,
  workspaceId: string,
  names: readonly string[],
): Promise<Map<string, PermissionUse>> {
  const use = new Map<string, PermissionUse>(names.map((name) => [name, { ...NO_USE }]));
  if (names.length === 0) return use;
  const count = async (kind: keyof PermissionUse, from: SQL, where: SQL | undefined) => {
    const rows = await tx
      .select({ name: sql<string>`used.name`, count: sql<number>`count(*)::int` })
      .from(from)
      .where(and(where, inArray(sql`used.name`, [...names])))
      .groupBy(sql`used.name`);
    for (const row of rows) {
      const of = use.get(row.name);
      if (of) of[kind] = row.count;
    }
  };
  await count(
    "keys",
    sql`${credentials}, unnest(${credentials.permissions}) as used(name)`,
    and(
      eq(credentials.workspaceId, workspaceId),
      eq(credentials.kind, "key"),
      isNull(credentials.revokedAt),
      arrayOverlaps(credentials.permissions, [...names]),
    ),
  );
  await count(
    "roles",
    sql`${roles}, unnest(${roles.permissions}) as used(name)`,
    and(eq(roles.workspaceId, workspaceId), arrayOverlaps(roles.permissions, [...names])),
  );
  await count(
    "apis",
    sql`${apis}, jsonb_array_elements_text(${apis.permissions}) as used(name)`,
    and(eq(apis.workspaceId, workspaceId), isNull(apis.deletedAt)),
  );
  return use;
}
