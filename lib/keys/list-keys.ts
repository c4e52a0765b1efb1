import {
  and,
  desc,
  eq,
  exists,
  gt,
  ilike,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { z } from "zod";
import type { Reader } from "@/db/client";
import { identities, keys, secrets } from "@/db/schema";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { Problem } from "../errors/problem";
import { reading } from "../transact";
import { ofAllowedApis } from "./find-key";
import { type KEY_FILTERS, type KeyView, listKeysSchema } from "./schemas";
import { viewKeys } from "./view";

const EXPIRING_DAYS = 30;
type KeyFilter = (typeof KEY_FILTERS)[number];

/** The secrets of the key at hand, narrowed; for `exists`. */
function itsSecrets(tx: Reader, condition?: SQL) {
  return tx
    .select({ one: sql`1` })
    .from(secrets)
    .where(and(eq(secrets.keyId, keys.id), condition));
}

/** The rows that a state's filter shows. */
export function inState(tx: Reader, state: KeyFilter, now: Date): SQL | undefined {
  const unended = and(
    isNull(keys.revokedAt),
    keys.enabled,
    or(isNull(keys.expiresAt), gt(keys.expiresAt, now)),
  );
  switch (state) {
    case "active":
      return unended;
    case "rotating":
      return and(unended, exists(itsSecrets(tx, gt(secrets.retiresAt, now))));
    case "expiring":
      return and(unended, lte(keys.expiresAt, new Date(now.getTime() + EXPIRING_DAYS * 86_400_000)));
    case "unused":
      return and(unended, not(exists(itsSecrets(tx, isNotNull(secrets.lastUsedAt)))));
    case "disabled":
      return and(isNull(keys.revokedAt), not(keys.enabled));
    case "expired":
      return and(isNull(keys.revokedAt), keys.enabled, lte(keys.expiresAt, now));
    case "revoked":
      return isNotNull(keys.revokedAt);
  }
}

/** `%` and `_` typed by a person mean themselves. */
export const literal = (text: string) => text.replace(/[\\%_]/g, "\\$&");

function matching(tx: Reader, workspaceId: string, text: string): SQL | undefined {
  const inside = `%${literal(text)}%`;
  const owner = tx
    .select({ one: sql`1` })
    .from(identities)
    .where(
      and(
        eq(identities.workspaceId, workspaceId),
        eq(identities.id, keys.identityId),
        ilike(identities.externalId, inside),
      ),
    );
  return or(
    ilike(keys.name, inside),
    ilike(keys.id, `${literal(text)}%`),
    exists(owner),
    // The shown form `sk_live_9fK2…wxyz` finds its key too.
    exists(itsSecrets(tx, ilike(secrets.start, `${literal(text.split("…")[0] ?? text)}%`))),
  );
}

type Filter = Omit<z.output<typeof listKeysSchema>, "limit" | "cursor" | "state">;

export function narrowed(tx: Reader, ctx: Ctx, filter: Filter): SQL | undefined {
  const owner = filter.externalId
    ? exists(
        tx
          .select({ one: sql`1` })
          .from(identities)
          .where(
            and(
              eq(identities.workspaceId, ctx.workspaceId),
              eq(identities.id, keys.identityId),
              eq(identities.externalId, filter.externalId),
            ),
          ),
      )
    : undefined;
  return and(
    eq(keys.workspaceId, ctx.workspaceId),
    eq(keys.kind, "key"),
    ofAllowedApis(ctx, "key"),
    filter.environment ? eq(keys.environment, filter.environment) : undefined,
    filter.apiId ? eq(keys.apiId, filter.apiId) : undefined,
    owner,
    filter.search ? matching(tx, ctx.workspaceId, filter.search) : undefined,
  );
}

/** Keys newest first, by keyset: `cursor` is the last id of the page before. Error: invalid_request. */
export async function listKeys(
  ctx: Ctx,
  input: z.input<typeof listKeysSchema> = {},
): Promise<{ items: KeyView[]; nextCursor: string | null }> {
  requireScope(ctx, "keys:read");
  const { limit, cursor, state, ...filter } = parseInput(listKeysSchema, input);
  if (cursor !== undefined && !/^key_[0-9A-Z]{26}$/.test(cursor))
    throw new Problem("invalid_request", "cursor: is not one that a list gave", [
      { field: "cursor", message: "is not one that a list gave" },
    ]);
  const tx = reading(ctx);
  const now = ctx.rt.now();
  const rows = await tx
    .select()
    .from(keys)
    .where(
      and(
        narrowed(tx, ctx, filter),
        state ? inState(tx, state, new Date(now)) : undefined,
        cursor ? lt(keys.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(keys.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const items = await viewKeys(tx, ctx.workspaceId, page, now);
  return { items, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export type KeyCounts = Record<KeyFilter | "all", number>;

/** How many keys each state's filter would show, under the other filters. One pass over the keys. */
export async function countKeys(
  ctx: Ctx,
  input: Omit<z.input<typeof listKeysSchema>, "limit" | "cursor" | "state"> = {},
): Promise<KeyCounts> {
  requireScope(ctx, "keys:read");
  const { limit: _limit, cursor: _cursor, state: _state, ...filter } = parseInput(listKeysSchema, input);
  const tx = reading(ctx);
  const now = new Date(ctx.rt.now());
  const count = (state: KeyFilter) => sql<number>`(count(*) filter (where ${inState(tx, state, now)}))::int`;
  const [row] = await tx
    .select({
      all: sql<number>`count(*)::int`,
      active: count("active"),
      rotating: count("rotating"),
      expiring: count("expiring"),
      unused: count("unused"),
      disabled: count("disabled"),
      expired: count("expired"),
      revoked: count("revoked"),
    })
    .from(keys)
    .where(narrowed(tx, ctx, filter));
  if (!row) throw new Error("counting gave no row");
  return row;
}
