import { SteadyClock } from "../platform/steady-clock";
import type { LimitDecision, LimitRequest } from "./limiter";
import { MemoryLimiter } from "./memory-limiter";
import { type PoolSizes, poolSizes } from "./shares";

const START = 1_700_000_000_000;

/** A limiter with a wall clock and a monotonic one that the test moves. */
export function limiterOf(sizes: PoolSizes = poolSizes(1_000)) {
  const time = { wall: START, monotonic: 5_000 };
  const clock = new SteadyClock(
    () => time.wall,
    () => time.monotonic,
  );
  const limiter = new MemoryLimiter(sizes, clock);
  const taken = (requests: LimitRequest[], workspaceId = "ws_1") => limiter.take(workspaceId, requests);
  return {
    limiter,
    time,
    /** Time passes, on both clocks. */
    pass(ms: number) {
      time.wall += ms;
      time.monotonic += ms;
    },
    taken,
    take(...requests: LimitRequest[]): LimitDecision {
      const decision = taken(requests);
      if (decision === "over_share") throw new Error("there is no room");
      return decision;
    },
  };
}

export const one = (rest: Partial<LimitRequest> = {}): LimitRequest => ({
  id: "k",
  limit: 1,
  windowMs: 1_000,
  cost: 1,
  pool: "stored",
  ...rest,
});
