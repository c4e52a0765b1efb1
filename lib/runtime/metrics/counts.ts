import { VERIFICATION_CODES, type VerificationCode } from "../../verify/codes";

/** Rows that were deleted because they are kept no longer. */
export type Swept = { events: number; minutes: number; quarters: number; sessions: number; answers: number };
export const nothingSwept = (): Swept => ({ events: 0, minutes: 0, quarters: 0, sessions: 0, answers: 0 });

/** Upper bounds of the latency histogram's buckets, in milliseconds; the last one has none. */
export const LATENCY_BOUNDS_MS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 100, 500, 1_000];

/**
 * What the process counts, as plain numbers: a verification pays an addition, and only a look at /metrics makes
 * Prometheus' format of it.
 */
export class Counts {
  readonly verifications = Object.fromEntries(VERIFICATION_CODES.map((code) => [code, 0])) as Record<
    VerificationCode,
    number
  >;
  /** Verify requests, by the bucket of their duration: from the whole body read to the answer written. */
  readonly latency = new Float64Array(LATENCY_BOUNDS_MS.length + 1);
  latencySumMs = 0;
  /** When the process began to serve: its own start may lie before a build. Milliseconds since the epoch. */
  readonly startedAt = Date.now();
  /** When the policies were last applied, in milliseconds since the epoch. */
  policiesRanAt: number | null = null;
  /** Keys to which a policy could not be applied. */
  policyFailures = 0;
  /** Rows that were deleted because they are kept no longer; and when that was last looked after. */
  readonly swept = nothingSwept();
  upkeepFailures = 0;
  upkeepRanAt: number | null = null;
  /** Management requests by `METHOD status`, and their time. */
  readonly requests = new Map<string, { count: number; sumMs: number }>();

  verifyTook(ms: number): void {
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_MS.length && ms > (LATENCY_BOUNDS_MS[bucket] ?? 0)) bucket++;
    this.latency[bucket] = (this.latency[bucket] ?? 0) + 1;
    this.latencySumMs += ms;
  }

  requestTook(method: string, status: number, ms: number): void {
    const label = `${method} ${status}`;
    const known = this.requests.get(label);
    if (known) {
      known.count++;
      known.sumMs += ms;
    } else this.requests.set(label, { count: 1, sumMs: ms });
  }
}
