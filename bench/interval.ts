/** A median and the interval that holds the true one in at least 95 of 100 runs. */
export type Interval = { median: number; low: number; high: number };

/**
 * The distribution-free interval of the median, between two order statistics: a round that something else disturbed
 * moves it by one place, however far off it is. Throws below 6 values, where there is no such interval.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const at = (i: number) => sorted[i] ?? Number.NaN;
  // P(fewer than k of n values lie below the median), twice: once for each side.
  let missed = 0;
  let term = 0.5 ** n;
  let k = 0;
  for (; 2 * (missed + term) <= 0.05; k++) {
    missed += term;
    term *= (n - k) / (k + 1);
  }
  if (k === 0) throw new Error(`${n} values are too few for a 95 % interval: at least 6 are needed`);
  const middle = n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
  return { median: middle, low: at(k - 1), high: at(n - k) };
}

/** An interval wider than this cannot show a loss of a few percent: the machine was too busy. */
const MOST_WIDTH = 0.06;
export const isConclusive = ({ low, high }: Interval) => high - low <= MOST_WIDTH;

/** The least rate, and the most processor time for a request, of the other build's that is not a loss. */
export const LEAST_RATE = 0.97;
export const MOST_PROCESSOR = 1.03;

/** What this build has lost against another, in words; empty: nothing beyond doubt. Ratios are this build's to the other's. */
export function losses(rate: Interval, processor: Interval | null): string[] {
  const found: string[] = [];
  if (rate.high < LEAST_RATE) found.push(`requests per second: ${range(rate)}, below ${LEAST_RATE}`);
  if (processor && processor.low > MOST_PROCESSOR)
    found.push(`processor time per request: ${range(processor)}, above ${MOST_PROCESSOR}`);
  return found;
}

export const range = ({ median, low, high }: Interval) =>
  `${median.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
