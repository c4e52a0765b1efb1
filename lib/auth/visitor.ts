import { composedId, type LimitDecision, type LimitPool, type LimitRequest } from "../ratelimit/limiter";
import type { PoolSizes } from "../ratelimit/shares";
import type { Runtime } from "../runtime/runtime";

/** Who asks before it is known who they are: where from, with what, and the request's name. */
export type Visitor = { address: string | null; userAgent: string | null; requestId: string };

const MINUTE_MS = 60_000;

/**
 * What attempts to sign in are counted in, apart from all other limits. Accounts and devices that exist are in `stored`,
 * addresses in `own`, accounts that nobody has in `brought`: strangers can only fill up the last two.
 */
export const SIGN_IN_POOLS: PoolSizes = {
  stored: { most: 200_000, perWorkspace: 200_000, floor: 150 },
  own: { most: 100_000, perWorkspace: 100_000, floor: 0 },
  brought: { most: 50_000, perWorkspace: 50_000, floor: 0 },
};

/** All 64 bits that one IPv6 customer may choose from count as one address. */
export function addressGroup(address: string | null): string {
  if (!address?.includes(":")) return address ?? "unknown";
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(":");
}

/** One count of attempts; `of` is who or what is counted. */
export type Attempt = { of: readonly string[]; most: number; minutes: number; pool: LimitPool };

const requestOf = ({ of, most, minutes, pool }: Attempt): LimitRequest => ({
  id: composedId("attempts", ...of),
  limit: most,
  windowMs: minutes * MINUTE_MS,
  cost: 1,
  pool,
});

/** Takes one attempt from each of the counts, all or none. `full`: there is no memory for more counts. */
export async function takeAttempt(
  rt: Pick<Runtime, "signInLimiter">,
  account: string,
  attempts: readonly Attempt[],
): Promise<LimitDecision | "full"> {
  const taken = await rt.signInLimiter.take(account, attempts.map(requestOf));
  return taken === "over_share" ? "full" : taken;
}

/** Takes one attempt at a form that anybody may send, from `most` at once. `full`: as of `takeAttempt`. */
export async function takeFormAttempt(
  rt: Pick<Runtime, "singleLimiter">,
  { of, most, minutes }: Omit<Attempt, "pool">,
): Promise<LimitDecision | "full"> {
  const id = composedId("form", ...of);
  const bucket = { id, algorithm: "token_bucket", limit: most, windowMs: minutes * MINUTE_MS } as const;
  const taken = await rt.singleLimiter.take("", { ...bucket, cost: 1, pool: "own" });
  return taken === "over_share" ? "full" : taken;
}

/** When to try again after a refusal. */
export function retryAfter(rt: Pick<Runtime, "now">, taken: LimitDecision | "full"): Date {
  const later = rt.now() + MINUTE_MS;
  if (taken === "full") return new Date(later);
  const at = taken.states.flatMap((state) => (state.exceeded ? [state.retryAt ?? later] : []));
  return new Date(Math.max(...at));
}

/** “in 14 min”, for a sentence about trying again. */
export function waitText(rt: Pick<Runtime, "now">, until: Date): string {
  const minutes = Math.max(1, Math.ceil((until.getTime() - rt.now()) / MINUTE_MS));
  return `in ${minutes} min`;
}
