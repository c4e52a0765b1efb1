import { Redis } from "@upstash/redis";
import type { RatelimitLink } from "./ratelimit-link";
import { byHash, type Script, type ScriptRunner } from "./script-runner";

/** An HTTPS request to a near region takes a few milliseconds, the first one with its handshakes up to a hundred. */
const DEADLINE_MS = 250;

const clientOf = (url: string, token: string) =>
  new Redis({
    url,
    token,
    retry: { retries: 0 },
    enableTelemetry: false,
    enableAutoPipelining: false,
    automaticDeserialization: false,
    responseEncoding: false,
    // Only frees what nobody waits for any more.
    signal: () => AbortSignal.timeout(60 * DEADLINE_MS),
  });

/** Nothing is kept open between requests. */
const way = (url: string) => ({
  name: new URL(url).host,
  deadlineMs: DEADLINE_MS,
  renew: () => {},
  close: () => {},
});

export function scriptOverRest(url: string, token: string, script: Script): ScriptRunner {
  const redis = clientOf(url, token);
  return {
    ...way(url),
    run: (keys, args) =>
      byHash(
        () => redis.evalsha<number[], number[]>(script.sha, keys, args),
        () => redis.eval<number[], number[]>(script.text, keys, args),
      ),
  };
}

export const ratelimitOverRest = (url: string, token: string): RatelimitLink => ({
  ...way(url),
  redis: clientOf(url, token),
});
