import { and, asc, gt, sql } from "drizzle-orm";
import type { z } from "zod";
import { keys } from "@/db/schema";
import type { Ctx } from "../context";
import { parseInput } from "../errors/parse";
import { reading } from "../transact";
import { inState, listKeys, narrowed } from "./list-keys";
import { type KeyView, listKeysSchema } from "./schemas";

export type KeyPage = {
  items: KeyView[];
  nextCursor: string | null;
  /** Where the page before begins: a cursor, `first` for the beginning, null where there is no page before. */
  previous: string | "first" | null;
  /** How many keys stand before this page. */
  before: number;
};

/** A page of `listKeys` for people: with the way back and its place in the whole. Error: invalid_request. */
export async function pageOfKeys(ctx: Ctx, input: z.input<typeof listKeysSchema> = {}): Promise<KeyPage> {
  const page = await listKeys(ctx, input);
  const { limit, cursor, state, ...filter } = parseInput(listKeysSchema, input);
  if (cursor === undefined) return { ...page, previous: null, before: 0 };
  const tx = reading(ctx);
  const first = page.items[0]?.id ?? cursor;
  const newer = and(
    narrowed(tx, ctx, filter),
    state ? inState(tx, state, new Date(ctx.rt.now())) : undefined,
    gt(keys.id, first),
  );
  const [count] = await tx.select({ before: sql<number>`count(*)::int` }).from(keys).where(newer);
  const above = await tx
    .select({ id: keys.id })
    .from(keys)
    .where(newer)
    .orderBy(asc(keys.id))
    .limit(limit + 1);
  // One more than a page: the key just above the page before is its cursor.
  const previous = above.length > limit ? (above.at(-1)?.id ?? "first") : "first";
  return { ...page, previous, before: count?.before ?? 0 };
}
