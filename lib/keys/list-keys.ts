import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Reader } from "@/db/client";
import { credentials, proofs } from "@/db/schema";
import type { CredentialRow } from "../credentials/rows";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { inState, type KeyFilter, type KeyState, narrowed, waysToFind } from "./key-filter";
import {
  beyond,
  cursorOf,
  type KeyOrder,
  type KeySort,
  ORDERS,
  ordering,
  type Place,
  placeOf,
  USED_AT,
  valueText,
} from "./key-order";
import { type KeyView, listKeysSchema } from "./schemas";
import { viewKeys } from "./view";

/** Where a list is read from, and which way; `count` is how many rows are wanted. */
export type Reach = { sort: KeySort; from: Place | undefined; back: boolean; count: number };

/** Of a key's secrets the one that was presented last: its key stands once in a list by last use. */
const LATEST = sql`not exists (
  select 1 from ${proofs} other where other.workspace_id = ${proofs.workspaceId} and other.credential_id = ${proofs.credentialId}
     and (coalesce(other.last_used_at, '-infinity'::timestamptz), other.id) > (${USED_AT}, ${proofs.id}))`;

/** Keys never used stand together in the order by last use; the planner would pass over all others to find that out. */
const NEVER = sql`${USED_AT} = '-infinity'::timestamptz`;

function placesQuery(
  tx: Reader,
  ctx: Ctx,
  order: KeyOrder,
  reach: Reach,
  condition: SQL | undefined,
  state?: KeyState,
) {
  const from = tx
    .select({ id: sql<string>`${order.id}`.as("id"), value: valueText(order).as("value") })
    .from(credentials);
  const joined = order.ofSecret
    ? from.innerJoin(
        proofs,
        and(
          eq(proofs.credentialId, credentials.id),
          eq(proofs.workspaceId, ctx.workspaceId),
          LATEST,
          state === "unused" ? NEVER : undefined,
        ),
      )
    : from;
  return joined
    .where(and(condition, reach.from ? beyond(order, reach.from, reach.back) : undefined))
    .orderBy(...ordering(order, reach.back))
    .limit(reach.count);
}

/** The places of the keys that a filter shows, in order. Each way of searching gives its first few, merged here. */
export async function readPlaces(tx: Reader, ctx: Ctx, filter: KeyFilter, reach: Reach): Promise<Place[]> {
  const order = ORDERS[reach.sort];
  const condition = await narrowed(tx, ctx, filter);
  if (!filter.search) return placesQuery(tx, ctx, order, reach, condition, filter.state);
  const found = await findIds(tx, ctx, filter.search, condition, reach);
  if (found.size === 0) return [];
  return placesQuery(tx, ctx, order, { ...reach, from: undefined }, amongIds(ctx, found));
}

/** What each way of searching finds first. */
async function findIds(
  tx: Reader,
  ctx: Ctx,
  text: string,
  condition: SQL | undefined,
  reach: Reach,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const way of waysToFind(tx, ctx, text))
    for (const { id } of await placesQuery(tx, ctx, ORDERS[reach.sort], reach, and(condition, way)))
      found.add(id);
  return found;
}

const amongIds = (ctx: Ctx, ids: ReadonlySet<string>) =>
  and(
    eq(credentials.workspaceId, ctx.workspaceId),
    sql`${credentials.id} = any(${sql.param([...ids])}::text[])`,
  );

/** How many there are, up to `reach.count`. */
export async function countPlaces(tx: Reader, ctx: Ctx, filter: KeyFilter, reach: Reach): Promise<number> {
  if (filter.search) return (await readPlaces(tx, ctx, filter, reach)).length;
  const condition = await narrowed(tx, ctx, filter);
  const places = placesQuery(tx, ctx, ORDERS[reach.sort], reach, condition, filter.state).as("places");
  const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(places);
  return row?.count ?? 0;
}

/** The keys of these places, in their order. */
export async function rowsAt(tx: Reader, ctx: Ctx, places: readonly Place[]): Promise<CredentialRow[]> {
  if (places.length === 0) return [];
  const ids = places.map((place) => place.id);
  const rows = await tx
    .select()
    .from(credentials)
    .where(and(eq(credentials.workspaceId, ctx.workspaceId), inArray(credentials.id, ids)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Keys by keyset, newest first unless `sort` says otherwise; a cursor is for the sort that gave it. Error: invalid_request. */
export async function listKeys(
  ctx: Ctx,
  input: z.input<typeof listKeysSchema> = {},
): Promise<{ items: KeyView[]; nextCursor: string | null }> {
  requireScope(ctx, "keys:read");
  const { limit, cursor, sort, ...filter } = parseInput(listKeysSchema, input);
  const tx = reading(ctx);
  const from = cursor === undefined ? undefined : placeOf(sort, cursor);
  const places = await readPlaces(tx, ctx, filter, { sort, from, back: false, count: limit + 1 });
  const page = places.slice(0, limit);
  const items = await viewKeys(tx, ctx.workspaceId, await rowsAt(tx, ctx, page), ctx.rt.now());
  const last = page.at(-1);
  return { items, nextCursor: places.length > limit && last ? cursorOf(sort, last) : null };
}

export type KeyCounts = Record<KeyState | "all", number>;

/** Counting stops here: a count above it says “more than that many”. */
export const MOST_COUNTED = 10_000;
/** What a search finds is counted less far: no index counts it. */
const MOST_FOUND = 1_000;

/** How many keys each state's filter would show, under the other filters; none is counted further than `MOST_COUNTED`. */
export async function countKeys(
  ctx: Ctx,
  input: Omit<z.input<typeof listKeysSchema>, "limit" | "cursor" | "state" | "sort"> = {},
): Promise<KeyCounts> {
  requireScope(ctx, "keys:read");
  const {
    limit: _limit,
    cursor: _cursor,
    state: _state,
    sort,
    ...filter
  } = parseInput(listKeysSchema, input);
  const tx = reading(ctx);
  const now = new Date(ctx.rt.now());
  const among = await narrowed(tx, ctx, filter);
  if (filter.search) {
    const reach = { sort, from: undefined, back: false, count: MOST_FOUND };
    return countFound(tx, amongIds(ctx, await findIds(tx, ctx, filter.search, among, reach)), now);
  }
  const [row] = await tx
    .select(
      eachState((state) => {
        const rows = tx
          .select({ one: sql`1` })
          .from(credentials)
          .where(and(among, state && inState(tx, state, now)))
          .limit(MOST_COUNTED + 1);
        return sql<number>`(select count(*)::int from (${rows.getSQL()}) counted)`;
      }),
    )
    .from(sql`(select 1) once`);
  if (!row) throw new Error("counting gave no row");
  return row;
}

const eachState = (count: (state: KeyState | undefined) => SQL<number>) => ({
  all: count(undefined),
  active: count("active"),
  rotating: count("rotating"),
  expiring: count("expiring"),
  unused: count("unused"),
  disabled: count("disabled"),
  expired: count("expired"),
  revoked: count("revoked"),
});

/** What a search found is few, and read once for all states. */
async function countFound(tx: Reader, found: SQL | undefined, now: Date): Promise<KeyCounts> {
  const [row] = await tx
    .select(
      eachState((state) =>
        state
          ? sql<number>`(count(*) filter (where ${inState(tx, state, now)}))::int`
          : sql<number>`count(*)::int`,
      ),
    )
    .from(credentials)
    .where(found);
  if (!row) throw new Error("counting gave no row");
  return row;
}
