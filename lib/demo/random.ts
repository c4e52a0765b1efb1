/** The same numbers on each run (mulberry32), so that two seeds of one moment show the same pictures. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal (Box–Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** How many of something that happens `mean` times on average. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  let product = random();
  while (product > limit) {
    count++;
    product *= random();
  }
  return count;
}

/** How many of `count` fall to a share. */
export function portion(random: Random, count: number, share: number): number {
  if (count === 0 || share <= 0) return 0;
  if (share >= 1) return count;
  if (count <= 12) {
    let hits = 0;
    for (let i = 0; i < count; i++) if (random() < share) hits++;
    return hits;
  }
  // Drawn for the smaller side, which keeps the error of the approximation small.
  return share <= 0.5
    ? Math.min(count, poisson(random, count * share))
    : count - Math.min(count, poisson(random, count * (1 - share)));
}

/** A factor around 1 that depends on its two names only: the same day is busy for a key whenever it is asked. */
export function wobble(a: number, b: number, strength: number): number {
  const random = seededRandom(Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 7, 0x85ebca6b));
  return 1 + strength * (random() + random() - 1);
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
