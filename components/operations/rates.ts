import type { Operations } from "@/lib/runtime/operations/read-operations";

/** What a span of time brought: the difference of two looks, or all since the start if there was but one. */
export type Span = {
  /** Milliseconds; null: since the processes started. */
  ms: number | null;
  verifications: Operations["verifications"];
  latency: Operations["latency"];
  hits: number;
  misses: number;
};

/** Processes that are the same ones have counted on; with others the sums say nothing of the time between. */
export const sameProcesses = (a: Operations, b: Operations) =>
  a.processes.startedAt.join() === b.processes.startedAt.join();

export function spanOf(from: Operations, to: Operations): Span {
  const { verifications, latency, cache } = to;
  if (from.at === to.at) return { ms: null, verifications, latency, hits: cache.hits, misses: cache.misses };
  return {
    ms: Date.parse(to.at) - Date.parse(from.at),
    verifications: Object.fromEntries(
      Object.entries(verifications).map(([code, count]) => [
        code,
        count - from.verifications[code as keyof typeof verifications],
      ]),
    ) as Span["verifications"],
    latency: latency.map((bucket, i) => ({ ...bucket, count: bucket.count - (from.latency[i]?.count ?? 0) })),
    hits: cache.hits - from.cache.hits,
    misses: cache.misses - from.cache.misses,
  };
}

/** The bound, in seconds, that this share of the requests kept to; "over" the last bound; null without a request. */
export function quantile(latency: Operations["latency"], share: number): number | "over" | null {
  const all = latency.at(-1)?.count ?? 0;
  if (all === 0) return null;
  const bucket = latency.find(({ count }) => count >= all * share);
  return bucket?.seconds ?? "over";
}

/** `≤ 0.05 ms`, `≤ 2.5 ms`, `> 1 s`, `—`. */
export function latencyWords(latency: Operations["latency"], share: number): string {
  const found = quantile(latency, share);
  if (found === null) return "—";
  const inUnit = (seconds: number) =>
    seconds >= 1 ? `${seconds}\u00a0s` : `${Number((seconds * 1_000).toPrecision(3))}\u00a0ms`;
  if (found === "over") return `>\u00a0${inUnit(latency.at(-2)?.seconds ?? 0)}`;
  return `≤\u00a0${inUnit(found)}`;
}

/** `1,204`, `3.2`, `0.05`, `0`: calls in a second. */
export function rateWords(count: number, ms: number): string {
  const rate = (count * 1_000) / ms;
  if (rate >= 100 || rate === 0) return Math.round(rate).toLocaleString("en-US");
  return rate >= 1 ? rate.toFixed(1) : rate.toFixed(2);
}

/** `308 kB`, `1.2 MB`. */
export function bytesWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)}\u00a0${units[unit]}`;
}
