import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";
import { findApi } from "./find-api";
import { type ApiView, apiView } from "./schemas";

/** One API. Error: not_found. */
export async function getApi(ctx: Ctx, id: string): Promise<ApiView> {
  requireScope(ctx, "apis:read");
  return apiView(await findApi(reading(ctx), ctx, id));
}
