import type { z } from "zod";
import type { Runtime } from "../runtime";
import type { TakeLimitAnswer, takeLimitSchema } from "./schemas";

type Deps = Pick<Runtime, "limiter" | "overrides" | "now">;

/**
 * Takes from a limit that no key has: of one identifier in a namespace of the workspace, a true sliding window. An
 * override of the identifier goes before the request's own limit.
 */
export async function takeLimit(
  deps: Deps,
  workspaceId: string,
  asked: z.output<typeof takeLimitSchema>,
  requestId: string,
): Promise<TakeLimitAnswer> {
  const override = await deps.overrides.of(workspaceId, asked.namespace, asked.identifier);
  const { limit, windowMs } = override !== null && override !== "unknown" ? override : asked;
  const id = `${workspaceId}\u0000${asked.namespace}\u0000${asked.identifier}`;
  const decision = await deps.limiter.take([{ id, limit, windowMs, cost: asked.cost }], deps.now());
  const [state] = decision.states;
  if (!state) throw new Error("the limiter answered nothing");
  return {
    allowed: decision.allowed,
    limit,
    remaining: state.remaining,
    windowMs,
    resetAt: new Date(state.resetAt).toISOString(),
    retryAt: decision.allowed ? null : new Date(state.retryAt).toISOString(),
    overridden: override !== null && override !== "unknown",
    ...(decision.degraded || override === "unknown" ? { degraded: true as const } : {}),
    requestId,
  };
}
