import {
  and,
  arrayContains,
  arrayOverlaps,
  eq,
  exists,
  gt,
  isNotNull,
  isNull,
  not,
  type SQL,
  sql,
} from "drizzle-orm";
import type { z } from "zod";
import type { Reader } from "@/db/client";
import { credentials, identities, permissions, proofs, roles } from "@/db/schema";
import { ofAllowedApis } from "../credentials/stored";
import type { Ctx } from "../platform/context";
import { idAt } from "../platform/ids";
import { ENDS_AT, LOWER_NAME, USED_AT } from "./key-order";
import type { KEY_FILTERS, listKeysSchema } from "./schemas";

const EXPIRING_DAYS = 30;
const DAY_MS = 86_400_000;

export type KeyState = (typeof KEY_FILTERS)[number];
export type KeyFilter = Omit<z.output<typeof listKeysSchema>, "limit" | "cursor" | "sort">;

/** The secrets of the key at hand, narrowed; for `exists`. */
function itsSecrets(tx: Reader, condition?: SQL) {
  return tx
    .select({ one: sql`1` })
    .from(proofs)
    .where(
      and(
        eq(proofs.credentialId, credentials.id),
        eq(proofs.workspaceId, credentials.workspaceId),
        condition,
      ),
    );
}

const endsBy = (at: Date) => sql`${ENDS_AT} <= ${at.toISOString()}::timestamptz`;

/** The rows that a state's filter shows. */
export function inState(tx: Reader, state: KeyState, now: Date): SQL | undefined {
  const unended = and(
    isNull(credentials.revokedAt),
    credentials.enabled,
    sql`${ENDS_AT} > ${now.toISOString()}::timestamptz`,
  );
  switch (state) {
    case "active":
      return unended;
    case "rotating":
      return and(unended, exists(itsSecrets(tx, gt(proofs.retiresAt, now))));
    case "expiring":
      return and(unended, endsBy(new Date(now.getTime() + EXPIRING_DAYS * DAY_MS)));
    case "unused":
      return and(unended, not(credentials.everUsed));
    case "disabled":
      return and(isNull(credentials.revokedAt), not(credentials.enabled));
    case "expired":
      return and(isNull(credentials.revokedAt), credentials.enabled, endsBy(now));
    case "revoked":
      return isNotNull(credentials.revokedAt);
  }
}

/** What grants a permission: it, its resource as a whole, and everything. */
function granting(name: string): string[] {
  return [...new Set([name, `${name.split(":")[0]}:*`, "*"])].filter((each) => name !== "*" || each === "*");
}

/** The keys that have one of these permissions, by themselves or by a role. */
async function permitted(tx: Reader, ctx: Ctx, names: readonly string[]): Promise<SQL> {
  const wanted = [...new Set(names.flatMap(granting))];
  if (wanted.length === 0) return sql`false`;
  const granters = await tx
    .select({ id: roles.id })
    .from(roles)
    .where(and(eq(roles.workspaceId, ctx.workspaceId), arrayOverlaps(roles.permissions, wanted)));
  const own = arrayOverlaps(credentials.permissions, wanted);
  if (granters.length === 0) return own;
  return sql`(${own} or ${arrayOverlaps(
    credentials.roleIds,
    granters.map((role) => role.id),
  )})`;
}

async function ofOwner(tx: Reader, ctx: Ctx, externalId: string): Promise<SQL> {
  const [owner] = await tx
    .select({ id: identities.id })
    .from(identities)
    .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.externalId, externalId)));
  return owner ? eq(credentials.identityId, owner.id) : sql`false`;
}

async function withRole(tx: Reader, ctx: Ctx, name: string): Promise<SQL> {
  const [role] = await tx
    .select({ id: roles.id })
    .from(roles)
    .where(and(eq(roles.workspaceId, ctx.workspaceId), eq(roles.name, name)));
  return role ? arrayContains(credentials.roleIds, [role.id]) : sql`false`;
}

/** The keys with a permission that the workspace marked administrative. */
async function administrative(tx: Reader, ctx: Ctx): Promise<SQL> {
  const marked = await tx
    .select({ name: permissions.name })
    .from(permissions)
    .where(and(eq(permissions.workspaceId, ctx.workspaceId), permissions.administrative));
  return permitted(
    tx,
    ctx,
    marked.map(({ name }) => name),
  );
}

