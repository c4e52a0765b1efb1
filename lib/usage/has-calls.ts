import { type Ctx, requireScope } from "../platform/context";
import { readHeavily } from "../platform/heavy-reads";

const AT_ONCE = 2_000;
const ENVIRONMENT = { field: "environment", advice: "ask again later" };

/** Whether a key of this environment was ever presented. A value that belongs to no key has no environment. */
export async function hasCalls(ctx: Ctx, environment: "live" | "test"): Promise<boolean> {
  requireScope(ctx, "usage:read");
  return readHeavily(ctx, ENVIRONMENT, async (read) => {
    for (let after = ""; ; ) {
      const [row] = await read.query<{ used: boolean | null; keys: string; last: string | null }>(
        `select bool_or(ever_used) as used, count(*) as keys, max(id) as last
           from (select id, ever_used from credentials
                  where workspace_id = $1 and kind = 'key' and environment = $2 and id > $3
                  order by id limit ${AT_ONCE}) k`,
        [ctx.workspaceId, environment, after],
      );
      if (row?.used) return true;
      if (!row?.last || Number(row.keys) < AT_ONCE) return false;
      after = row.last;
    }
  });
}
