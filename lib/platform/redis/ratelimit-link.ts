import type { Redis } from "@upstash/redis";

/** What `@upstash/ratelimit` calls, with Upstash's own client or another that takes the same calls. */
export type RatelimitRedis = Pick<Redis, "eval" | "evalsha" | "get" | "set">;

/** A way to Redis for `@upstash/ratelimit`. */
export interface RatelimitLink {
  /** What is reached, for the log; never a password. */
  readonly name: string;
  /** How long an answer may take before Redis counts as gone. */
  readonly deadlineMs: number;
  readonly redis: RatelimitRedis;
  /** As of `ScriptRunner`. */
  renew(): void;
  close(): void;
}
