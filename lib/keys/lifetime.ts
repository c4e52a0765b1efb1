import type { ApiRow } from "../apis/schemas";
import { Problem } from "../platform/errors/problem";

type Lifetimes = Pick<ApiRow, "defaultLifetimeSeconds" | "maxLifetimeSeconds">;

/**
 * When a key ends: as asked, or after the API's default lifetime (undefined), never later than its maximum allows.
 * Throws `invalid_request` naming expiresAt.
 */
export function expiryOf(api: Lifetimes, wanted: Date | null | undefined, now: number): Date | null {
  const longest = api.maxLifetimeSeconds === null ? null : now + api.maxLifetimeSeconds * 1_000;
  if (wanted === undefined) {
    const usual = api.defaultLifetimeSeconds ?? api.maxLifetimeSeconds;
    return usual === null ? null : new Date(now + usual * 1_000);
  }
  if (longest !== null && (wanted === null || wanted.getTime() > longest)) {
    const message = `must be ${new Date(longest).toISOString()} or earlier: keys of this API live ${api.maxLifetimeSeconds} seconds at most`;
    throw new Problem("invalid_request", `expiresAt: ${message}`, [{ field: "expiresAt", message }]);
  }
  return wanted;
}
