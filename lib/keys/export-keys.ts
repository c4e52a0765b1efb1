import type { z } from "zod";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { reading } from "../transact";
import type { Place } from "./key-order";
import { readPlaces, rowsAt } from "./list-keys";
import { type KeyView, listKeysSchema } from "./schemas";
import { viewKeys } from "./view";

const AT_ONCE = 500;

/** All keys that a list's filter shows, some hundreds at a time, each read when the one before was taken. Error: invalid_request. */
export async function exportKeys(
  ctx: Ctx,
  input: Omit<z.input<typeof listKeysSchema>, "limit" | "cursor"> = {},
): Promise<AsyncGenerator<KeyView[]>> {
  requireScope(ctx, "keys:read");
  const { limit: _limit, cursor: _cursor, sort, ...filter } = parseInput(listKeysSchema, input);
  const tx = reading(ctx);
  async function* pages(): AsyncGenerator<KeyView[]> {
    let from: Place | undefined;
    do {
      const places = await readPlaces(tx, ctx, filter, { sort, from, back: false, count: AT_ONCE });
      if (places.length > 0)
        yield await viewKeys(tx, ctx.workspaceId, await rowsAt(tx, ctx, places), ctx.rt.now());
      from = places.length === AT_ONCE ? places.at(-1) : undefined;
    } while (from);
  }
  return pages();
}
