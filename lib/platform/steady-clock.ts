/** A smaller difference between the two clocks is how they are read, not a step. */
const STEP_MS = 20;

/**
 * A clock that only passing time moves. The wall clock can be set back or forward; whatever is counted by this clock is
 * neither frozen nor freed early then. It starts at the wall clock's time, and `ahead` leads back to that clock.
 */
export class SteadyClock {
  readonly #origin: number;
  #ahead = 0;

  constructor(
    readonly wall: () => number = Date.now,
    readonly monotonic: () => number = () => performance.now(),
  ) {
    this.#origin = wall() - monotonic();
  }

  /** Whole milliseconds. */
  now(): number {
    return Math.floor(this.#origin + this.monotonic());
  }

  /** Add this to a time of this clock to get the wall clock's. `now` is what `now()` has just said. */
  ahead(now: number): number {
    const ahead = this.wall() - now;
    if (Math.abs(ahead - this.#ahead) >= STEP_MS) this.#ahead = ahead;
    return this.#ahead;
  }
}
