import type { z } from "zod";
import type { Runtime } from "../runtime/runtime";
import { composedId, countedAs } from "./limiter";
import type { TakeLimitAnswer, takeLimitSchema } from "./schemas";

type Deps = Pick<Runtime, "limiter" | "overrides">;

/**
 * Takes from a limit that no key has: of one identifier in a namespace of the workspace. An override of the identifier
 * replaces the request's `limit` and `windowMs`, and a token bucket then holds the override's limit. `over_share`: the workspace has no room for the window.
 */
export async function takeLimit(
  deps: Deps,
  workspaceId: string,
  asked: z.output<typeof takeLimitSchema>,
  requestId: string,
): Promise<TakeLimitAnswer | "over_share"> {
  const override = await deps.overrides.of(workspaceId, asked.namespace, asked.identifier);
  const overridden = override !== null && override !== "unknown";
  const { limit, windowMs } = overridden ? override : asked;
  const id = composedId(workspaceId, asked.namespace, asked.identifier);
  const pool = overridden ? "stored" : "brought";
  const algorithm = countedAs(asked.algorithm);
  const burst = overridden ? undefined : asked.burst;
  const decision = await deps.limiter.take(workspaceId, [
    { id, limit, windowMs, algorithm, burst, cost: asked.cost, pool },
  ]);
  if (decision === "over_share") return decision;
  const [state] = decision.states;
  if (!state) throw new Error("the limiter answered nothing");
  return {
    allowed: decision.allowed,
    limit,
    remaining: state.remaining,
    windowMs,
    resetAt: new Date(state.resetAt).toISOString(),
    retryAt: decision.allowed || state.retryAt === null ? null : new Date(state.retryAt).toISOString(),
    overridden,
    ...(decision.degraded || override === "unknown" ? { degraded: true as const } : {}),
    requestId,
  };
}
