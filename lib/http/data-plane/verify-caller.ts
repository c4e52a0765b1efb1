import {
  authenticate,
  type RootCaller,
  readBearer,
  requireCaller,
} from "../../credentials/root-key/authenticate";
import { Problem } from "../../platform/errors/problem";
import { allows } from "../../platform/permission";
import type { Runtime } from "../../runtime/runtime";
import { LIMITS_FULL } from "../../verify/codes";
import { noDecision } from "../../verify/no-decision";
import { ownLimits, ratelimitHeaders } from "../own-limits";

/** The root key behind a request that verifies. Throws the problem if there is none or it may not verify. */
export async function verifyingCaller(
  rt: Runtime,
  authorization: string | null | undefined,
  address: () => string | null,
): Promise<RootCaller> {
  const caller = requireCaller(await authenticate(rt, readBearer(authorization), address));
  if (!allows(caller.scopes, "keys:verify"))
    throw new Problem("forbidden", "This root key may not verify: it needs the permission keys:verify.");
  return caller;
}

/** Takes `count` verifications from the root key's own limits, if it has any. The headers say what is left of them. */
export async function takeOwnLimits(
  rt: Runtime,
  caller: RootCaller,
  count: number,
): Promise<Record<string, string>> {
  const limits = ownLimits(caller, count);
  if (limits.length === 0) return {};
  const decision = await rt.limiter.take(caller.workspaceId, limits);
  if (decision === "over_share") throw noDecision(LIMITS_FULL);
  const headers = ratelimitHeaders(caller, decision, rt.now());
  if (!decision.allowed)
    throw new Problem("rate_limited", "This root key is over its own limit.", [], headers);
  return headers;
}
