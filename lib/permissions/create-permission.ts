import type { z } from "zod";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { viewPermission } from "./find-permission";
import { insertPermissions } from "./insert-permissions";
import { createPermissionSchema, type PermissionView } from "./schemas";

/** Puts a permission into the catalogue. Errors: invalid_request, conflict (there is one of this name). */
export async function createPermission(
  ctx: Ctx,
  input: z.input<typeof createPermissionSchema>,
): Promise<PermissionView> {
  requireScope(ctx, "permissions:create");
  requireEveryApi(ctx);
  const wanted = parseInput(createPermissionSchema, input);
  return transact(ctx, async (ctx) => {
    const [row] = await insertPermissions(ctx, [wanted]);
    if (row) return viewPermission(ctx.tx, row);
    throw new Problem("conflict", `There is a permission ${wanted.name} already.`, [
      { field: "name", message: "is in the catalogue already" },
    ]);
  });
}
