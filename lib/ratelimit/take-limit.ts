import type { z } from "zod";
import type { Runtime } from "../runtime/runtime";
import { composedId } from "./limiter";
import type { Override } from "./overrides";
import type { TakeLimitAnswer, takeLimitSchema } from "./schemas";

type Asked = z.output<typeof takeLimitSchema>;

/**
 * Takes from a limit that no key has: of one identifier in a namespace of the workspace. An override of the identifier
 * replaces the request's limit, and its algorithm if the override has one. `over_share`: the workspace has no room for the
 * window.
 */
export async function takeLimit(
  deps: Pick<Runtime, "limiter" | "singleLimiter" | "overrides">,
  workspaceId: string,
  asked: Asked,
  requestId: string,
): Promise<TakeLimitAnswer | "over_share"> {
  const override = await deps.overrides.of(workspaceId, asked.namespace, asked.identifier);
  const overridden = override !== null && override !== "unknown";
  const { limit, windowMs, algorithm, burst } = overridden ? overriddenRule(asked, override) : asked;
  const id = composedId(workspaceId, asked.namespace, asked.identifier);
  const pool = overridden ? "stored" : "brought";
  const request = { id, limit, windowMs, burst, cost: asked.cost, pool } as const;
  const decision = await (algorithm === "sliding_window"
    ? deps.limiter.take(workspaceId, [request])
    : deps.singleLimiter.take(workspaceId, { ...request, algorithm }));
  if (decision === "over_share") return decision;
  const [state] = decision.states;
  if (!state) throw new Error("the limiter answered nothing");
  return {
    allowed: decision.allowed,
    limit,
    remaining: state.remaining,
    windowMs,
    algorithm,
    resetAt: new Date(state.resetAt).toISOString(),
    retryAt: decision.allowed || state.retryAt === null ? null : new Date(state.retryAt).toISOString(),
    overridden,
    ...(decision.degraded || override === "unknown" ? { degraded: true as const } : {}),
    requestId,
  };
}

/** A token bucket that only the request asks for holds the override's limit. */
function overriddenRule(asked: Asked, { limit, windowMs, algorithm, burst }: Override) {
  return { limit, windowMs, algorithm: algorithm ?? asked.algorithm, burst: burst ?? undefined };
}
