import { importKeys } from "../keys/import-keys";
import type { ImportedResult } from "../keys/import-schemas";
import type { Ctx } from "../platform/context";
import type { Runtime } from "../runtime/runtime";
import { asProblem } from "./faults";

/** Results that a piece of the answer has. */
const AT_ONCE = 500;

/**
 * An import's answer, piece by piece: one JSON document, of which a piece is sent when its keys are in the database. A
 * fault of the first step is thrown. Of a later one the answer tells: what was not reached is `not_imported`. Returns
 * whether all was reached.
 */
export async function* importDocument(
  ctx: Ctx<Runtime>,
  body: { apiId: string; keys: unknown[] },
): AsyncGenerator<string, boolean> {
  const counts = { imported: 0, existed: 0, failed: 0 };
  let reached = 0;
  const written = (results: readonly ImportedResult[]) => {
    for (const { status } of results) counts[COUNTED[status]]++;
    const text = results.map((result) => JSON.stringify(result)).join(",");
    const begin = reached === 0 ? '{"results":[' : ",";
    reached += results.length;
    return begin + text;
  };
  let whole = true;
  try {
    for await (const results of importKeys(ctx, body)) yield written(results);
  } catch (error) {
    if (reached === 0) throw error;
    // Its client has gone: that is no fault, and nobody reads the rest.
    if (ctx.signal?.aborted) return false;
    whole = false;
    const errors = [{ field: "", message: asProblem(ctx.rt, ctx.requestId, error).detail }];
    while (reached < body.keys.length)
      yield written(
        Array.from({ length: Math.min(AT_ONCE, body.keys.length - reached) }, (_, place) => ({
          index: reached + place,
          status: "not_imported",
          keyId: null,
          errors,
        })),
      );
  }
  yield `],${JSON.stringify(counts).slice(1)}`;
  return whole;
}

const COUNTED = {
  created: "imported",
  existed: "existed",
  refused: "failed",
  not_imported: "failed",
} as const;
