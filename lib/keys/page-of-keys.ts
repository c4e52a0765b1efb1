import type { z } from "zod";
import type { Ctx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { cursorOf, placeOf } from "./key-order";
import { countPlaces, listKeys, MOST_COUNTED, readPlaces } from "./list-keys";
import { type KeyView, listKeysSchema } from "./schemas";

export type KeyPage = {
  items: KeyView[];
  nextCursor: string | null;
  /** Where the page before begins: a cursor, `first` for the beginning, null where there is no page before. */
  previous: string | "first" | null;
  /** How many keys stand before this page; above `MOST_COUNTED`: more than that many. */
  before: number;
};

/** A page of `listKeys` for people: with the way back and its place in the whole. Error: invalid_request. */
export async function pageOfKeys(ctx: Ctx, input: z.input<typeof listKeysSchema> = {}): Promise<KeyPage> {
  const page = await listKeys(ctx, input);
  const { limit, cursor, sort, ...filter } = parseInput(listKeysSchema, input);
  if (cursor === undefined) return { ...page, previous: null, before: 0 };
  const tx = reading(ctx);
  // The cursor itself is the last key of the page before; what stands before it, and it.
  const from = placeOf(sort, cursor);
  const before = await countPlaces(tx, ctx, filter, { sort, from, back: true, count: MOST_COUNTED });
  const above = await readPlaces(tx, ctx, filter, { sort, from, back: true, count: limit });
  const start = above.length === limit ? above.at(-1) : undefined;
  return { ...page, previous: start ? cursorOf(sort, start) : "first", before: before + 1 };
}
