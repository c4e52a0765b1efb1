import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { apis } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { Problem } from "../errors/problem";
import { ensureIdentity } from "../identities/ensure-identity";
import { newId } from "../ids";
import { transact } from "../transact";
import { auditTarget } from "./find-key";
import { insertKey, insertSecret } from "./insert-key";
import { createKeySchema, type KeyWithSecret } from "./schemas";
import { generateSecret } from "./secret";
import { viewKey } from "./view";

/** Creates a key of an API. The secret is in this answer and nowhere else, ever. Errors: invalid_request, not_found (API). */
export async function createKey(ctx: Ctx, input: z.input<typeof createKeySchema>): Promise<KeyWithSecret> {
  requireScope(ctx, "keys:create");
  const wanted = parseInput(createKeySchema, input);
  return transact(ctx, async (tx, inner) => {
    const [api] = await tx
      .select()
      .from(apis)
      .where(and(eq(apis.workspaceId, ctx.workspaceId), eq(apis.id, wanted.apiId), isNull(apis.deletedAt)))
      // Shared, so that the API cannot be deleted before its new key is there.
      .for("share");
    if (!api)
      throw new Problem("not_found", "There is no such API.", [
        { field: "apiId", message: "names no API of this workspace" },
      ]);
    const identityId = wanted.externalId ? await ensureIdentity(tx, inner, wanted.externalId) : null;
    const prefix = wanted.prefix ?? api.defaultPrefix;
    const row = await insertKey(tx, inner, {
      id: newId("key", ctx.rt.now()),
      kind: "key",
      apiId: api.id,
      environment: wanted.environment,
      name: wanted.name,
      prefix,
      identityId,
      permissions: wanted.permissions,
      ratelimits: wanted.ratelimits,
      metadata: wanted.metadata,
      expiresAt: wanted.expiresAt ?? null,
    });
    const secret = generateSecret(prefix, wanted.environment);
    const { start, last4 } = await insertSecret(tx, inner, row.id, secret);
    await audit(tx, inner, {
      action: "key.created",
      target: auditTarget(row),
      after: {
        name: row.name,
        apiId: api.id,
        environment: row.environment,
        start,
        last4,
        externalId: wanted.externalId ?? null,
        permissions: row.permissions,
        ratelimits: row.ratelimits,
        expiresAt: row.expiresAt,
      },
    });
    return { key: await viewKey(tx, row, ctx.rt.now()), secret };
  });
}
