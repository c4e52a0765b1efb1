/** The count of one window; windows begin at multiples of their length since the epoch, by the limiter's own clock. */
export type FixedWindow = {
  readonly algorithm: "fixed_window";
  readonly windowMs: number;
  /** Number of the window since the epoch. */
  newest: number;
  total: number;
};

export const numberOf = (windowMs: number, at: number) => Math.floor(at / windowMs);

export function advance(window: FixedWindow, now: number): void {
  const current = numberOf(window.windowMs, now);
  if (current <= window.newest) return;
  window.newest = current;
  window.total = 0;
}

/** Does nothing once the window has ended: its count started over then. */
export function subtract(window: FixedWindow, at: number, cost: number): void {
  if (numberOf(window.windowMs, at) === window.newest) window.total -= Math.min(cost, window.total);
}

/** When window `n` ends. */
export const endOf = (n: number, windowMs: number) => (n + 1) * windowMs;
