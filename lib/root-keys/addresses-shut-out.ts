import { rangeTest } from "../platform/address";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { getRootKey } from "./list-root-keys";
import { updateRootKeySchema } from "./schemas";

/** From where this root key was last used and could not be any more, were this its allowlist. Errors: invalid_request, not_found. */
export async function addressesShutOut(
  ctx: Ctx,
  id: string,
  allowlist: readonly string[],
): Promise<string[]> {
  requireScope(ctx, "root-keys:read");
  const { ipAllowlist = [] } = parseInput(updateRootKeySchema, { ipAllowlist: [...allowlist] });
  if (ipAllowlist.length === 0) return [];
  const { secrets } = await getRootKey(ctx, id);
  const isAllowed = rangeTest(ipAllowlist);
  const used = secrets.flatMap((secret) =>
    secret.state !== "retired" && secret.lastUsedAddress ? [secret.lastUsedAddress] : [],
  );
  return [...new Set(used)].filter((address) => !isAllowed(address));
}
