import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { credentials, proofs } from "@/db/schema";
import { Problem } from "../platform/errors/problem";
import type { KEY_SORTS } from "./schemas";

export type KeySort = (typeof KEY_SORTS)[number];

/** What a list is ordered by: a value, and the id among equals. Both in one direction, or no index gives it. */
export type KeyOrder = {
  /** Absent: by id alone, which is by time. */
  value: SQL | undefined;
  id: SQL;
  down: boolean;
  /** The value is of the secrets, one of which must be joined. */
  ofSecret: boolean;
  /** How a cursor's value is compared. */
  type: "text" | "timestamptz";
};

// Each stands so in an index. "C" sorts alike in every database, and lets a beginning be looked up.
export const LOWER_NAME = sql`lower(${credentials.name}) collate "C"`;
export const ENDS_AT = sql`coalesce(${credentials.expiresAt}, 'infinity'::timestamptz)`;
export const USED_AT = sql`coalesce(${proofs.lastUsedAt}, '-infinity'::timestamptz)`;

export const ORDERS: Record<KeySort, KeyOrder> = {
  newest: { value: undefined, id: sql`${credentials.id}`, down: true, ofSecret: false, type: "text" },
  name: { value: LOWER_NAME, id: sql`${credentials.id}`, down: false, ofSecret: false, type: "text" },
  lastUsed: {
    value: USED_AT,
    id: sql`${proofs.credentialId}`,
    down: true,
    ofSecret: true,
    type: "timestamptz",
  },
  expiry: { value: ENDS_AT, id: sql`${credentials.id}`, down: false, ofSecret: false, type: "timestamptz" },
};

/** A place in a list: the order's value there, and the id. */
export type Place = { id: string; value: string | null };

const KEY_ID = /^key_[0-9A-Z]{26}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/;
const placeSchema = z.tuple([z.string().max(200), z.string().regex(KEY_ID)]);

function refuseCursor(): never {
  const message = "is not one that this list gave";
  throw new Problem("invalid_request", `cursor: ${message}`, [{ field: "cursor", message }]);
}

/** A place as a cursor: the id where the list is by id, else opaque. */
export function cursorOf(sort: KeySort, place: Place): string {
  if (!ORDERS[sort].value) return place.id;
  return Buffer.from(JSON.stringify([place.value, place.id])).toString("base64url");
}

export function placeOf(sort: KeySort, cursor: string): Place {
  const order = ORDERS[sort];
  if (!order.value) return KEY_ID.test(cursor) ? { id: cursor, value: null } : refuseCursor();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    refuseCursor();
  }
  const place = placeSchema.safeParse(parsed);
  if (!place.success) refuseCursor();
  const [value, id] = place.data;
  const known = order.type === "text" || isInstant(value);
  return known && !value.includes("\u0000") ? { id, value } : refuseCursor();
}

/** One that the list can have given: Date rolls 30 February over, and PostgreSQL has no year 0. */
function isInstant(text: string): boolean {
  if (/^-?infinity$/.test(text)) return true;
  const at = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return at >= FIRST_INSTANT && new Date(at).toISOString().slice(0, 19) === text.slice(0, 19);
}
const FIRST_INSTANT = Date.parse("0001-01-01T00:00:00Z");

/** The order's value as a cursor holds it. */
export function valueText(order: KeyOrder): SQL<string | null> {
  if (!order.value) return sql<null>`null`;
  if (order.type === "text") return sql<string>`${order.value}`;
  return sql<string>`case when isfinite(${order.value})
    then to_char(${order.value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') else ${order.value}::text end`;
}

/** What stands behind a place, or before it. */
export function beyond(order: KeyOrder, place: Place, back: boolean): SQL {
  const sign = sql.raw(order.down !== back ? "<" : ">");
  if (!order.value) return sql`${order.id} ${sign} ${place.id}`;
  const value =
    order.type === "text" ? sql`${place.value}::text collate "C"` : sql`${place.value}::timestamptz`;
  return sql`(${order.value}, ${order.id}) ${sign} (${value}, ${place.id}::text)`;
}

export function ordering(order: KeyOrder, back: boolean): SQL[] {
  const way = sql.raw(order.down !== back ? "desc" : "asc");
  return [...(order.value ? [sql`${order.value} ${way}`] : []), sql`${order.id} ${way}`];
}
