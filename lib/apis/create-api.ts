import type { z } from "zod";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { transact } from "../platform/transact";
import { insertApi } from "./insert-api";
import { type ApiView, apiView, checkLifetimes, createApiSchema } from "./schemas";

/** Creates an API, which keys are then issued for. Errors: invalid_request, forbidden (limited to other APIs). */
export async function createApi(ctx: Ctx, input: z.input<typeof createApiSchema>): Promise<ApiView> {
  requireScope(ctx, "apis:create");
  requireEveryApi(ctx);
  const wanted = parseInput(createApiSchema, input);
  checkLifetimes(wanted);
  return transact(ctx, async (ctx) => apiView(await insertApi(ctx, wanted)));
}
