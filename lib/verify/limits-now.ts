import type { HeldLimit } from "../credentials/credential";
import { newestOf } from "../credentials/newest";
import type { IdentityView } from "../identities/schemas";
import { type Ctx, requireScope } from "../platform/context";
import {
  capacityOf,
  countedAs,
  type LimitAlgorithm,
  type Limiter,
  type LimitRequest,
  limitId,
} from "../ratelimit/limiter";
import type { VerifyDeps } from "./case";
import { LIMITS_FULL } from "./codes";
import { named } from "./limits-to-take";
import { noDecision } from "./no-decision";

/** A limit, and how much of it is taken in the window that ends now. */
export type LimitFill = {
  name: string;
  limit: number;
  windowMs: number;
  algorithm?: LimitAlgorithm | undefined;
  /** Of a token bucket: what it holds, if that is not `limit`. */
  burst?: number | undefined;
  autoApply: boolean;
  used: number;
  /** `identity`: counted once for all keys of the key's identity. */
  scope: HeldLimit["scope"];
};

/** Asks the limiter as a call of cost 0 does: nothing is taken. */
async function fill(
  ctx: Ctx<{ limiter: Limiter }>,
  limits: readonly HeldLimit[],
  takes: readonly LimitRequest[],
): Promise<LimitFill[]> {
  if (takes.length === 0) return [];
  const read = await ctx.rt.limiter.take(ctx.workspaceId, takes);
  if (read === "over_share") throw noDecision(LIMITS_FULL);
  return limits.map(({ name, limit, windowMs, algorithm, burst, autoApply, scope }, i) => {
    const most = capacityOf({ limit, burst });
    const used = most - (read.states[i]?.remaining ?? most);
    return { name, limit, windowMs, algorithm, burst, autoApply, scope, used };
  });
}

/**
 * All limits that hold for a key, as a verification knows them: its own, its API's defaults and its identity's. Null
 * where the key's record cannot be had now. Error: not_found.
 */
export async function limitsOfKey(
  ctx: Ctx<Pick<VerifyDeps, "limiter" | "proofs">>,
  keyId: string,
): Promise<LimitFill[] | null> {
  requireScope(ctx, "keys:read");
  const found = await newestOf(ctx, keyId);
  if (!found || found === "unavailable" || found.credential.kind === "root") return null;
  const key = found.credential;
  return fill(
    ctx,
    key.ratelimits,
    key.ratelimits.map((limit) => named(key, limit, 0).take),
  );
}

/** The limits that an identity's keys share; those that hold for each key by itself are not one number. */
export async function limitsOfIdentity(
  ctx: Ctx<{ limiter: Limiter }>,
  { id, ratelimits }: Pick<IdentityView, "id" | "ratelimits">,
): Promise<LimitFill[]> {
  requireScope(ctx, "identities:read");
  const shared = ratelimits
    .filter((limit) => !limit.perKey)
    .map((limit): HeldLimit => ({ ...limit, scope: "identity" }));
  return fill(
    ctx,
    shared,
    shared.map(({ name, limit, windowMs, algorithm, burst }) => {
      const rule = { limit, windowMs, algorithm: countedAs(algorithm), burst };
      return { ...rule, id: limitId(id, name), cost: 0, pool: "stored" as const };
    }),
  );
}
