import type { z } from "zod";
import type { StoredRatelimit } from "@/db/schema";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { inTurn } from "../platform/heavy-reads";
import { reading } from "../platform/transact";
import type { Place } from "./key-order";
import { readPlaces, rowsAt } from "./list-keys";
import { type KeyView, listKeysSchema } from "./schemas";
import { viewKeys } from "./view";

/** Few enough that an embedded database is held up for a moment only. */
const AT_ONCE = 100;
/** Half a file is worse than a late one. */
const PATIENCE_MS = 60_000;

/** `requests=100/60000ms`, and with another algorithm than the usual one `requests=100/60000ms/token_bucket/burst=300`. */
export function exportedLimit({ name, limit, windowMs, algorithm, burst }: StoredRatelimit): string {
  const parts = [`${name}=${limit}/${windowMs}ms`];
  if (algorithm !== undefined && algorithm !== "sliding_window") parts.push(algorithm);
  if (burst !== undefined) parts.push(`burst=${burst}`);
  return parts.join("/");
}

/** All keys that a list's filter shows, a hundred at a time, each read when the one before was taken. Error: invalid_request. */
export async function exportKeys(
  ctx: Ctx,
  input: Omit<z.input<typeof listKeysSchema>, "limit" | "cursor"> = {},
): Promise<AsyncGenerator<KeyView[]>> {
  requireScope(ctx, "keys:read");
  const { limit: _limit, cursor: _cursor, sort, ...filter } = parseInput(listKeysSchema, input);
  const tx = reading(ctx);
  /** With its turn given up in between: whoever takes the file may be slow. */
  const readPage = (from: Place | undefined) =>
    inTurn(
      ctx,
      async () => {
        const places = await readPlaces(tx, ctx, filter, { sort, from, back: false, count: AT_ONCE });
        if (places.length === 0) return { views: [], next: undefined };
        const views = await viewKeys(tx, ctx.workspaceId, await rowsAt(tx, ctx, places), ctx.rt.now());
        return { views, next: places.length === AT_ONCE ? places.at(-1) : undefined };
      },
      PATIENCE_MS,
    );
  async function* pages(): AsyncGenerator<KeyView[]> {
    let from: Place | undefined;
    do {
      const { views, next } = await readPage(from);
      if (views.length > 0) yield views;
      from = next;
    } while (from);
  }
  return pages();
}
