import type { z } from "zod";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { generateSecret } from "../platform/secret";
import { transact } from "../platform/transact";
import { excess, requireApis } from "./excess";
import { insertRootKey } from "./insert-root-key";
import { createRootKeySchema, type RootKeyView } from "./schemas";
import { viewRootKey } from "./view";

/**
 * Creates a root key; its secret is in this answer only. Nobody can give more than they have.
 * Errors: invalid_request, forbidden.
 */
export async function createRootKey(
  ctx: Ctx,
  input: z.input<typeof createRootKeySchema>,
): Promise<{ rootKey: RootKeyView; secret: string }> {
  requireScope(ctx, "root-keys:create");
  const parsed = parseInput(createRootKeySchema, input);
  const wanted = { ...parsed, expiresAt: parsed.expiresAt ?? null };
  const secret = generateSecret("lk", "root");
  return transact(ctx, async (ctx) => {
    const more = await excess(ctx.tx, ctx, wanted);
    if (more.length > 0)
      throw new Problem("forbidden", `You cannot give what you do not have: ${more.join(", ")}.`);
    await requireApis(ctx.tx, ctx, wanted.apiIds);
    const row = await insertRootKey(ctx, { ...wanted, secret });
    return { rootKey: await viewRootKey(ctx.tx, row, ctx.rt.now()), secret };
  });
}