function inTime(tx: Reader, filter: KeyFilter, now: Date): (SQL | undefined)[] {
  const { createdAfter, createdBefore, lastUsedAfter, lastUsedBefore, expiresWithinDays } = filter;
  const used = (comparison: SQL) => exists(itsSecrets(tx, comparison));
  return [
    // An id begins with its time, so a range of ids is a range of time; the list is in their order already.
    createdAfter && sql`${credentials.id} >= ${idAt("key", createdAfter.getTime())}`,
    createdBefore && sql`${credentials.id} < ${idAt("key", createdBefore.getTime())}`,
    lastUsedAfter && used(sql`${USED_AT} >= ${lastUsedAfter.toISOString()}::timestamptz`),
    lastUsedBefore &&
      and(
        used(
          sql`${USED_AT} < ${lastUsedBefore.toISOString()}::timestamptz and ${USED_AT} > '-infinity'::timestamptz`,
        ),
        not(used(sql`${USED_AT} >= ${lastUsedBefore.toISOString()}::timestamptz`)),
      ),
    expiresWithinDays === undefined
      ? undefined
      : and(
          sql`${ENDS_AT} > ${now.toISOString()}::timestamptz`,
          endsBy(new Date(now.getTime() + expiresWithinDays * DAY_MS)),
        ),
  ];
}

/** The filter's rows without its search, which is several ways of finding. */
export async function narrowed(tx: Reader, ctx: Ctx, filter: KeyFilter): Promise<SQL | undefined> {
  const now = new Date(ctx.rt.now());
  return and(
    eq(credentials.workspaceId, ctx.workspaceId),
    eq(credentials.kind, "key"),
    ofAllowedApis(ctx, "key"),
    filter.environment ? eq(credentials.environment, filter.environment) : undefined,
    filter.apiId ? eq(credentials.apiId, filter.apiId) : undefined,
    filter.externalId ? await ofOwner(tx, ctx, filter.externalId) : undefined,
    filter.permission ? await permitted(tx, ctx, [filter.permission]) : undefined,
    filter.role ? await withRole(tx, ctx, filter.role) : undefined,
    filter.administrative ? await administrative(tx, ctx) : undefined,
    filter.publishable === undefined ? undefined : eq(credentials.publishable, filter.publishable),
    ...inTime(tx, filter, now),
    filter.state ? inState(tx, filter.state, now) : undefined,
  );
}

/** `%` and `_` typed by a person mean themselves. */
export const literal = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/** Below this no index of parts helps; a name's beginning has one of its own. */
const SHORT = 3;

/**
 * The ways in which a text finds keys, each for an index of its own: within the name or owner, or from the beginning of
 * the id or a secret's start. Joined by `or` in one query they would be a pass over all keys.
 */
export function waysToFind(tx: Reader, ctx: Ctx, text: string): SQL[] {
  const start = `${literal(text)}%`;
  const beginning = sql`${LOWER_NAME} like lower(${start})`;
  if ([...text].length < SHORT) return [beginning];
  const inside = `%${literal(text)}%`;
  const owners = tx
    .select({ id: identities.id })
    .from(identities)
    .where(and(eq(identities.workspaceId, ctx.workspaceId), sql`${identities.externalId} ilike ${inside}`));
  // The shown form `sk_live_9fK2…wxyz` finds its key too.
  const shown = `${literal(text.split("…")[0] ?? text)}%`;
  const starts = tx
    .select({ id: proofs.credentialId })
    .from(proofs)
    .where(and(eq(proofs.workspaceId, ctx.workspaceId), sql`${proofs.start} like ${shown}`));
  return [
    sql`${credentials.name} ilike ${inside}`,
    sql`${credentials.identityId} in (${owners})`,
    ...(/_/.test(text) ? [sql`${credentials.id} in (${starts})`] : []),
    ...idsFrom(text),
  ];
}

/** The ids that begin so, as a range: all are of one length and alphabet, so every collation agrees. */
function idsFrom(text: string): SQL[] {
  const beginning = /^key_([0-9A-Z]{1,26})$/i.exec(text)?.[1]?.toUpperCase();
  if (!beginning) return [];
  const [first, last] = [`key_${beginning.padEnd(26, "0")}`, `key_${beginning.padEnd(26, "Z")}`];
  return [sql`${credentials.id} between ${first} and ${last}`];
}
