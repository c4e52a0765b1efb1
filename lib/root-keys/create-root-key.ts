import type { z } from "zod";
import { type Ctx, requireScope, SCOPES } from "../context";
import { parseInput } from "../errors/parse";
import { Problem } from "../errors/problem";
import { generateSecret } from "../keys/secret";
import { allows, type PermissionSet, permissionSet } from "../permissions/permission";
import { transact } from "../transact";
import { insertRootKey } from "./insert-root-key";
import { createRootKeySchema, type RootKeyView } from "./schemas";
import { viewRootKey } from "./view";

/** The scopes that `granted` would give and `own` has not. */
function exceeding(own: PermissionSet, granted: string[]): string[] {
  const wanted = permissionSet(granted);
  return SCOPES.filter((scope) => allows(wanted, scope) && !allows(own, scope));
}

/**
 * Creates a root key; its secret is in this answer only. Nobody can give more than they have.
 * Errors: invalid_request, forbidden.
 */
export async function createRootKey(
  ctx: Ctx,
  input: z.input<typeof createRootKeySchema>,
): Promise<{ rootKey: RootKeyView; secret: string }> {
  requireScope(ctx, "root-keys:create");
  const wanted = parseInput(createRootKeySchema, input);
  const more = exceeding(ctx.scopes, wanted.permissions);
  // A wildcard also stands for permissions to come, so only who has it can give it.
  const wider = wanted.permissions.filter(
    (p) => p.endsWith("*") && !ctx.scopes.all && !ctx.scopes.exact.has(p),
  );
  if (more.length > 0 || wider.length > 0)
    throw new Problem(
      "forbidden",
      `You cannot give what you do not have: ${[...new Set([...wider, ...more])].join(", ")}.`,
    );
  const secret = generateSecret("lk", "root");
  return transact(ctx, async (tx, inner) => {
    const row = await insertRootKey(tx, inner, { ...wanted, expiresAt: wanted.expiresAt ?? null, secret });
    return { rootKey: await viewRootKey(tx, row, ctx.rt.now()), secret };
  });
}
