import type { Ctx } from "../platform/context";
import { foundOrNull } from "../platform/errors/found-or-null";
import { getApi } from "./get-api";
import type { ApiView } from "./schemas";

export type ApiOfKey = Pick<
  ApiView,
  "name" | "permissions" | "defaultLifetimeSeconds" | "maxLifetimeSeconds"
>;

const DELETED: ApiOfKey = {
  name: "Deleted API",
  permissions: [],
  defaultLifetimeSeconds: null,
  maxLifetimeSeconds: null,
};

/** What a key's API says of its keys; a key outlives one that was deleted. */
export async function apiOfKey(ctx: Ctx, apiId: string): Promise<ApiOfKey> {
  return (await foundOrNull(getApi(ctx, apiId))) ?? DELETED;
}
