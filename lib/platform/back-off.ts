/** In milliseconds. */
export type Pauses = { firstMs: number; mostMs: number };

/**
 * How long to wait before the next try, in milliseconds: twice as long after each that failed, at most `mostMs`.
 * `failures` is 1 after the first.
 */
export function pauseAfter(failures: number, { firstMs, mostMs }: Pauses): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 30), mostMs);
}
